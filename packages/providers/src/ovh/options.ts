export * as Options from "./options.ts";

import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import type { Choice } from "./choice.ts";
import type { Region } from "./region.ts";

const Price = z.object({
  capacities: z.array(z.string()),
  duration: z.string(),
  pricingMode: z.string(),
  price: z.object({ value: z.number().nonnegative() }),
});

const Offer = z.object({ planCode: z.string(), prices: z.array(Price.nullable().catch(null)) });

/** `GET /order/cart/{cartId}/eco` and `.../eco/options`. */
export const Offers = z.array(Offer);
export const Extras = z.array(Offer.extend({ family: z.string(), mandatory: z.boolean().nullish() }));
type Extra = z.infer<typeof Extras>[number];

/** What is put into the cart: OVHcloud's own words for how long and how it is paid, never ours. */
export type Part = { planCode: string; duration: string; pricingMode: string; quantity: 1 };

/** @throws ProviderFailure where the plan is not sold for this term */
export function plan(
  region: Region.Info,
  offers: z.infer<typeof Offers>,
  choice: Choice.Info,
  months: number,
): Part {
  const offer = offers.find(({ planCode }) => planCode === choice.plan);
  const sold = offer && part(offer, months);
  if (!sold) throw new ProviderFailure(notSold(region, months));
  return sold.part;
}

/**
 * The chosen options, and of each other mandatory family the cheapest, as the listing's price counts it.
 * @throws ProviderFailure where one is not sold (any more)
 */
export function extras(
  region: Region.Info,
  all: readonly Extra[],
  choice: Choice.Info,
  months: number,
): Part[] {
  const sold = all.flatMap((extra) => {
    const found = part(extra, months);
    return found ? [{ ...found, family: extra.family, mandatory: extra.mandatory === true }] : [];
  });
  const chosen = choice.options.map((code) => sold.find((extra) => extra.part.planCode === code));
  const covered = new Set(chosen.map((extra) => extra?.family));
  const families = new Set(all.filter(({ mandatory }) => mandatory).map(({ family }) => family));
  const rest = [...families]
    .filter((family) => !covered.has(family))
    .map((family) => sold.filter((extra) => extra.family === family).sort((a, b) => a.cost - b.cost)[0]);
  return [...chosen, ...rest].map((extra) => {
    if (!extra) throw new ProviderFailure(notSold(region, months));
    return extra.part;
  });
}

/** A term of several months is paid in advance. */
function part(
  { planCode, prices }: z.infer<typeof Offer>,
  months: number,
): { part: Part; cost: number } | null {
  const mode = months === 1 ? "default" : `upfront${months}`;
  const price = prices.find(
    (row) =>
      row?.capacities.includes("renew") && row.pricingMode === mode && inMonths(row.duration) === months,
  );
  if (!price) return null;
  const { duration, pricingMode } = price;
  return { part: { planCode, duration, pricingMode, quantity: 1 }, cost: price.price.value };
}

/** `P1M`, `P12M` and `P1Y`. */
function inMonths(duration: string): number | null {
  const [, count, unit] = /^P(\d{1,3})([MY])$/.exec(duration) ?? [];
  return count === undefined ? null : Number(count) * (unit === "Y" ? 12 : 1);
}

function notSold(region: Region.Info, months: number) {
  const term = months === 1 ? "by the month" : `for ${months} months in advance`;
  const message = `${region.name} does not sell this server with these options ${term} to this account (any more). Nothing was bought.`;
  return { cause: "refused", message } as const;
}
