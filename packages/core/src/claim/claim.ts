export * as Claim from "./claim.ts";

import * as z from "zod";
import type { Match } from "../match/match.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/** `taken`: the provider's ids of the orders that were bought under the claim. */
const Row = z.object({ taken: z.array(z.string()).default([]) });

const key = (claim: string): Table.Key => ({ pk: `CLAIM#${claim}`, sk: "CLAIM" });

const KEPT_DAYS = 30;

/**
 * What a match has to itself while it is ordered: one physical machine, whoever's the match is; or what the provider's
 * records say of one account's order. Two orders for it at a time could not be told apart there.
 * @returns null for what any number of orders may be under way for
 */
export function nameOf({ recordedAs }: Descriptor, match: Match.Info): string | null {
  const { accountId, provider, listing } = match;
  if (listing.unique) return `${provider}#${listing.id}`;
  return recordedAs ? `${provider}#${recordedAs(listing)}#ACCOUNT#${accountId}` : null;
}

/** Steps that take the claim. */
export function take(claim: string | null, matchId: string, now: number): Table.Write[] {
  if (!claim) return [];
  return [
    {
      update: key(claim),
      set: {
        expression: "SET #matchId = :matchId, #expiresAt = :expiresAt",
        values: { ":matchId": matchId, ":expiresAt": ttl(now, KEPT_DAYS) },
      },
      condition: free(matchId),
    },
  ];
}

/** Steps that let others have it, after a proof that nothing was bought. */
export function release({ claim, id }: Match.Info): Table.Write[] {
  if (!claim) return [];
  return [{ update: key(claim), set: { expression: "REMOVE #matchId" }, condition: free(id) }];
}

/**
 * What becomes of the claim of an order that nobody could find out about for a day. A machine that is sold once stays
 * claimed. Anything else is let go: the order's date tells it apart from orders to come.
 */
export function giveUp(match: Match.Info): { steps: Table.Write[]; fields: Pick<Match.Info, "claim"> } {
  return match.listing.unique
    ? { steps: [], fields: {} }
    : { steps: release(match), fields: { claim: null } };
}

/** Steps for when it was bought: a machine that is sold once stays claimed; else the next may order, and the order is known. */
export function bought({ claim, id, listing }: Match.Info, reference: string): Table.Write[] {
  if (!claim) return [];
  return [remember(claim, reference, listing.unique ? "" : " REMOVE #matchId", free(id))];
}

/**
 * The same, where another may have the claim by now.
 * @param freed who had it and gives it up in the same transaction
 */
export function boughtLate(
  { claim, listing }: Match.Info,
  reference: string,
  freed: Match.Info | null,
): Table.Write[] {
  if (!claim) return freed ? release(freed) : [];
  if (freed?.claim !== claim) return [remember(claim, reference), ...(freed ? release(freed) : [])];
  return [remember(claim, reference, listing.unique ? "" : " REMOVE #matchId")];
}

function remember(claim: string, reference: string, rest = "", condition?: Table.Condition): Table.Write {
  const expression = `SET #taken = list_append(if_not_exists(#taken, :none), :reference)${rest}`;
  const set = { expression, values: { ":none": [], ":reference": [reference] } };
  return { update: key(claim), set, ...(condition ? { condition } : {}) };
}

/** The provider's ids of the orders that could be taken for this match's, and are known to be others'. */
export async function taken(
  table: Table.Table,
  { claim, reference: own }: Pick<Match.Info, "claim" | "reference">,
): Promise<string[]> {
  if (!claim) return [];
  const row = await Table.get(table, key(claim), Row);
  return (row?.taken ?? []).filter((reference) => reference !== own);
}

const free = (matchId: string) => ({
  expression: "attribute_not_exists(#matchId) OR #matchId = :matchId",
  values: { ":matchId": matchId },
});
