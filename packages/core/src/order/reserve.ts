import { Account } from "../account/account.ts";
import { mayAutoBuy } from "../account/plan.ts";
import { Claim } from "../claim/claim.ts";
import { Connection } from "../connection/connection.ts";
import type { Context } from "../context/context.ts";
import type { Match } from "../match/match.ts";
import { move } from "../match/move.ts";
import { NOT_IN_PLAN } from "../match/record.ts";
import { Money } from "../money/money.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Rule } from "../rule/rule.ts";
import { commitment, satisfies } from "../rule/satisfies.ts";
import { Table } from "../table/table.ts";
import type { Failed } from "./settle.ts";

/** Whoever reserved a match has this long to get its request on its way; then another may take it over. */
const RESERVED_MS = 15_000;

const STOPPED: Failed = {
  cause: "rule",
  message: "You have stopped all sniping. Nothing was ordered; start it again to go on.",
};

/** A larger plan is found out after this long. */
const PLAN_SECONDS = 600;

export const NOT_CONNECTED: Failed = {
  cause: "connection",
  message: "The provider account is not connected, or its last check failed. Connect it and verify again.",
};

/** Everything an order depends on, as it was read. */
export type Reservation = {
  match: Match.Info;
  rule: Rule.Info;
  connection: Connection.Info;
  account: Account.Account;
};

export type Reserved = { ok: true; reservation: Reservation } | { ok: false; failed: Failed | null };

/**
 * Takes the match: budget, the rule's one place and what it claims, in one transaction that holds only while the rule is
 * active and unchanged and the connection is verified.
 * @returns `failed: null` where somebody else has the match, so that there is nothing to do.
 */
export async function reserve(ctx: Context, descriptor: Descriptor, match: Match.Info): Promise<Reserved> {
  const now = ctx.now();
  const [rule, connection, account] = await Promise.all([
    Rule.find(ctx.table, match.accountId, match.ruleId),
    Connection.find(ctx.table, match.accountId, match.provider),
    Account.find(ctx, match.accountId),
  ]);
  const refusal = refuse(ctx, match, rule, connection, account);
  if (refusal || !rule || !connection) return { ok: false, failed: refusal };

  const again = match.state === "reserved";
  const amount = again ? match.amount : commitment(rule, match.listing);
  const claim = Claim.nameOf(descriptor, match);
  const fields = {
    fence: match.fence + 1,
    amount,
    deadline: now + RESERVED_MS,
    connection: { id: connection.id, version: connection.version, owner: connection.owner },
    ...(claim ? { claim } : {}),
  };
  const written = await Table.transact(ctx.table, [
    move(match, "reserved", now, fields, now + RESERVED_MS),
    again ? confirmRule(match, amount) : reserveRule(match, amount),
    Connection.checkVerified(connection),
    ...Claim.take(claim, match.id, now),
  ]);
  if (written.ok) {
    return {
      ok: true,
      reservation: { match: { ...match, ...fields, state: "reserved" }, rule, connection, account },
    };
  }
  return { ok: false, failed: explain(match, written.failed) };
}

function refuse(
  ctx: Context,
  match: Match.Info,
  rule: Rule.Info | null,
  connection: Connection.Info | null,
  account: Account.Account,
): Failed | null {
  if (ctx.now() > match.matchedAt + ctx.settings.matchTtlSeconds * 1000) {
    return { cause: "stale", message: "The match waited too long to be bought safely. Nothing was ordered." };
  }
  const mine = rule?.openMatch === match.id;
  if (rule?.status !== "active") {
    return {
      cause: "rule",
      message: "The rule was paused, completed or deleted first. Nothing was ordered.",
    };
  }
  if (rule.revision !== match.ruleRevision || !satisfies(rule, match.listing)) {
    return { cause: "rule", message: "The rule was changed after this match. It is looked at anew." };
  }
  if (rule.openMatch && !mine) {
    return { cause: "rule", message: "Another order of this rule is under way: a rule buys one server." };
  }
  if (!mine && rule.left < commitment(rule, match.listing)) {
    const { currency } = match.listing.price;
    return {
      cause: "budget",
      message: `The rule has ${Money.format(Math.max(0, rule.left), currency)} of its budget left, and this costs ${Money.format(commitment(rule, match.listing), currency)}. Raise the budget to buy it.`,
    };
  }
  if (account.stoppedAt !== null) return STOPPED;
  if (!mayAutoBuy(account.plan)) return { ...NOT_IN_PLAN, retryAfterSeconds: PLAN_SECONDS };
  if (!connection?.proven) return NOT_CONNECTED;
  return Connection.whyHeld(connection, ctx.now());
}

/** What the conditions of `reserve` say, by the index of the one that did not hold. */
function explain({ listing }: Match.Info, failed: readonly number[]): Failed | null {
  if (failed.includes(0)) return null;
  if (failed.includes(1)) {
    return { cause: "rule", message: "The rule was paused, changed or used up at the last moment." };
  }
  if (failed.includes(2)) {
    return { cause: "connection", message: "The connection was changed or deleted at the last moment." };
  }
  const message = listing.unique
    ? "Another order for this very machine is under way."
    : "Another order of yours for the same plan is under way. The provider could not tell the two apart, so this one waits until that is settled.";
  return { cause: "contended", message };
}

function reserveRule(match: Match.Info, amount: number): Table.Write {
  return {
    update: Rule.key(match.accountId, match.ruleId),
    set: {
      expression: "SET #openMatch = :match, #left = #left - :amount, #reserved = #reserved + :amount",
      values: { ":match": match.id, ":amount": amount },
    },
    condition: {
      expression:
        "#status = :active AND #revision = :revision AND attribute_not_exists(#openMatch) AND #left >= :amount AND (attribute_not_exists(#placesLeft) OR #placesLeft > :none)",
      values: { ":active": "active", ":revision": match.ruleRevision, ":none": 0 },
    },
  };
}

/**
 * A step that fails a transaction unless the rule still wants exactly this match bought, and has the budget for what the
 * provider asks: that is what is reserved from then on.
 */
export function confirmRule(match: Match.Info, due: number): Table.Write {
  const more = due - match.amount;
  const condition = {
    expression: "#status = :active AND #revision = :revision AND #openMatch = :match",
    values: { ":active": "active", ":revision": match.ruleRevision, ":match": match.id },
  };
  const key = Rule.key(match.accountId, match.ruleId);
  if (more === 0) return { check: key, condition };
  return {
    update: key,
    set: {
      expression: "SET #left = #left - :more, #reserved = #reserved + :more",
      values: { ":more": more },
    },
    condition: { ...condition, expression: `${condition.expression} AND #left >= :more` },
  };
}
