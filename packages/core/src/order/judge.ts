import type { Match } from "../match/match.ts";
import { type Listing, monthlyNet } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { satisfies } from "../rule/satisfies.ts";

export const CHANGED = {
  cause: "price",
  message: "The provider changed the offer or its price. It is not what the rule allows.",
} as const;

/**
 * Whether a listing, as the account would have it now, still is what was matched: what the rule asks for, and dearer
 * neither by the month nor in its setup. What a term of several months comes to is known only now, and what an address
 * costs once: these are held against the rule alone.
 * @returns why it must not be bought; null where it may
 */
export function judge(
  match: Match.Info,
  rule: Rule.Info,
  listing: Listing,
): { cause: "price"; message: string } | null {
  if (!satisfies(rule, listing)) return CHANGED;
  const rentRose = rule.termMonths === 1 && monthlyNet(listing, rule.ipv4) > match.monthly;
  const setupRose = listing.price.setup.net > match.listing.price.setup.net;
  if (!(rentRose || setupRose)) return null;
  return { cause: "price", message: "The provider raised the price after the match. It is matched anew." };
}
