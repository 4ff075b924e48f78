import type { ProviderId } from "../provider/id.ts";
import type { Listing } from "./offer.ts";

/** What a price depends on besides the listing: whose price list, where the provider has several, and for how long. */
export type Payer = { priceList?: string | undefined; termMonths: number };

/** Whose price list counts at each provider that has several; the one that is read in any case where none is named. */
export type PriceLists = Readonly<Partial<Record<ProviderId, string>>>;

/**
 * The listing at the price that this payer would pay: by their price list, and a month of the term that they take it for,
 * a fraction of a cent rounded up.
 * @returns null where it is not sold to them, or not for so long
 */
export function pricedFor(listing: Listing, { priceList, termMonths }: Payer): Listing | null {
  const { prices, ...rest } = listing;
  const own = prices && priceList !== undefined ? prices[priceList] : listing.price;
  if (!own) return null;
  if (!own.terms || termMonths === 1) return prices ? { ...rest, price: own } : listing;
  const term = own.terms.find(({ months }) => months === termMonths);
  if (!term) return null;
  const { rent, setup } = term;
  const share = (amount: number) => Math.ceil(amount / termMonths);
  const monthly = { net: share(rent.net), gross: rent.gross === null ? null : share(rent.gross) };
  return { ...rest, price: { ...own, monthly, setup } };
}

/** All that is due at once for a term, net, minor units: its rent and the setup, with or without an address. */
export function dueAtOnce(
  listing: Pick<Listing, "price" | "ipv4" | "ipv4Setup">,
  { ipv4, termMonths = 1 }: { ipv4: boolean; termMonths?: number },
): number {
  const { price } = listing;
  const term = termMonths > 1 ? price.terms?.find(({ months }) => months === termMonths) : undefined;
  const bare = term ? term.rent.net + term.setup.net : price.monthly.net * termMonths + price.setup.net;
  const address = ipv4 ? (listing.ipv4 ?? 0) * termMonths + (listing.ipv4Setup ?? 0) : 0;
  return bare + address;
}
