import type { RuleIndex } from "../match/rule-index.ts";
import { type Listing, monthlyNet } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { commitment, satisfies } from "../rule/satisfies.ts";

/** What each rule may take in this cycle, cheapest first. */
export type Candidates = Map<Rule.Info, Listing[]>;

/** A rule that only tells is told of so many at a time. */
const ALERTS = 20;
/** A rule that buys may find the best ones taken by older rules. */
const PURCHASES = 1_000;

/**
 * Matches changed listings against all rules, and changed rules against all listings: everything else was matched
 * before.
 */
export function candidates(
  index: RuleIndex,
  changed: readonly Listing[],
  rules: readonly Rule.Info[],
  all: readonly Listing[],
): Candidates {
  const found: Candidates = new Map();
  // What is cheapest depends on whether the surcharge for an address is paid.
  for (const ipv4 of [true, false]) {
    for (const listing of byPrice(changed, ipv4)) {
      for (const rule of index.matching(listing, ipv4)) take(found, rule, listing);
    }
  }
  const sorted = new Map([true, false].map((ipv4) => [ipv4, rules.length > 0 ? byPrice(all, ipv4) : []]));
  for (const rule of rules) {
    const listings = choose(rule, sorted.get(rule.ipv4) ?? []);
    if (listings.length > 0) found.set(rule, listings);
  }
  return found;
}

function take(found: Candidates, rule: Rule.Info, listing: Listing): void {
  const listings = found.get(rule) ?? [];
  if (listings.length === most(rule) || !affordable(rule, listing)) return;
  listings.push(listing);
  found.set(rule, listings);
}

/** @param listings cheapest first */
function choose(rule: Rule.Info, listings: readonly Listing[]): Listing[] {
  const chosen: Listing[] = [];
  for (const listing of listings) {
    const tooDear =
      listing.price.currency === rule.currency && monthlyNet(listing, rule.ipv4) > rule.maxMonthly;
    if (tooDear || chosen.length === most(rule)) break;
    if (satisfies(rule, listing) && affordable(rule, listing)) chosen.push(listing);
  }
  return chosen;
}

function byPrice(listings: readonly Listing[], ipv4: boolean): Listing[] {
  return listings.toSorted((a, b) => monthlyNet(a, ipv4) - monthlyNet(b, ipv4));
}

function most(rule: Rule.Info): number {
  return rule.autoBuy ? PURCHASES : ALERTS;
}

function affordable(rule: Rule.Info, listing: Listing): boolean {
  return !rule.autoBuy || commitment(rule, listing) <= rule.left;
}
