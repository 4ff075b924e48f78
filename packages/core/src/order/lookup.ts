import { Claim } from "../claim/claim.ts";
import { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { move, told } from "../match/move.ts";
import type { Adapter, Credentials, Failure, OrderLookup } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { liesWithAccount } from "./cooldown.ts";
import { CANCELLED, type Failed, lookAgain, settleFailed, settlePlaced } from "./settle.ts";

/** An order that nobody could find out about for this long is left to a person. */
const GIVE_UP_MS = 24 * 3600 * 1000;
/** Absence is read twice, this far apart. */
const APART_MS = 60_000;
/** Orders are looked for every minute. Whoever has not looked for longer has slept. */
const AWAKE_MS = 120_000;

const ORDERS_NOT_READABLE: Failure = {
  cause: "credentials",
  message: "The connection was deleted, or its last check failed: its orders can't be read.",
};
const OTHER_ACCOUNT: Failure = {
  cause: "credentials",
  message: "Other credentials were saved since the order was sent: they can't prove what became of it.",
};

/**
 * Looks for an unknown order in the provider's own records and settles it where they prove something: found is bought;
 * absent, or called off, is not, where two complete readings say so after the provider's settle time. Else it stays unknown and is due
 * again.
 */
export async function lookUp(ctx: Context, adapter: Adapter, match: Match.Info): Promise<void> {
  const connection = await Connection.find(ctx.table, match.accountId, match.provider);
  const limited = connection && (await RateLimit.admit(ctx, adapter, connection, "find"));
  // What was read proves something of this moment, however long the process slept before it writes.
  const readAt = ctx.now();
  const found = limited
    ? ({ kind: "unclear", ...limited } as const)
    : await read(ctx, adapter, match, connection);
  const nothing = comesOf(match, found);
  if (found.kind === "found" && !nothing) {
    await settlePlaced(ctx, match, found, "reconciled_placed");
    return;
  }
  const search = goOn(match, readAt);
  // The two that count follow each other: a copy that is behind now and then proves nothing, however often.
  if (!nothing) search.absentAt = null;
  if (nothing && proves(search, adapter.descriptor.visibleWithinSeconds)) {
    await settleFailed(ctx, match, nothing, "reconciled_absent");
    return;
  }
  const since = readAt - Match.leftAt(match);
  // An absence that is not proven yet will be.
  if (since >= GIVE_UP_MS && found.kind === "unclear") {
    await giveUp(ctx, match, ctx.now());
    return;
  }
  const isOneTooMany = found.kind === "unclear" && found.cause === "rate_limited";
  const wait = isOneTooMany ? RateLimit.secondsOf(found) : 0;
  await lookAgain(ctx, match, match.lookups + (limited ? 0 : 1), { search }, wait);
}

/**
 * Why nothing was bought, as far as this reading goes; null where it does not say so. One that was called off may be
 * another's that looks the same, while ours is not listed yet: that frees no more than an absence does.
 */
function comesOf(match: Match.Info, found: OrderLookup): Failed | null {
  if (found.kind === "absent") return absence(match);
  return found.kind === "found" && found.server.state === "cancelled" ? CANCELLED : null;
}

/** The first look begins it: what passed before, nobody saw. */
function goOn({ search }: Match.Info, readAt: number): Match.Search {
  const before = search ?? { waited: 0, absentAt: null, lookedAt: readAt };
  const passed = Math.max(0, Math.min(readAt - before.lookedAt, AWAKE_MS));
  return {
    waited: before.waited + Math.floor(passed),
    absentAt: before.absentAt,
    lookedAt: Math.floor(readAt),
  };
}

/** Whether a reading of absence is the second that counts; the first is kept in the search. */
function proves(search: Match.Search, visibleWithinSeconds: number): boolean {
  if (search.waited < visibleWithinSeconds * 1000) return false;
  search.absentAt ??= search.waited;
  return search.waited - search.absentAt >= APART_MS;
}

function absence({ failure }: Match.Info): Match.Failure {
  // No order came of it, and the next would end the same.
  if (failure && liesWithAccount(failure)) return failure;
  const message = "The provider's own records show that nothing was ordered. The rule goes on.";
  return { cause: "absent", message };
}

async function giveUp(ctx: Context, match: Match.Info, now: number): Promise<void> {
  const message =
    "The order was sent, its answer was lost, and the provider's records could not be read for a day. Look into your account at the provider; the rule stays on hold meanwhile.";
  const failure: Match.Failure = { cause: "unavailable", message };
  const { steps, fields } = Claim.giveUp(match);
  await Table.transact(ctx.table, [move(match, "needs_human", now, { failure, ...fields }, null), ...steps]);
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
    ...(match.trace == null ? {} : { trace: match.trace }),
  };
  const read = (credentials: Credentials) => adapter.find(credentials, order, Match.leftAt(match));
  const used = connection && (await withCredentials(ctx, adapter, connection, "find", read));
  if (!(connection && used)) return { kind: "unclear", ...ORDERS_NOT_READABLE };
  const { result } = used;
  if (Connection.isSameAccount(connection, match.connection)) return result;
  // Credentials saved since may be another account's: what is absent or called off there proves nothing about this order,
  // and where they are known to be, neither does what looks like it.
  const isOther = Connection.isOtherAccount(connection, match.connection);
  const certain = result.kind === "found" && result.server.state !== "cancelled" && !isOther;
  return certain || result.kind === "unclear" ? result : { kind: "unclear", ...OTHER_ACCOUNT };
}
