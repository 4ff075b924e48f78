import { Claim } from "../claim/claim.ts";
import { Connection } from "../connection/connection.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { move, told } from "../match/move.ts";
import { Cause, type Failure, type Placed } from "../provider/provider.ts";
import { Queue } from "../queue/queue.ts";
import { Rule } from "../rule/rule.ts";
import { Snipe } from "../snipe/snipe.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { cooldown, liesWithAccount } from "./cooldown.ts";

/** Unknown orders are looked for at these distances, ms; then every minute. */
const LOOKUP_AFTER_MS = [2_000, 5_000, 10_000, 20_000];
const LOOKUP_EVERY_MS = 60_000;

export type Failed = Match.Failure & Pick<Failure, "retryAfterSeconds" | "liesWith">;

/** The provider took the order and called it off by itself: nothing was bought. */
export const CANCELLED: Failed = {
  cause: "refused",
  message:
    "The provider accepted the order and then cancelled it. Look into your account there for the reason.",
};

/**
 * The server is bought: the rule's place is taken and its budget spent, and with the last place it is completed; the snipe
 * is recorded; all at once. From `unknown` too, and from `needs_human`.
 * False where the match was settled by somebody else meanwhile.
 */
export async function settlePlaced(
  ctx: Context,
  match: Match.Info,
  placed: Placed,
  state: "placed" | "reconciled_placed",
): Promise<boolean> {
  const now = ctx.now();
  for (const rule of takePlace(match, now)) {
    const settled = await Table.transact(ctx.table, [
      move(match, state, now, { reference: placed.reference, failure: null }, null),
      rule,
      { put: Snipe.item(match, placed, state === "reconciled_placed", now) },
      ...Claim.bought(match, placed.reference),
    ]);
    if (settled.ok) {
      ctx.log.info("server bought", { ...told(match), state, reference: placed.reference });
      return true;
    }
    if (settled.failed.includes(0)) return false;
  }
  return false;
}

/** What a purchase does to the rule: the first of these steps whose condition holds. */
function takePlace(match: Match.Info, now: number): Table.Write[] {
  const step = (
    set: string,
    remove: string,
    condition: string,
    values: Record<string, unknown>,
  ): Table.Write => ({
    update: Rule.key(match.accountId, match.ruleId),
    set: {
      expression: [
        `SET ${set}, #position = :position, #placements = if_not_exists(#placements, :none) + :one,`,
        "#reserved = #reserved - :amount, #committed = #committed + :amount,",
        "#rent = if_not_exists(#rent, :none) + :rent",
        `REMOVE #openMatch${remove} ADD #revision :one`,
      ].join(" "),
      values: {
        ...values,
        ":position": position(now, match.ruleId),
        ":amount": match.amount,
        ":rent": Match.rentOf(match),
        ":none": 0,
        ":one": 1,
      },
    },
    condition: { expression: `#openMatch = :match AND ${condition}`, values: { ":match": match.id } },
  });
  return [
    step(
      // Less than none where an order went through late and took it: then this one is owed.
      "#statusBefore = #status, #status = :completed, #placesLeft = if_not_exists(#placesLeft, :one) - :one",
      ", #expiresAt",
      "(attribute_not_exists(#placesLeft) OR #placesLeft <= :one)",
      { ":completed": "completed" },
    ),
    step("#placesLeft = #placesLeft - :one, #evaluateAt = :now", "", "#placesLeft > :one", { ":now": now }),
  ];
}

/**
 * Proven: nothing was bought. The budget and the claim are free again, and the rule stays active.
 * False where the match was settled by somebody else meanwhile, or has to be settled once more.
 */
