export * as Money from "./money.ts";

import * as z from "zod";

/** An amount in the currency's minor unit (cents). Never a float, never negative. */
export const Minor = z.int().nonnegative();

/** ISO 4217 code. Amounts of different currencies are never compared. */
export const Currency = z.enum(["EUR", "USD", "CAD", "GBP", "PLN"]);
export type Currency = z.infer<typeof Currency>;

/** Net is before VAT. Gross is null where the provider does not tell what this account would pay. */
const Amount = z.strictObject({ net: Minor, gross: Minor.nullable() });

/** What taking it for several months costs: `rent` is that of all of them, due at once, `setup` is paid once. */
const Term = z.strictObject({ months: z.int().positive(), rent: Amount, setup: Amount });

/**
 * What a listing costs: `monthly` recurs, `setup` is paid once. Minor units. `terms` are there where the provider sells
 * longer ones at prices of their own.
 */
export const Price = z.strictObject({
  currency: Currency,
  monthly: Amount,
  setup: Amount,
  terms: z.array(Term).max(8).optional(),
});
export type Price = z.infer<typeof Price>;

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,8}))?$/;

/**
 * Reads a provider's decimal (`"41.30"`, `"91.6000"`, `41.3`) into minor units of a two-decimal currency, exactly.
 * A fraction of a cent rounds up, so that a price is never understated.
 * @returns null for anything that is not a plain non-negative decimal (NaN, exponents, signs, thousands separators).
 */
export function parse(value: string | number): number | null {
  const parts = DECIMAL.exec(String(value));
  if (!parts) return null;
  const [, whole = "", fraction = ""] = parts;
  const cents = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, "0"));
  return /[1-9]/.test(fraction.slice(2)) ? cents + 1 : cents;
}

/** `4130, "EUR"` -> `EUR 41.30`, for messages to people. */
export function format(minor: number, currency: Currency): string {
  return `${currency} ${(minor / 100).toFixed(2)}`;
}
