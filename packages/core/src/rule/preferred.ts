import { type Listing, monthlyNet } from "../offer/offer.ts";
import type { Rule } from "./rule.ts";
import { rank } from "./satisfies.ts";

/** The listings, those that the rule would rather have first: the cheapest, or those of the place that it names first. */
export function preferred(rule: Rule.Info, listings: readonly Listing[]): Listing[] {
  const ranked = listings.map((listing) => {
    return { listing, price: monthlyNet(listing, rule.ipv4), rank: rank(rule, listing) };
  });
  const byPlace = rule.prefer === "location";
  ranked.sort((a, b) =>
    byPlace ? a.rank - b.rank || a.price - b.price : a.price - b.price || a.rank - b.rank,
  );
  return ranked.map(({ listing }) => listing);
}