export async function settleFailed(
  ctx: Context,
  match: Match.Info,
  failed: Failed,
  state: "rejected" | "not_sent" | "reconciled_absent",
): Promise<boolean> {
  const now = ctx.now();
  const sent = match.state === "sending" || match.state === "unknown";
  const wait = cooldown({ ...failed, attempt: match.attempt, sent });
  const failure: Match.Failure = { cause: failed.cause, message: failed.message };
  const moved = move(match, state, now, { failure, retryAt: now + wait.match * 1000, amount: 0 }, null);
  for (const rule of freeRule(match, now, wait.rule * 1000)) {
    const settled = await Table.transact(ctx.table, [moved, rule, ...Claim.release(match)]);
    if (settled.ok) ctx.log.info("not bought", { ...told(match), state, cause: failed.cause });
    if (settled.ok && state !== "not_sent") await holdOrders(ctx, match, failed);
    if (settled.ok || settled.failed.includes(0)) return settled.ok;
  }
  return false;
}

/** What the provider refuses for the account's sake it refuses to all its rules: none of them tries it meanwhile. */
async function holdOrders(ctx: Context, match: Match.Info, failed: Failed): Promise<void> {
  const { message } = failed;
  const cause = Cause.safeParse(failed.cause).data;
  if (!cause || !liesWithAccount(failed)) return;
  const { rule } = cooldown({ ...failed, attempt: 1, sent: true });
  await Connection.holdOrders(ctx.table, match, { until: ctx.now() + rule * 1000, cause, message });
}

/** What becomes of the rule when a match of it fails: the first of these steps whose condition holds. */
function freeRule(match: Match.Info, now: number, waitMs: number): Table.Write[] {
  const reserved = match.state !== "matched";
  const ours = reserved ? "#openMatch = :match" : "attribute_exists(pk) AND attribute_not_exists(#openMatch)";
  const free = (evaluateAt: number, condition: string, values: Record<string, unknown>): Table.Write => ({
    update: Rule.key(match.accountId, match.ruleId),
    set: {
      expression: [
        "SET #evaluateAt = :evaluateAt, #position = :position",
        reserved ? ", #left = #left + :amount, #reserved = #reserved - :amount REMOVE #openMatch" : "",
        "ADD #revision :one",
      ].join(" "),
      values: {
        ":evaluateAt": evaluateAt,
        ":position": position(now, match.ruleId),
        ":one": 1,
        ...(reserved ? { ":amount": match.amount } : {}),
      },
    },
    condition: {
      expression: condition,
      values: { ...values, ...(reserved ? { ":match": match.id } : {}) },
    },
  });
  const busy: Table.Write = {
    check: Rule.key(match.accountId, match.ruleId),
    condition: { expression: "attribute_exists(#openMatch) OR attribute_not_exists(pk)" },
  };
  return [
    free(now + waitMs, `${ours} AND #revision = :revision`, { ":revision": match.ruleRevision }),
    // It was changed since: what it had to wait for may be over.
    free(now, ours, {}),
    // Another order of it is under way: that is not disturbed, and its end has the rule looked at again.
    ...(reserved ? [] : [busy]),
  ];
}

/** Whether it was bought is not known. It is not sent again; the provider's records will tell. */
export async function settleUnknown(ctx: Context, match: Match.Info, failed: Failed): Promise<boolean> {
  const failure: Match.Failure = { cause: failed.cause, message: failed.message };
  ctx.log.warn("order unknown", { ...told(match), cause: failed.cause });
  return await lookAgain(ctx, match, 0, { failure, search: null });
}

/**
 * Leaves an unknown order to be looked for later: soon and again at first, then by reconciliation; and not before the
 * provider lets it.
 * False where somebody else settled it meanwhile.
 */
export async function lookAgain(
  ctx: Context,
  match: Match.Info,
  lookups: number,
  fields: Record<string, unknown> = {},
  notBeforeSeconds = 0,
): Promise<boolean> {
  const now = ctx.now();
  const soon = LOOKUP_AFTER_MS[lookups];
  const after = Math.max(soon ?? LOOKUP_EVERY_MS, notBeforeSeconds * 1000);
  const due = now + after;
  const written = await Table.transact(ctx.table, [move(match, "unknown", now, { ...fields, lookups }, due)]);
  if (!written.ok) return false;
  if (after === soon) {
    await Queue.publishOrders(ctx, [{ accountId: match.accountId, matchId: match.id }], after / 1000);
  }
  return true;
}
