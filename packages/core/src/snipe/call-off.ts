import { Account } from "../account/account.ts";
import { Claim } from "../claim/claim.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { move } from "../match/move.ts";
import type { Server } from "../provider/provider.ts";
import { roomFor } from "../rule/edit.ts";
import { Rule } from "../rule/rule.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Snipe } from "./snipe.ts";

/** What was called off once mostly is again: the rule waits so long before it buys the next. */
const HOLD_MS = 3600 * 1000;

const CALLED_OFF: Match.Failure = {
  cause: "refused",
  message:
    "The provider took the order and then called it off, or it lapsed unpaid: nothing comes of it, and its budget and place are free again. Look into your account there for the reason.",
};

/**
 * An order that was placed has ended without a server, by the provider's own word: its budget and its place come back, and
 * a rule that had bought all is active again where the plan has room, and paused where not; paused, too, is one that its owner had
 * paused or deleted while the order was under way: that holds. Time, or that it is not to be found, is no such word.
 */
export async function callOff(ctx: Context, snipe: Snipe.Info, server: Server): Promise<void> {
  let release = true;
  for (;;) {
    const tried = await tryToCallOff(ctx, snipe, server, release);
    if (tried === "done") return;
    // The machine is another match's by now, and stays so.
    if (tried === "claimed") release = false;
  }
}

/** `again` where something changed meanwhile, `claimed` where what the order claimed is somebody else's. */
async function tryToCallOff(
  ctx: Context,
  snipe: Snipe.Info,
  server: Server,
  release: boolean,
): Promise<"done" | "again" | "claimed"> {
  const { accountId, ruleId, matchId, reference } = snipe;
  const current = await Snipe.find(ctx.table, accountId, snipe.id);
  if (current?.server.state !== snipe.server.state) return "done";
  const [match, rule, room] = await Promise.all([
    Match.find(ctx.table, accountId, matchId),
    Table.get(ctx.table, Rule.key(accountId, ruleId), Rule.Info),
    roomFor(ctx, accountId),
  ]);
  const now = ctx.now();
  const own = match?.reference === reference ? match : null;
  const claim = release && own ? claimOf(own) : [];
  const written = await Table.transact(ctx.table, [
    close(snipe, server),
    ...claim,
    ...(own ? [move(own, "cancelled", now, { failure: CALLED_OFF, retryAt: now, amount: 0 }, null)] : []),
    ...(rule ? giveBackTo(snipe, rule, room, now) : []),
  ]);
  if (written.ok) ctx.log.warn("order called off", { accountId, snipeId: snipe.id, matchId, reference });
  // Its end is being asked for, or it was removed: then that goes on.
  if (written.ok || written.failed.includes(0)) return "done";
  return claim.length > 0 && written.failed.includes(1) ? "claimed" : "again";
}

/** The rule goes on where the plan has room. What it owes for an order that was placed late comes first. */
function giveBackTo(
  snipe: Snipe.Info,
  rule: Rule.Info,
  room: Account.Account | null,
  now: number,
): Table.Write[] {
  const revives = rule.status === "completed" && rule.placesLeft >= 0;
  if (!revives) return [giveBack(snipe, rule, rule.status, now)];
  const { statusBefore = "active" } = rule;
  return room && statusBefore === "active"
    ? [giveBack(snipe, rule, "active", now), Account.advance(room)]
    : [giveBack(snipe, rule, "paused", now)];
}

/** Of what is not unique it is free already. */
const claimOf = (match: Match.Info): Table.Write[] => (match.listing.unique ? Claim.release(match) : []);

function close(snipe: Snipe.Info, server: Server): Table.Write {
  return {
    update: Snipe.key(snipe.accountId, snipe.id),
    set: {
      expression: "SET #server = :server, #failure = :failure REMOVE #open, #due",
      values: { ":server": server, ":failure": CALLED_OFF },
    },
    condition: { expression: "#open = :open", values: { ":open": Snipe.OPEN } },
  };
}

function giveBack(snipe: Snipe.Info, rule: Rule.Info, status: Rule.Info["status"], now: number): Table.Write {
  return {
    update: Rule.key(rule.accountId, rule.id),
    set: {
      expression: [
        "SET #status = :status, #left = #left + :amount, #committed = #committed - :amount, #rent = #rent - :rent,",
        "#placesLeft = #placesLeft + :one, #evaluateAt = :later, #position = :position ADD #revision :one",
      ].join(" "),
      values: {
        ":status": status,
        ":amount": snipe.price.firstPayment,
        ":rent": snipe.price.monthly,
        ":later": now + HOLD_MS,
        ":position": position(now, rule.id),
        ":one": 1,
      },
    },
    condition: { expression: "#revision = :revision", values: { ":revision": rule.revision } },
  };
}
