export * as Money from "./money.ts";

import type { Installation } from "./installation.ts";

/** A price as orders and carts write it: the value in units of the currency, and in 1/100,000,000 of it. */
export function price(cents: number, locale: Installation.Locale): object {
  return {
    currencyCode: locale.currency,
    text: text(cents, locale),
    value: cents / 100,
    priceInUcents: ucents(cents),
  };
}

export function text(cents: number, { symbol }: Installation.Locale): string {
  return `${(cents / 100).toFixed(2)} ${symbol}`;
}

/** In 1/100,000,000 of the currency, as the catalogue writes prices. */
export function ucents(cents: number): number {
  return cents * 1_000_000;
}

/** The tax on a net price, in the unit of it and rounded to a whole one. */
export function tax(net: number, { taxRate }: Installation.Locale): number {
  return Math.round((net * taxRate) / 100);
}
