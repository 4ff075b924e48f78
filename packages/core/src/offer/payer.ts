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

/** All that is due at once for so many months, without an address: net, minor units. */
export function dueAtOnce({ price }: Pick<Listing, "price">, months: number): number {
  const term = months > 1 ? price.terms?.find((one) => one.months === months) : undefined;
  return term ? term.rent.net + term.setup.net : price.monthly.net * months + price.setup.net;
}
