import type { Listing } from "../offer/offer.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Rule } from "../rule/rule.ts";
import { satisfies } from "../rule/satisfies.ts";
import { candidates } from "./candidates.ts";
import { RuleIndex } from "./rule-index.ts";

export type Preview = {
  /** How many listings are all that the rule asks for. */
  matches: number;
  /** Of those, what it would take, the one it would take first at the front. */
  takes: readonly Listing[];
  /** The most that it can ever commit, minor units; 0 where it does not buy. */
  most: number;
};

/** What a rule would find in these listings at this moment, by the matcher that buys. Nothing is written. */
export function preview(
  provider: ProviderId,
  criteria: Rule.Criteria & Pick<Rule.Info, "currency">,
  listings: readonly Listing[],
): Preview {
  const rule = draft(provider, criteria);
  const found = candidates(new RuleIndex(), [], [rule], listings).get(rule) ?? [];
  const dearest = rule.maxMonthly * rule.termMonths + rule.maxSetup;
  return {
    matches: listings.filter((listing) => satisfies(rule, listing)).length,
    takes: found,
    most: rule.autoBuy ? Math.min(rule.budget, dearest * rule.quantity) : 0,
  };
}

/** A rule as it would be the moment it is made. */
function draft(provider: ProviderId, criteria: Rule.Criteria & Pick<Rule.Info, "currency">): Rule.Info {
  return {
    ...criteria,
    id: "rul_draft",
    accountId: "",
    provider,
    status: "active",
    revision: 1,
    evaluateAt: 0,
    left: criteria.budget,
    reserved: 0,
    committed: 0,
    rent: 0,
    placesLeft: criteria.quantity,
    placements: 0,
    createdAt: 0,
    position: "",
  };
}
