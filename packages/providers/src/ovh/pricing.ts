export * as Pricing from "./pricing.ts";

import * as z from "zod";

/** OVHcloud counts in 1e-8 of the currency; no server costs 100,000 a month, so that more is a mistake in the reply. */
const Units = z.int().nonnegative().max(10_000_000_000_000);

/** Net and, where it is told, VAT of what recurs monthly and of what is paid once, 1e-8 of the currency. */
export type Charge = { net: number; tax: number | null };
export type Info = { monthly: Charge; setup: Charge };

const Row = z.object({
  price: Units,
  tax: Units.nullish().catch(null),
  promotions: z.array(z.unknown()).nullish().catch(null),
});
const Rent = Row.extend({ interval: z.literal(1), intervalUnit: z.literal("month") });
const Setup = Row.extend({ interval: z.literal(0) });

const Promotion = z.object({
  startDate: z.iso.datetime({ offset: true }),
  endDate: z.iso.datetime({ offset: true }).nullish(),
  total: z.object({ value: Units, tax: Units.nullish().catch(null) }),
});

const NOTHING: Charge = { net: 0, tax: 0 };

/**
 * What a plan or an option costs by the month, without commitment. Whatever has no row for its setup has none to pay.
 * @returns null where the price can't be read with certainty
 */
export function read(pricings: readonly unknown[]): Info | null {
  const [monthly, ...more] = rows(pricings, 1, "renew");
  const [setup, ...others] = rows(pricings, 0, "installation");
  if (!monthly || more.length > 0 || others.length > 0) return null;
  const rent = Rent.safeParse(monthly).data;
  const once = setup === undefined ? null : Setup.safeParse(setup).data;
  if (!rent || once === undefined) return null;
  return {
    // A promotion on the rent ends some day, and the price that stays is the one to buy by.
    monthly: { net: rent.price, tax: rent.tax ?? null },
    setup: once ? promoted(once, Date.now()) : NOTHING,
  };
}

/** The rows of the default mode that hold for a single server. */
function rows(pricings: readonly unknown[], phase: number, capacity: string): unknown[] {
  return pricings.filter((value) => {
    const row = value as Record<string, unknown> | null;
    const quantity = row?.quantity as { min?: unknown } | null | undefined;
    return (
      row?.mode === "default" &&
      row.phase === phase &&
      Array.isArray(row.capacities) &&
      row.capacities.includes(capacity) &&
      !(typeof quantity?.min === "number" && quantity.min > 1)
    );
  });
}

function promoted({ price, tax, promotions }: z.infer<typeof Row>, now: number): Charge {
  const read = (promotions ?? []).flatMap((value) => Promotion.safeParse(value).data ?? []);
  const current = read.find(
    ({ startDate, endDate, total }) =>
      Date.parse(startDate) <= now && (!endDate || now < Date.parse(endDate)) && total.value <= price,
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
