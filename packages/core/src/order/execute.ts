import { Account } from "../account/account.ts";
import { AddressShare } from "../connection/address-share.ts";
import { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { refuseCredentials, withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { move, told } from "../match/move.ts";
import { monthlyNet, setupNet } from "../offer/offer.ts";
import { pricedFor } from "../offer/payer.ts";
import type { Adapter, AdapterOf, Credentials, Draft, Drafted, OrderOutcome } from "../provider/provider.ts";
import { type OrderCommand, Queue } from "../queue/queue.ts";
import { requestOf } from "../rule/order-request.ts";
import { Table } from "../table/table.ts";
import { CHANGED, judge } from "./judge.ts";
import { settleLate } from "./late.ts";
import { lookUp } from "./lookup.ts";
import { Prepared } from "./prepared.ts";
import { confirmRule, NOT_CONNECTED, type Reservation, reserve } from "./reserve.ts";
import { CANCELLED, type Failed, settleFailed, settlePlaced, settleUnknown } from "./settle.ts";

/** How long a sent order may take before it counts as unknown: longer than any adapter waits for its answer. */
const SENDING_MS = 30_000;

/** A process that was suspended here must not wake up and send what others have meanwhile given up. */
const SEND_WITHIN_MS = 5_000;
const HELD_UP_BEFORE_ORDERING: Failed = {
  cause: "stale",
  message: "The order was held up at the last moment. Nothing was sent.",
};

/**
 * Buys what was matched, once. Whatever happens to this process at whatever moment, and however often it is called for
 * the same match, at most one order request leaves: the row `sending` is durable before it does, and from `sending`
 * there is no way back to it.
 */
export async function execute(ctx: Context, adapterOf: AdapterOf, command: OrderCommand): Promise<void> {
  const match = await Match.find(ctx.table, command.accountId, command.matchId);
  if (!match) return;
  const adapter = adapterOf(match.provider);
  if (match.state === "unknown") {
    await lookUp(ctx, adapter, match);
    return;
  }
  const abandoned = match.state === "reserved" && match.deadline < ctx.now();
  if (match.state !== "matched" && !abandoned) return; // settled, or in somebody's hands

  // Before the match is taken, for it is not held for long.
  const permit = await AddressShare.admit(ctx, adapter.descriptor, "order");
  if (!permit.granted) {
    await Queue.publishOrders(ctx, [command], Math.ceil(permit.waitMs / 1000));
    return;
  }
  await ctx.pause(permit.waitMs);

  const reserved = await reserve(ctx, adapter.descriptor, match);
  if (!reserved.ok) {
    if (reserved.failed) await settleFailed(ctx, match, reserved.failed, "not_sent");
    return;
  }
  await buy(ctx, adapter, reserved.reservation);
}

async function buy(ctx: Context, adapter: Adapter, reservation: Reservation): Promise<void> {
  const { match, connection } = reservation;
  const limited = RateLimit.inForce(ctx, connection, "quote", "order");
  if (limited) {
    await settleFailed(ctx, match, limited, "not_sent");
    return;
  }
  const found = adapter.prepare ? await Prepared.find(ctx.table, match, connection, ctx.now()) : null;
  // Whoever takes it away has it: it serves one order.
  const prepared = found && (await Prepared.remove(ctx.table, found)) ? found : null;
  const outcome = await order(ctx, adapter, reservation, prepared);
  if (prepared && (outcome === null || outcome.kind === "not_sent"))
    await Prepared.put(ctx.table, prepared, null);
}

/** @returns null where nothing was sent. */
async function order(
  ctx: Context,
  adapter: Adapter,
  reservation: Reservation,
  prepared: Prepared.Info | null,
): Promise<OrderOutcome | null> {
  const { match, rule, connection } = reservation;
  const read = (credentials: Credentials) => draft(adapter, credentials, reservation, prepared);
  const used = await withCredentials(ctx, adapter, connection, "quote", read);
  const drafted: Drafted = used?.result ?? { ok: false, ...NOT_CONNECTED, cause: "credentials" };
  const refused = drafted.ok ? judge(match, rule, drafted.listing) : used ? drafted : NOT_CONNECTED;
  const sending = drafted.ok && !refused ? await startSending(ctx, reservation, drafted) : null;
  if (drafted.ok && sending) return await send(ctx, adapter, reservation, sending, drafted);
  if (refused) await settleFailed(ctx, match, refused, "not_sent");
  if (drafted.ok) await drafted.discard?.();
  return null;
}

/** What is prepared has its price read with its draft; all else is quoted first. */
async function draft(
  adapter: Adapter,
  credentials: Credentials,
  { match, rule }: Reservation,
  prepared: Prepared.Info | null,
): Promise<Drafted> {
  if (prepared?.order) {
    const request = requestOf(rule, match.listing, Match.orderId(match));
    return await adapter.draft(credentials, { ...request, prepared: prepared.order });
  }
  const quoted = await adapter.quote(credentials, match.listing);
  if (!quoted.ok) return quoted;
  const listing = pricedFor(quoted.listing, rule);
  if (!listing) return { ok: false, ...CHANGED };
  const refused = judge(match, rule, listing);
  if (refused) return { ok: false, ...refused };
  return await adapter.draft(credentials, requestOf(rule, listing, Match.orderId(match)));
}

type Sending = Match.Info & { sentAt: number };

/** From the row `sending` to the request there is no other call, and the clock is looked at once more. */
async function send(
  ctx: Context,
  adapter: Adapter,
  { connection }: Reservation,
  sending: Sending,
  drafted: Draft,
): Promise<OrderOutcome> {
  const sendBy = sending.sentAt + SEND_WITHIN_MS;
  let late = false;
  const outcome = await drafted.send(() => {
    late ||= ctx.now() > sendBy;
    return late;
  });
  switch (outcome.kind) {
    case "placed":
      if (outcome.server.state === "cancelled") await settleFailed(ctx, sending, CANCELLED, "rejected");
      else if (!(await settlePlaced(ctx, sending, outcome, "placed")))
        await settleLate(ctx, sending, outcome);
      break;
    case "rejected":
    case "not_sent":
      await settleFailed(ctx, sending, late ? HELD_UP_BEFORE_ORDERING : outcome, outcome.kind);
      await drafted.discard?.();
      if (outcome.cause === "credentials") await refuseCredentials(ctx, adapter, connection, outcome);
      else await RateLimit.record(ctx, adapter, connection, "order", outcome);
      break;
    case "unknown":
      await RateLimit.record(ctx, adapter, connection, "order", outcome);
      // Mostly the order is in the provider's records at once; where not, reconciliation goes on looking.
      if (await settleUnknown(ctx, sending, outcome)) {
        const match = await Match.find(ctx.table, sending.accountId, sending.id);
        if (match?.state === "unknown") await lookUp(ctx, adapter, match);
      }
  }
  return outcome;
}

/** The last gate: after this is written the request leaves, and never again. Null where it must not. */
async function startSending(
  ctx: Context,
  { match, rule, connection, account }: Reservation,
  { listing, due, trace }: Draft,
): Promise<Sending | null> {
  const now = ctx.now();
  // Match and price are no older than the reservation allows.
  if (now > match.deadline) {
    await settleFailed(ctx, match, HELD_UP_BEFORE_ORDERING, "not_sent");
    return null;
  }
  const fields = {
    sentAt: now,
    deadline: now + SENDING_MS,
    lookups: 0,
    amount: due,
    asked: { monthly: monthlyNet(listing, rule.ipv4), setup: setupNet(listing, rule.ipv4), due },
    // Whoever looks for the order later knows it by that.
    trace: trace ?? null,
  };
  const written = await Table.transact(ctx.table, [
    move(match, "sending", now, fields, now + SENDING_MS),
    confirmRule(match, due),
    Connection.checkVerified(connection),
    Account.checkBuys(account),
  ]);
  if (written.ok) return { ...match, ...fields, state: "sending" };
  if (!written.failed.includes(0)) {
    const message =
      "The rule, its budget, the connection or the plan was changed, or everything was stopped, at the last moment. Nothing was ordered.";
    await settleFailed(ctx, match, { cause: "rule", message }, "not_sent");
  }
  ctx.log.info("order withheld", told(match));
  return null;
}
