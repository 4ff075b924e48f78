import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { ProviderId } from "../provider/id.ts";
import { Table } from "../table/table.ts";
import { position, ttl } from "../table/time.ts";
import { Listing } from "./offer.ts";

/** How many of the latest prices are kept with an offer. */
const PRICES_KEPT = 50;
const GONE_DAYS = 30;

/** `priceList` where the provider has several. */
const PricePoint = z.object({
  at: z.int(),
  monthly: z.int(),
  setup: z.int(),
  priceList: z.string().optional(),
});
type PricePoint = z.infer<typeof PricePoint>;

/** A listing as the table keeps it, with where it has been. */
export const Stored = z.object({
  id: z.string(),
  listing: Listing,
  /** False once the provider stopped listing it. */
  available: z.boolean(),
  /** Each change of the net price, oldest first. Minor units; `at` epoch ms. */
  prices: z.array(PricePoint),
  firstSeenAt: z.int(),
  changedAt: z.int(),
  position: z.string(),
});
export type Stored = z.infer<typeof Stored>;

/** What a provider shows to one account alone lies with that account's own items. */
const key = (provider: ProviderId, id: string, accountId?: string) =>
  accountId === undefined
    ? { pk: `OFFERS#${provider}`, sk: `OFFER#${id}` }
    : { pk: `ACCOUNT#${accountId}`, sk: `OFFER#${provider}#${id}` };

/**
 * The offers of a provider, in the order in which they last changed.
 * @param accountId whose they are, where the provider shows each account its own
 */
export const offersOf = (provider: ProviderId, accountId?: string) =>
  accountId === undefined ? `OFFERS#${provider}` : `OFFERS#${provider}#${accountId}`;

/** @param accountId as for `offersOf` */
export async function findOffer(
  table: Table.Table,
  provider: ProviderId,
  id: string,
  accountId?: string,
): Promise<Stored | null> {
  return await Table.get(table, key(provider, id, accountId), Stored);
}

/** The offer with the listing as it is now; null where nothing changed. */
export function seen(before: Stored | undefined, listing: Listing, now: number): Stored | null {
  if (before?.available && isSame(before.listing, listing)) return null;
  return {
    id: listing.id,
    listing,
    available: true,
    prices: pricesWith(before?.prices ?? [], listing, now),
    firstSeenAt: before?.firstSeenAt ?? now,
    changedAt: now,
    position: position(now, listing.id),
  };
}

/** The prices with those that are not as the last of their list was. */
function pricesWith(before: PricePoint[], { price, prices }: Listing, now: number): PricePoint[] {
  const lists = prices ? Object.entries(prices) : [[undefined, price] as const];
  const points = lists.flatMap(([priceList, { monthly, setup }]): PricePoint[] => {
    const last = before.findLast((point) => point.priceList === priceList);
    if (last?.monthly === monthly.net && last.setup === setup.net) return [];
    return [
      { at: now, monthly: monthly.net, setup: setup.net, ...(priceList === undefined ? {} : { priceList }) },
    ];
  });
  if (points.length === 0) return before;
  const all = Map.groupBy([...before, ...points], (point) => point.priceList);
  return [...all.values()].flatMap((ofList) => ofList.slice(-PRICES_KEPT)).sort((a, b) => a.at - b.at);
}

/** A source gives what has not changed as the same object, most of the time. */
function isSame(a: Listing, b: Listing): boolean {
  return a === b || isDeepStrictEqual(a, b);
}

/** The offer as one that the provider no longer lists. */
export function gone(before: Stored, now: number): Stored {
  return { ...before, available: false, changedAt: now, position: position(now, before.id) };
}

/** @param accountId as for `offersOf` */
export function toItem(offer: Stored, accountId?: string): Table.Item {
  return {
    ...key(offer.listing.provider, offer.id, accountId),
    ...offer,
    collection: offersOf(offer.listing.provider, accountId),
    ...(offer.available ? {} : { expiresAt: ttl(offer.changedAt, GONE_DAYS) }),
  };
}
