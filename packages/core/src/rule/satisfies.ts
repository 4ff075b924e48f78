import { type Listing, monthlyNet, places, setupNet } from "../offer/offer.ts";
import { dueAtOnce } from "../offer/payer.ts";
import type { Rule } from "./rule.ts";
import { hasWanted } from "./wanted.ts";

/** How soon in the order of its `locations` a rule names a place of the listing: 0 first, -1 where it names none. */
export function rank(rule: Pick<Rule.Info, "locations">, listing: Listing): number {
  const here = places(listing);
  return rule.locations.findIndex((place) => here.includes(place));
}

/** What buying the listing takes from the rule's budget: all that is due at once. Net, minor units. */
export function commitment(rule: Pick<Rule.Info, "ipv4" | "termMonths">, listing: Listing): number {
  return dueAtOnce(listing, rule);
}

/** Whether the listing is all that the rule asks for, and costs no more than it allows. */
export function satisfies(rule: Rule.Info, listing: Listing): boolean {
  return (
    rule.provider === listing.provider &&
    rule.category === listing.category &&
    rule.currency === listing.price.currency &&
    !(rule.ipv4 && listing.ipv6Only) &&
    monthlyNet(listing, rule.ipv4) <= rule.maxMonthly &&
    setupNet(listing, rule.ipv4) <= rule.maxSetup &&
    hasWanted(rule, listing) &&
    (rule.locations.length === 0 || places(listing).some((place) => rule.locations.includes(place)))
  );
}
