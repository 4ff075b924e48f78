import type { Context } from "../context/context.ts";
import { type Listing, monthlyNet } from "../offer/offer.ts";
import { Rule } from "../rule/rule.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { unlessUnreadable } from "../table/unreadable.ts";
import { Match } from "./match.ts";

/** What is published but not taken up by then is published again. */
const TAKEN_UP_MS = 10_000;

/** Why a match of a rule with Auto-Buy only tells. */
export const NOT_IN_PLAN: Match.Failure = {
  cause: "not_allowed",
  message:
    "Auto-Buy is not part of the Free plan, so nothing was ordered: this match only tells you. Choose a larger plan to have the next one bought.",
};

/** A match that only tells; of a rule that would buy, `failure` says why it does not. */
export type Alert = { rule: Rule.Info; listing: Listing; failure?: Match.Failure };

/** Ends after which the same offer may be tried once more. */
const RETRYABLE: readonly Match.State[] = [
  "alerted",
  "rejected",
  "not_sent",
  "reconciled_absent",
  "cancelled",
];

export type Recorded =
  | { kind: "recorded"; matchId: string }
  /** It was recorded before. `retryAt` (epoch ms) where it may be tried again later. */
  | { kind: "known"; retryAt: number | null }
  /** It was recorded before, and may still become a purchase. */
  | { kind: "under_way" }
  /** The rule changed, or is busy. */
  | { kind: "refused" };

/**
 * Records that a listing satisfies a rule, once for the same rule, offer and price, and leaves an order to be published
 * in the same write. Holds only while the rule is as it was evaluated. It needs no fence: what a late scan records is
 * recorded once all the same, and an order reads the offer again.
 * @param isBack whether it was out of stock until now: where it was sold out before, it is not any more
 */
export async function recordMatch(
  ctx: Context,
  rule: Rule.Info,
  listing: Listing,
  isBack = false,
): Promise<Recorded> {
  const match = create(rule, listing, rule.autoBuy ? "matched" : "alerted", ctx.now());
  return await write(ctx, rule, match, isBack && !listing.unique);
}

async function write(ctx: Context, rule: Rule.Info, match: Match.Info, isBack = false): Promise<Recorded> {
  const evaluated = checkEvaluated(rule);
  const written = await Table.transact(ctx.table, [evaluated, putNew(match)]);
  if (written.ok) return { kind: "recorded", matchId: match.id };
  if (written.failed.includes(0)) return { kind: "refused" };
  return await recordAgain(ctx, evaluated, rule, match, isBack);
}

/** Records matches that only tell, all in one write; where something stands in the way, each by itself. */
export async function recordAlerts(ctx: Context, alerts: readonly Alert[]): Promise<void> {
  const now = ctx.now();
  const rules = new Set(alerts.map(({ rule }) => rule));
  const matches = alerts.map(({ rule, listing, failure }) => {
    return { rule, match: create(rule, listing, "alerted", now, failure) };
  });
  const written = await Table.transact(ctx.table, [
    ...[...rules].map(checkEvaluated),
    ...matches.map(({ match }) => putNew(match)),
  ]);
  if (written.ok) return;
  for (const { rule, match } of matches) await write(ctx, rule, match);
}

async function recordAgain(
  ctx: Context,
  evaluated: Table.Write,
  rule: Rule.Info,
  match: Match.Info,
  isBack: boolean,
): Promise<Recorded> {
  const now = ctx.now();
  // One that can't be read is left as it is: the rule takes another offer.
  const before = await unlessUnreadable(Match.find(ctx.table, match.accountId, match.id));
  if (before && Match.UNDER_WAY.includes(before.state)) return { kind: "under_way" };
  const buys = match.state === "matched";
  if (!(before && buys && RETRYABLE.includes(before.state))) return { kind: "known", retryAt: null };
  const restocked = isBack && before.failure?.cause === "sold";
  if (before.retryAt > now && !restocked) return { kind: "known", retryAt: before.retryAt };
  const next: Match.Info = {
    ...match,
    attempt: before.attempt + 1,
    fence: before.fence + 1,
    history: [...before.history, ...match.history].slice(-100),
  };
  const again: Table.Write = {
    put: {
      ...toItem(next, now),
      collection: Match.collection(rule.accountId),
      position: position(now, match.id),
    },
    condition: {
      expression: "#state = :state AND #fence = :fence",
      values: { ":state": before.state, ":fence": before.fence },
    },
  };
  const written = await Table.transact(ctx.table, [evaluated, again]);
  return written.ok ? { kind: "recorded", matchId: match.id } : { kind: "refused" };
}

function create(
  rule: Rule.Info,
  listing: Listing,
  state: "matched" | "alerted",
  now: number,
  failure: Match.Failure | null = null,
): Match.Info {
  return {
    id: Match.identify(rule, listing),
    accountId: rule.accountId,
    ruleId: rule.id,
    ruleRevision: rule.revision,
    provider: rule.provider,
    listing,
    monthly: monthlyNet(listing, rule.ipv4),
    termMonths: rule.termMonths,
    state,
    fence: 0,
    attempt: 1,
    amount: 0,
    failure,
    retryAt: now,
    matchedAt: now,
    deadline: now,
    lookups: 0,
    history: [{ state, at: now }],
  };
}

function putNew(match: Match.Info): Table.Write {
  return {
    put: {
      ...toItem(match, match.matchedAt),
      collection: Match.collection(match.accountId),
      position: position(match.matchedAt, match.id),
    },
    condition: { expression: "attribute_not_exists(pk)" },
  };
}

/** A match that is to be bought is its own outbox entry: it stays due until an order function has taken it up. */
function toItem(match: Match.Info, now: number) {
  return {
    ...Match.key(match.accountId, match.id),
    ...match,
    ...(match.state === "matched" ? { open: Match.OPEN, due: position(now + TAKEN_UP_MS, match.id) } : {}),
  };
}

function checkEvaluated(rule: Rule.Info): Table.Write {
  return {
    check: Rule.key(rule.accountId, rule.id),
    condition: {
      expression: "#status = :active AND #revision = :revision AND attribute_not_exists(#openMatch)",
      values: { ":active": "active", ":revision": rule.revision },
    },
  };
}
