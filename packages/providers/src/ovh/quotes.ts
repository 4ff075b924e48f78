export * as Quotes from "./quotes.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type { Quote } from "@cloudco/core/provider/provider";
import { Account } from "./account.ts";
import type { Api } from "./api.ts";
import { Choice } from "./choice.ts";
import { Explain } from "./explain.ts";
import { Feed } from "./feed.ts";

/**
 * What the account would pay now: stock and price at the company of OVHcloud's that it buys from, read anew.
 * @throws ProviderFailure where they can't be read
 */
export async function read(access: Api.Access, listing: Listing, signal?: AbortSignal): Promise<Quote> {
  const { region } = access;
  const choice = Choice.fromId(region, listing.id);
  const subsidiary = await Account.subsidiary(access, signal);
  const { currency, listings, refused } = await Feed.plan(region, subsidiary, choice.plan, signal);
  if (currency !== listing.price.currency) {
    return { ok: false, ...Explain.otherCurrency(region, currency, listing) };
  }
  const offer = listings.find(({ id }) => id === listing.id);
  if (offer) return { ok: true, listing: offer };
  return { ok: false, ...(refused > 0 ? Explain.unreadable(region, "about this server") : Explain.SOLD) };
}
