import { Account } from "../account/account.ts";
import { AddressShare } from "../connection/address-share.ts";
import { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { refuseCredentials, withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { type Listing, monthlyNet } from "../offer/offer.ts";
import { pricedFor } from "../offer/payer.ts";
import type { Adapter, AdapterOf, Credentials, OrderOutcome, Quote } from "../provider/provider.ts";
import { type OrderCommand, Queue } from "../queue/queue.ts";
import { requestOf } from "../rule/order-request.ts";
import type { Rule } from "../rule/rule.ts";
import { satisfies } from "../rule/satisfies.ts";
import { transact } from "../table/table.ts";
import { lookUp } from "./lookup.ts";
import { Prepared } from "./prepared.ts";
import { checkRule, DISCONNECTED, type Reservation, reserve } from "./reserve.ts";
import { CANCELLED, type Failed, move, settleFailed, settlePlaced, settleUnknown, told } from "./settle.ts";

/** How long a sent order may take before it counts as unknown: longer than any adapter waits for its answer. */
const SENDING_MS = 30_000;

/** A process that was suspended here must not wake up and send what others have meanwhile given up. */
const SEND_WITHIN_MS = 5_000;
const OVERSLEPT: Failed = {
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
  const quiet = RateLimit.inForce(ctx, connection, "quote", "order");
  if (quiet) {
    await settleFailed(ctx, match, quiet, "not_sent");
    return;
  }
  const found = adapter.prepare ? await Prepared.find(ctx.table, match, connection, ctx.now()) : null;
  // Whoever takes it away has it: it serves one order.
  const prepared = found && (await Prepared.remove(ctx.table, found)) ? found : null;
  const outcome = await order(ctx, adapter, reservation, prepared);
  if (prepared && (outcome === null || outcome.kind === "not_sent"))
    await Prepared.put(ctx.table, prepared, null);
}

/** @returns null where nothing was given to the adapter. */
async function order(
  ctx: Context,
  adapter: Adapter,
  reservation: Reservation,
  prepared: Prepared.Info | null,
): Promise<OrderOutcome | null> {
  const { match, rule, connection } = reservation;
  // An order that is prepared has a price, and the adapter reads it again right before it sends it.
  const quote = async (credentials: Credentials): Promise<Quote> =>
    prepared ? { ok: true, listing: match.listing } : await adapter.quote(credentials, match.listing);
  const quoted = await withCredentials(ctx, adapter, connection, "quote", quote);
  if (!quoted) {
    await settleFailed(ctx, match, DISCONNECTED, "not_sent");
    return null;
  }
  const refused = recheck(match, rule, quoted.result);
  if (refused) {
    await settleFailed(ctx, match, refused, "not_sent");
    return null;
  }
  return await send(ctx, adapter, reservation, quoted.credentials, prepared);
}

/** @returns as `order` does. */
async function send(
  ctx: Context,
  adapter: Adapter,
  reservation: Reservation,
  credentials: Credentials,
  prepared: Prepared.Info | null,
): Promise<OrderOutcome | null> {
  const sending = await startSending(ctx, reservation, prepared);
  if (!sending) return null;
  if (ctx.now() > (sending.sentAt ?? 0) + SEND_WITHIN_MS) {
    await settleFailed(ctx, sending, OVERSLEPT, "not_sent");
    return null;
  }
  const outcome = await adapter.order(credentials, {
    ...requestOf(reservation.rule, sending.listing, Match.orderId(sending)),
    ...(prepared?.order ? { prepared: prepared.order } : {}),
  });
  if (outcome.kind !== "placed")
    await RateLimit.record(ctx, adapter, reservation.connection, "order", outcome);
  switch (outcome.kind) {
    case "placed":
      if (outcome.server.state === "cancelled") await settleFailed(ctx, sending, CANCELLED, "rejected");
      else await settlePlaced(ctx, sending, outcome, "placed");
      break;
    case "rejected":
    case "not_sent":
      await settleFailed(ctx, sending, outcome, outcome.kind);
      if (outcome.cause === "credentials")
        await refuseCredentials(ctx, adapter, reservation.connection, outcome);
      break;
    case "unknown":
      // Mostly the order is in the provider's records at once; where not, reconciliation goes on looking.
      if (await settleUnknown(ctx, sending, outcome)) {
        await lookUp(ctx, adapter, { ...sending, state: "unknown" });
      }
  }
  return outcome;
}

/** The listing as this account sees it now must still be what the rule wants, and not dearer. */
function recheck(match: Match.Info, rule: Rule.Info, quote: Quote): Failed | null {
  if (!quote.ok) return quote;
  const quoted = pricedFor(quote.listing, rule);
  if (!(quoted && satisfies(rule, quoted))) {
    return {
      cause: "price",
      message: "The provider changed the offer or its price. It is not what the rule allows.",
    };
  }
  return dearer(match, rule, quoted)
    ? { cause: "price", message: "The provider raised the price after the match. It is matched anew." }
    : null;
}

function dearer(match: Match.Info, rule: Rule.Info, quoted: Listing): boolean {
  return (
    monthlyNet(quoted, rule.ipv4) > match.monthly || quoted.price.setup.net > match.listing.price.setup.net
  );
}

/** The last gate: after this is written the request leaves, and never again. Null where it must not. */
async function startSending(
  ctx: Context,
  reservation: Reservation,
  prepared: Prepared.Info | null,
): Promise<Match.Info | null> {
  const { match, connection, account } = reservation;
  const now = ctx.now();
  // Match and price are no older than the reservation allows.
  if (now > match.deadline) {
    await settleFailed(ctx, match, OVERSLEPT, "not_sent");
    return null;
  }
  const fields = {
    sentAt: now,
    deadline: now + SENDING_MS,
    lookups: 0,
    // Whoever looks for the order later finds it by that.
    prepared: prepared?.order ?? null,
  };
  const written = await transact(ctx.table, [
    move(match, "sending", now, fields, now + SENDING_MS),
    checkRule(match),
    Connection.checkVerified(connection),
    Account.checkPlan(account),
  ]);
  if (written.ok) return { ...match, ...fields, state: "sending" };
  if (!written.failed.includes(0)) {
    const message =
      "The rule, the connection or the plan was changed at the last moment. Nothing was ordered.";
    await settleFailed(ctx, match, { cause: "rule", message }, "not_sent");
  }
  ctx.log.info("order withheld", told(match));
  return null;
}
