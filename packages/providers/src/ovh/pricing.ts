export * as Pricing from "./pricing.ts";

import * as z from "zod";

/** OVHcloud counts in 1e-8 of the currency; no server costs 100,000 a month, so that more is a mistake in the reply. */
const Units = z.int().nonnegative().max(10_000_000_000_000);

/** Net and, where it is told, VAT of what recurs monthly and of what is paid once, 1e-8 of the currency. */
export type Charge = { net: number; tax: number | null };
/** `terms` are those that are paid in advance: their whole rent, and their setup, by months. */
export type Info = { monthly: Charge; setup: Charge; terms: ReadonlyMap<number, Due> };
type Due = { rent: Charge; setup: Charge };

const Row = z.object({
  price: Units,
  tax: Units.nullish().catch(null),
  promotions: z.array(z.unknown()).nullish().catch(null),
});
const Rent = Row.extend({ interval: z.int().positive(), intervalUnit: z.literal("month") });
const Setup = Row.extend({ interval: z.literal(0) });

/** `endDate` is the last day to buy by it; `duration` null says that who has bought keeps it as long as the server. */
const Promotion = z.object({
  startDate: z.iso.datetime({ offset: true }),
  endDate: z.iso.datetime({ offset: true }).nullish(),
  duration: z.unknown().optional(),
  total: z.object({ value: Units, tax: Units.nullish().catch(null) }),
});
type Promotion = z.infer<typeof Promotion>;

const NOTHING: Charge = { net: 0, tax: 0 };

/**
 * What a plan or an option costs by the month, without commitment. Whatever has no row for its setup has none to pay.
 * @returns null where the price can't be read with certainty
 */
export function read(pricings: readonly unknown[]): Info | null {
  const monthly = due(pricings, "default", 1);
  if (!monthly) return null;
  const terms = TERMS.flatMap((months) => {
    const term = due(pricings, `upfront${months}`, months);
    return term ? [[months, term] as const] : [];
  });
  return { monthly: monthly.rent, setup: monthly.setup, terms: new Map(terms) };
}

/** Months that are sold in advance, besides a single one. */
export const TERMS = [12, 24] as const;

/** What a mode asks for a number of months. Null where it is not sold so, or can't be read with certainty. */
function due(pricings: readonly unknown[], mode: string, months: number): Due | null {
  const [renewal, ...more] = rows(pricings, mode, 1, "renew");
  const [installation, ...others] = rows(pricings, mode, 0, "installation");
  if (!renewal || more.length > 0 || others.length > 0) return null;
  const rent = Rent.safeParse(renewal).data;
  const once = installation === undefined ? null : Setup.safeParse(installation).data;
  if (rent?.interval !== months || once === undefined) return null;
  return {
    // A promotion with a duration ends, and the price that stays is the one to buy by.
    rent: promoted(rent, Date.now(), ({ duration }) => duration === null),
    setup: once ? promoted(once, Date.now()) : NOTHING,
  };
}

/** The rows of a mode that hold for a single server. */
function rows(pricings: readonly unknown[], mode: string, phase: number, capacity: string): unknown[] {
  return pricings.filter((value) => {
    const row = value as Record<string, unknown> | null;
    const quantity = row?.quantity as { min?: unknown } | null | undefined;
    return (
      row?.mode === mode &&
      row.phase === phase &&
      Array.isArray(row.capacities) &&
      row.capacities.includes(capacity) &&
      !(typeof quantity?.min === "number" && quantity.min > 1)
    );
  });
}

/** The row's price, or what a promotion makes of it that can be bought by now. */
function promoted(
  { price, tax, promotions }: z.infer<typeof Row>,
  now: number,
  counts: (promotion: Promotion) => boolean = () => true,
): Charge {
  const read = (promotions ?? []).flatMap((value) => Promotion.safeParse(value).data ?? []);
  const current = read.find(
    (promotion) =>
      Date.parse(promotion.startDate) <= now &&
      (!promotion.endDate || now < Date.parse(promotion.endDate)) &&
      promotion.total.value <= price &&
      counts(promotion),
  );
  return current
    ? { net: current.total.value, tax: current.total.tax ?? null }
    : { net: price, tax: tax ?? null };
}

export function sum(charges: readonly Charge[]): Charge {
  return charges.reduce(
    (total, { net, tax }) => ({
      net: total.net + net,
      tax: total.tax === null || tax === null ? null : total.tax + tax,
    }),
    NOTHING,
  );
}

/** Cents; a fraction of one rounds up, so that a price is never understated. */
export function toMinor({ net, tax }: Charge): { net: number; gross: number | null } {
  const cents = (units: number) => Math.ceil(units / 1_000_000);
  return { net: cents(net), gross: tax === null ? null : cents(net + tax) };
}
