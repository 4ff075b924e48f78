import { type Listing, monthlyNet, places, setupNet } from "../offer/offer.ts";
import { dueAtOnce } from "../offer/payer.ts";
import type { Rule } from "./rule.ts";
import { wantedBy } from "./wanted.ts";

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
  return satisfiedBy(listing)(rule);
}

/** The same for many rules: what the listing has to be worked out for is worked out once. */
export function satisfiedBy(listing: Listing): (rule: Rule.Info) => boolean {
  const isWanted = wantedBy(listing);
  const here = places(listing);
  return (rule) =>
    monthlyNet(listing, rule.ipv4) <= rule.maxMonthly &&
    setupNet(listing, rule.ipv4) <= rule.maxSetup &&
    isWanted(rule) &&
    (rule.locations.length === 0 || here.some((place) => rule.locations.includes(place))) &&
    rule.provider === listing.provider &&
    rule.category === listing.category &&
    rule.currency === listing.price.currency &&
    !(rule.ipv4 && listing.ipv6Only);
}
