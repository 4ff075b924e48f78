export * as Summary from "./summary.ts";

import { format, parse } from "@cloudco/core/money/money";
import type { Listing } from "@cloudco/core/offer/offer";
import { dueAtOnce } from "@cloudco/core/offer/payer";
import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Explain } from "./explain.ts";
import type { Region } from "./region.ts";

/** `GET /order/cart/{cartId}/checkout`: what the cart would cost, all told, before VAT. */
const Quoted = z.object({
  orderId: z.unknown().optional(),
  prices: z.object({
    withoutTax: z.object({
      currencyCode: z.string(),
      // OVHcloud computes with floating point, so that 33.98 may come as 33.980000000000004.
      value: z
        .number()
        .nonnegative()
        .transform((value) => parse(value.toFixed(8)) ?? Number.NaN)
        .pipe(z.int()),
    }),
  }),
});

const USED: Failure = {
  cause: "refused",
  message: "This cart has been ordered before, and a cart is ordered once. Nothing was bought now.",
};

/** Null where the cart costs no more than the listing: its setup, and its rent for each month of the term. */
export function check(region: Region.Info, body: unknown, listing: Listing, months: number): Failure | null {
  const quoted = Quoted.safeParse(body).data;
  if (!quoted) return Explain.unreadable(region, "about the price of the cart");
  if (quoted.orderId) return USED;
  const { price } = listing;
  const { currencyCode, value } = quoted.prices.withoutTax;
  if (currencyCode !== price.currency) return Explain.otherCurrency(region, currencyCode, { price });
  const expected = dueAtOnce(listing, months);
  if (value <= expected) return null;
  const [asked, found] = [value, expected].map((amount) => format(amount, price.currency));
  const message = `${region.name} asks ${asked} net for this server, setup and first payment together, and the offer was ${found}. Nothing was bought.`;
  return { cause: "price", message };
}
