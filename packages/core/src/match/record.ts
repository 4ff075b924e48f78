import type { Context } from "../context/context.ts";
import { type Listing, monthlyNet } from "../offer/offer.ts";
import { Rule } from "../rule/rule.ts";
import { transact, type Write } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Match } from "./match.ts";

/** What is published but not taken up by then is published again. */
const TAKEN_UP_MS = 10_000;

/** Ends after which the same offer may be tried once more. */
const RETRYABLE: readonly Match.State[] = ["alerted", "rejected", "not_sent", "reconciled_absent"];

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
 */
export async function record(ctx: Context, rule: Rule.Info, listing: Listing): Promise<Recorded> {
  const now = ctx.now();
  const match = create(rule, listing, now);
  const evaluated = checkEvaluated(rule);
  const written = await transact(ctx.table, [evaluated, putNew(match, now)]);
  if (written.ok) return { kind: "recorded", matchId: match.id };
  if (written.failed.includes(0)) return { kind: "refused" };
  return await recordAgain(ctx, evaluated, rule, match);
}

/** Records matches of rules that only tell, all in one write; where something stands in the way, each by itself. */
export async function recordAlerts(
  ctx: Context,
  alerts: readonly { rule: Rule.Info; listing: Listing }[],
): Promise<void> {
  const now = ctx.now();
  const rules = new Set(alerts.map(({ rule }) => rule));
  const written = await transact(ctx.table, [
    ...[...rules].map(checkEvaluated),
    ...alerts.map(({ rule, listing }) => putNew(create(rule, listing, now), now)),
  ]);
  if (written.ok) return;
  for (const { rule, listing } of alerts) await record(ctx, rule, listing);
}

async function recordAgain(
  ctx: Context,
  evaluated: Write,
  rule: Rule.Info,
  match: Match.Info,
): Promise<Recorded> {
  const now = ctx.now();
  const before = await Match.find(ctx.table, match.accountId, match.id);
  if (before && Match.UNDER_WAY.includes(before.state)) return { kind: "under_way" };
  if (!(before && rule.autoBuy && RETRYABLE.includes(before.state))) return { kind: "known", retryAt: null };
  if (before.retryAt > now) return { kind: "known", retryAt: before.retryAt };
  const next: Match.Info = {
    ...match,
    attempt: before.attempt + 1,
    fence: before.fence + 1,
    history: [...before.history, ...match.history].slice(-100),
  };
  const again: Write = {
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
  const written = await transact(ctx.table, [evaluated, again]);
  return written.ok ? { kind: "recorded", matchId: match.id } : { kind: "refused" };
}

function create(rule: Rule.Info, listing: Listing, now: number): Match.Info {
  const state = rule.autoBuy ? "matched" : "alerted";
  return {
    id: Match.identify(rule, listing),
    accountId: rule.accountId,
    ruleId: rule.id,
    ruleRevision: rule.revision,
    provider: rule.provider,
    listing,
    monthly: monthlyNet(listing, rule.ipv4),
    state,
    fence: 0,
    attempt: 1,
    amount: 0,
    failure: null,
    retryAt: now,
    matchedAt: now,
    deadline: now,
    lookups: 0,
    history: [{ state, at: now }],
  };
}

function putNew(match: Match.Info, now: number): Write {
  return {
    put: {
      ...toItem(match, now),
      collection: Match.collection(match.accountId),
      position: position(now, match.id),
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

function checkEvaluated(rule: Rule.Info): Write {
  return {
    check: Rule.key(rule.accountId, rule.id),
    condition: {
      expression: "#status = :active AND #revision = :revision AND attribute_not_exists(#openMatch)",
      values: { ":active": "active", ":revision": rule.revision },
    },
  };
}
