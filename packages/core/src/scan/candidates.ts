import type { RuleIndex } from "../match/rule-index.ts";
import { type Listing, monthlyNet } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { commitment, satisfies } from "../rule/satisfies.ts";

/** What each rule may take in this cycle, cheapest first. */
export type Candidates = Map<Rule.Info, Listing[]>;

/** More than any rule takes in one cycle. */
const MOST = 20;

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
  for (const listing of changed) {
    for (const rule of index.matching(listing)) {
      if (!affordable(rule, listing)) continue;
      const taken = found.get(rule);
      if (taken) taken.push(listing);
      else found.set(rule, [listing]);
    }
  }
  for (const rule of rules) {
    const wanted = all.filter((listing) => satisfies(rule, listing) && affordable(rule, listing));
    if (wanted.length > 0) found.set(rule, wanted);
  }
  for (const [rule, listings] of found) {
    listings.sort((a, b) => monthlyNet(a, rule.ipv4) - monthlyNet(b, rule.ipv4));
    listings.length = Math.min(listings.length, MOST);
  }
  return found;
}

function affordable(rule: Rule.Info, listing: Listing): boolean {
  return !rule.autoBuy || commitment(rule, listing) <= rule.left;
}
