export * as Pricing from "./pricing.ts";

import type { Installation } from "./installation.ts";
import { Money } from "./money.ts";
import type { Plan } from "./plan.ts";

/** One price of a plan or an addon: once for the setup, or again and again for a term. */
export interface Row {
  readonly mode: string;
  readonly capacity: "installation" | "renew";
  /** 0 for the setup. */
  readonly months: number;
  /** Without a promotion. */
  readonly cents: number;
  readonly promotion: Plan.Promotion | null;
}

/** A plan's prices. Prepaid terms have no setup. */
export function ofPlan(plan: Plan.Info): Row[] {
  const { cents, setupCents, promotion, setupPromotion } = plan;
  return [
    { mode: "default", capacity: "installation", months: 0, cents: setupCents, promotion: setupPromotion },
    { mode: "default", capacity: "renew", months: 1, cents, promotion },
    ...plan.terms.map((term) => renewal(term.mode, term.months, term.cents)),
  ];
}

/** An addon's prices, with the terms of its plan: so many months at the price of one. */
export function ofAddon(plan: Plan.Info, { cents, setupCents }: Plan.Addon): Row[] {
  const setup = {
    mode: "default",
    capacity: "installation" as const,
    months: 0,
    cents: setupCents,
    promotion: null,
  };
  return [
    ...(setupCents > 0 ? [setup] : []),
    renewal("default", 1, cents),
    ...plan.terms.map((term) => renewal(term.mode, term.months, cents * term.months)),
  ];
}

/** What is charged in cents, with the promotion. */
export function charged({ cents, promotion }: Row): number {
  if (promotion === null) return cents;
  return promotion.totalCents ?? Math.round((cents * (100 - promotion.percent)) / 100);
}

/** `P1Y` for a year, as answers were seen to have it. */
function duration({ months }: Row): string {
  if (months === 0) return "P0D";
  return months % 12 === 0 ? `P${months / 12}Y` : `P${months}M`;
}

/** Years may be asked for in months too: buyers do. */
export function isOfDuration(row: Row, wanted: string): boolean {
  return wanted === duration(row) || wanted === `P${row.months}M`;
}

/** A price in the catalogue. */
export function inCatalogue(row: Row, locale: Installation.Locale, isFormatted: boolean): object {
  const isSetup = row.capacity === "installation";
  return {
    mode: row.mode,
    phase: isSetup ? 0 : 1,
    interval: row.months,
    intervalUnit: isSetup ? "none" : "month",
    capacities: [row.capacity],
    commitment: 0,
    price: Money.ucents(row.cents),
    tax: Money.tax(Money.ucents(row.cents), locale),
    formattedPrice: isFormatted ? Money.text(row.cents, locale) : null,
    currencyCode: isFormatted ? locale.currency : null,
    strategy: "tiered",
    type: "rental",
    description: description(row),
    mustBeCompleted: false,
    quantity: { min: 1, max: null },
    repeat: { min: 1, max: isSetup ? 1 : null },
    promotions: row.promotion === null ? [] : [promoted(row, row.promotion, locale)],
  };
}

/** A price among the offers of a cart. */
export function inOffer(row: Row, locale: Installation.Locale): object {
  const cents = charged(row);
  const isSetup = row.capacity === "installation";
  return {
    capacities: [row.capacity],
    duration: duration(row),
    interval: row.months,
    pricingMode: row.mode,
    pricingType: "rental",
    minimumQuantity: 1,
    maximumQuantity: isSetup ? null : 100,
    minimumRepeat: 1,
    maximumRepeat: isSetup ? 1 : null,
    description: description(row),
    price: Money.price(cents, locale),
    priceInUcents: Money.ucents(cents),
  };
}

function promoted(
  row: Row,
  { percent, totalCents, duration: months }: Plan.Promotion,
  locale: Installation.Locale,
): object {
  const total = { value: Money.ucents(charged(row)), tax: Money.tax(Money.ucents(charged(row)), locale) };
  return {
    name: "launch",
    description: "Launch offer",
    type: "percentage",
    value: percent,
    startDate: "2026-01-01T00:00:00+01:00",
    endDate: null,
    duration: months,
    quantity: null,
    isGlobalQuantityLimited: false,
    discount: { value: Money.ucents(row.cents - charged(row)) },
    ...(totalCents === null ? {} : { total }),
  };
}

function description({ capacity, months }: Row): string {
  if (capacity === "installation") return "Installation";
  return months === 1 ? "Monthly" : `${months} months upfront`;
}

function renewal(mode: string, months: number, cents: number): Row {
  return { mode, capacity: "renew", months, cents, promotion: null };
}
