export * as Match from "./match.ts";

import { createHash } from "node:crypto";
import * as z from "zod";
import { Listing, monthlyNet } from "../offer/offer.ts";
import { ProviderId } from "../provider/id.ts";
import { Cause } from "../provider/provider.ts";
import type { Rule } from "../rule/rule.ts";
import { Table } from "../table/table.ts";

/**
 * A match is what an order is made of, and walks one way:
 *
 *   alerted                        (Auto-Buy is off, or not in the plan: it only tells)
 *   matched -> reserved -> sending -> placed | rejected | not_sent | unknown
 *                                    unknown -> reconciled_placed | reconciled_absent | needs_human
 *                                               placed | reconciled_placed -> cancelled
 *
 * `cancelled` is the provider's own word that nothing comes of what it took. The provider's own `placed` counts however
 * late it is: from `unknown`, and from every end that says otherwise. `not_sent` is also the end of whatever was given up before a request left.
 */
export const State = z.enum([
  "alerted",
  "matched",
  "reserved",
  "sending",
  "placed",
  "rejected",
  "not_sent",
  "unknown",
  "reconciled_placed",
  "reconciled_absent",
  "needs_human",
  "cancelled",
]);
export type State = z.infer<typeof State>;

/** What a match may still become a purchase from. */
export const UNDER_WAY: readonly State[] = ["matched", "reserved", "sending", "unknown"];

/** Why nothing was bought, beyond what a provider can say. */
export const FailureCause = z.enum([
  ...Cause.options,
  "stale", // the match waited too long
  "rule", // paused, deleted, completed, changed, or busy with another order
  "budget",
  "connection", // none, or not verified
  "contended", // another order that could be taken for this one is under way
  "absent", // the provider's records prove that nothing was ordered
]);
export type FailureCause = z.infer<typeof FailureCause>;

export const Failure = z.object({ cause: FailureCause, message: z.string() });
export type Failure = z.infer<typeof Failure>;

const Asked = z.object({ monthly: z.int(), setup: z.int(), due: z.int() });

/**
 * Since when an order has been unknown, on a clock of its own that runs from look to look and not while nobody looks:
 * whoever slept, be it a process or the whole machine, has proven nothing meanwhile. Ms.
 */
export const Search = z.object({
  waited: z.int().nonnegative(),
  /** When the first of the two readings was that prove absence; null before. */
  absentAt: z.int().nullable(),
  /** By the wall clock, epoch ms. */
  lookedAt: z.int(),
});
export type Search = z.infer<typeof Search>;

export const Info = z.object({
  id: z.string(),
  accountId: z.string(),
  ruleId: z.string(),
  ruleRevision: z.int(),
  provider: ProviderId,
  listing: Listing,
  /** Net of a month as this rule wants it, minor units; part of the match's identity. */
  monthly: z.int(),
  /** For how long the rule takes it. */
  termMonths: z.int().default(1),
  state: State,
  /** Grows with every taking of the match, so that whoever had it before can write nothing any more. */
  fence: z.int(),
  /** How often it was matched: once, and again after each failed attempt. */
  attempt: z.int(),
  /** Reserved from the rule's budget, minor units. */
  amount: z.int(),
  /** What it has to itself while it is ordered: see `Claim`. */
  claim: z.string().nullish(),
  /** Which saved credentials the order goes out with. */
  connection: z.object({ id: z.string(), version: z.int(), owner: z.string().optional() }).optional(),
  failure: Failure.nullable(),
  /** Not matched again before this moment. Epoch ms. */
  retryAt: z.int(),
  /** When the present attempt was matched, and when its request left. Epoch ms. */
  matchedAt: z.int(),
  sentAt: z.int().optional(),
  /** What the request that left can be known by (see Draft). */
  trace: z.unknown().optional(),
  /** What the provider asked at that moment, net, minor units: the rent that stays, what is paid once, and what at once. */
  asked: Asked.optional(),
  /** While it is unknown, from the first look on. */
  search: Search.nullish(),
  /** Who has it must be done by then. Epoch ms. */
  deadline: z.int(),
  lookups: z.int(),
  /** The provider's id of the order. */
  reference: z.string().optional(),
  history: z.array(z.object({ state: State, at: z.int() })),
});
export type Info = z.infer<typeof Info>;

export const key = (accountId: string, id: string) => ({ pk: `ACCOUNT#${accountId}`, sk: `MATCH#${id}` });

/** The kind of unfinished work that a match is until it is settled. */
export const OPEN = "matches";

/** A customer's matches, in the order they were made. */
export const collection = (accountId: string) => `MATCHES#${accountId}`;

/** The same rule, offer and price give the same id, so each is recorded once: for each place that the rule has to fill. */
export function identify(rule: Pick<Rule.Info, "id" | "ipv4" | "placements">, listing: Listing): string {
  const parts = [
    rule.id,
    listing.provider,
    listing.id,
    listing.price.currency,
    monthlyNet(listing, rule.ipv4),
    listing.price.setup.net,
    ...(rule.placements > 0 ? [rule.placements] : []),
  ];
  return `mat_${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}

export async function find(table: Table.Table, accountId: string, id: string): Promise<Info | null> {
  return await Table.get(table, key(accountId, id), Info);
}

/** What the order of the present attempt is called where the provider lets us name it. */
export function orderId(match: Pick<Info, "id" | "attempt">): string {
  return `${match.id}-${match.attempt}`;
}

/** When its request left at the earliest, epoch ms: as it was written before, or else when it was matched. */
export function leftAt({ sentAt, matchedAt }: Pick<Info, "sentAt" | "matchedAt">): number {
  return sentAt ?? matchedAt;
}

/** What a month of what it bought costs once all that ends is over, net, minor units. */
export function rentOf({ asked, monthly }: Pick<Info, "asked" | "monthly">): number {
  return asked?.monthly ?? monthly;
}
