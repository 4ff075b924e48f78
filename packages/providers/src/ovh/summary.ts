export * as Summary from "./summary.ts";

import { parse } from "@cloudco/core/money/money";
import type { Listing } from "@cloudco/core/offer/offer";
import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Explain } from "./explain.ts";
import type { Region } from "./region.ts";

/** OVHcloud computes with floating point, so that 33.98 may come as 33.980000000000004. */
const Amount = z.object({
  currencyCode: z.string(),
  value: z
    .number()
    .nonnegative()
    .transform((value) => parse(value.toFixed(8)) ?? Number.NaN)
    .pipe(z.int()),
});

const Quoted = z.object({
  orderId: z.unknown().optional(),
  prices: z.object({ withoutTax: Amount }),
  details: z.array(
    z.object({ detailType: z.string(), totalPrice: Amount, originalTotalPrice: Amount.nullish() }),
  ),
});

/** Net, minor units: what is paid once, the rent of the term, and that rent without any reduction. */
export type Info = { setup: number; rent: number; fullRent: number };

const USED: Failure = {
  cause: "refused",
  message: "This cart has been ordered before, and a cart is ordered once. Nothing was bought now.",
};

/** Each line is rounded up to a cent, so the lines may come to more than their sum by so much each. */
const ROUNDED = 1;

/**
 * Reads `GET /order/cart/{cartId}/checkout`: what the cart would cost before VAT, line by line.
 * @throws ProviderFailure where that can't be read with certainty, or is in another currency than the listing
 */
export function read(region: Region.Info, body: unknown, { price }: Pick<Listing, "price">): Info {
  const quoted = Quoted.safeParse(body).data;
  if (!quoted) throw unreadable(region);
  if (quoted.orderId) throw new ProviderFailure(USED);
  const { withoutTax } = quoted.prices;
  if (withoutTax.currencyCode !== price.currency) {
    throw new ProviderFailure(Explain.otherCurrency(region, withoutTax.currencyCode, { price }));
  }
  const { details } = quoted;
  const once = details.filter(({ detailType }) => detailType === "INSTALLATION");
  const setup = sum(once.map(({ totalPrice }) => totalPrice.value));
  const rents = details.filter(({ detailType }) => detailType !== "INSTALLATION");
  const listed = setup + sum(rents.map(({ totalPrice }) => totalPrice.value));
  if (Math.abs(listed - withoutTax.value) > ROUNDED * details.length) throw unreadable(region);
  const full = rents.map(
    ({ totalPrice, originalTotalPrice }) => originalTotalPrice?.value ?? totalPrice.value,
  );
  return { setup, rent: withoutTax.value - setup, fullRent: sum(full) };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function unreadable(region: Region.Info): ProviderFailure {
  return new ProviderFailure(Explain.unreadable(region, "about the price of the cart"));
}
