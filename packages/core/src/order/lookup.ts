import { Claim } from "../claim/claim.ts";
import { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import type { Adapter, Credentials, Failure, OrderLookup } from "../provider/provider.ts";
import { transact } from "../table/table.ts";
import { CANCELLED, lookAgain, move, settleFailed, settlePlaced, told } from "./settle.ts";

/** An order that nobody could find out about for this long is left to a person. */
const GIVE_UP_MS = 24 * 3600 * 1000;
/** One reading is no proof of absence. */
const READINGS = 2;

const DISCONNECTED: Failure = {
  cause: "credentials",
  message: "The connection was deleted, or its last check failed: its orders can't be read.",
};
const OTHER_ACCOUNT: Failure = {
  cause: "credentials",
  message:
    "Other credentials were saved since the order was sent: they can't prove that it did not go through.",
};

/**
 * Looks for an unknown order in the provider's own records and settles it where they prove something: found is bought;
 * absent after the provider's settle time is not. Else it stays unknown and is due again.
 */
export async function lookUp(ctx: Context, adapter: Adapter, match: Match.Info): Promise<void> {
  const connection = await Connection.find(ctx.table, match.accountId, match.provider);
  const held = connection && (await RateLimit.admit(ctx, adapter, connection, "find"));
  // What was read proves something of this moment, however long the process slept before it writes.
  const readAt = ctx.now();
  const found = held ? ({ kind: "unclear", ...held } as const) : await read(ctx, adapter, match, connection);
  const since = readAt - (match.sentAt ?? match.matchedAt);
  // What was not read is no reading.
  const lookups = match.lookups + (held ? 0 : 1);
  if (found.kind === "found" && found.server.state === "cancelled") {
    await settleFailed(ctx, match, CANCELLED, "reconciled_absent");
    return;
  }
  if (found.kind === "found") {
    await settlePlaced(ctx, match, found, "reconciled_placed");
    return;
  }
  const settled = since >= adapter.descriptor.settleSeconds * 1000 && lookups >= READINGS;
  if (found.kind === "absent" && settled) {
    const message = "The provider's own records show that nothing was ordered. The rule goes on.";
    await settleFailed(ctx, match, { cause: "absent", message }, "reconciled_absent");
    return;
  }
  if (since >= GIVE_UP_MS) {
    await giveUp(ctx, match, ctx.now());
    return;
  }
  const isOneTooMany = found.kind === "unclear" && found.cause === "rate_limited";
  await lookAgain(ctx, match, lookups, {}, isOneTooMany ? RateLimit.secondsOf(found) : 0);
}

async function giveUp(ctx: Context, match: Match.Info, now: number): Promise<void> {
  const message =
    "The order was sent, its answer was lost, and the provider's records could not be read for a day. Look into your account at the provider; the rule stays on hold meanwhile.";
  const failure: Match.Failure = { cause: "unavailable", message };
  const { steps, fields } = Claim.giveUp(match);
  await transact(ctx.table, [move(match, "needs_human", now, { failure, ...fields }, null), ...steps]);
  ctx.log.error("order needs a human", told(match));
}

async function read(
  ctx: Context,
  adapter: Adapter,
  match: Match.Info,
  connection: Connection.Info | null,
): Promise<OrderLookup> {
  const taken = await Claim.taken(ctx.table, match);
  const order = {
    orderId: Match.orderId(match),
    listing: match.listing,
    taken,
    ...(match.prepared ? { prepared: match.prepared } : {}),
  };
  const read = (credentials: Credentials) =>
    adapter.find(credentials, order, match.sentAt ?? match.matchedAt);
  const used = connection && (await withCredentials(ctx, adapter, connection, "find", read));
  if (!(connection && used)) return { kind: "unclear", ...DISCONNECTED };
  const same = connection.id === match.connection?.id && connection.version === match.connection.version;
  // Credentials saved since may be another account's: what is absent there proves nothing about this order.
  return used.result.kind === "absent" && !same ? { kind: "unclear", ...OTHER_ACCOUNT } : used.result;
}
