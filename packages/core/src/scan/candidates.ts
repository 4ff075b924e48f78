import { type Listing, monthlyNet } from "../offer/offer.ts";
import { preferred } from "../rule/preferred.ts";
import type { Rule } from "../rule/rule.ts";
import { commitment, satisfies } from "../rule/satisfies.ts";
import type { RuleIndex } from "./rule-index.ts";

/** What each rule may take in this cycle, what it would rather have first. */
export type Candidates = Map<Rule.Info, Listing[]>;

/** The most that a rule which only tells is told of at a time. */
export const ALERTS = 20;
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
      for (const rule of index.matching(listing, ipv4)) add(found, rule, listing);
    }
  }
  const sorted = new Map([true, false].map((ipv4) => [ipv4, rules.length > 0 ? byPrice(all, ipv4) : []]));
  for (const rule of rules) {
    const listings = choose(rule, sorted.get(rule.ipv4) ?? []);
    if (listings.length > 0) found.set(rule, listings);
  }
  for (const [rule, listings] of found) if (isChoosy(rule)) found.set(rule, best(rule, listings));
  return found;
}

function add(found: Candidates, rule: Rule.Info, listing: Listing): void {
  const listings = found.get(rule) ?? [];
  if (isFull(rule, listings, listing) || !affordable(rule, listing)) return;
  listings.push(listing);
  found.set(rule, listings);
}

/** @param listings cheapest first */
function choose(rule: Rule.Info, listings: readonly Listing[]): Listing[] {
  const chosen: Listing[] = [];
  for (const listing of listings) {
    const tooDear =
      listing.price.currency === rule.currency && monthlyNet(listing, rule.ipv4) > rule.maxMonthly;
    if (tooDear || isFull(rule, chosen, listing)) break;
    if (satisfies(rule, listing) && affordable(rule, listing)) chosen.push(listing);
  }
  return chosen;
}

/** Whether it matters to a rule which of its places a listing is at. */
function isChoosy({ locations }: Rule.Info): boolean {
  return locations.length > 1;
}

/**
 * Whether the best of a rule are found. `next` and all after it cost as much or more than those that are in. A choosy rule
 * may still rather have one of them for its place: at any price, or at the price of the last that is in.
 */
function isFull(rule: Rule.Info, chosen: readonly Listing[], next: Listing): boolean {
  const last = chosen[most(rule) - 1];
  if (!last || !isChoosy(rule)) return last !== undefined;
  return rule.prefer === "price" && monthlyNet(last, rule.ipv4) < monthlyNet(next, rule.ipv4);
}

/** Of a choosy rule's listings those that it would rather have, in that order. */
function best(rule: Rule.Info, listings: readonly Listing[]): Listing[] {
  return preferred(rule, listings).slice(0, most(rule));
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
