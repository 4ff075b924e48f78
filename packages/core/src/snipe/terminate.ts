import { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import type { Adapter, AdapterOf, Cause, Failure, Termination } from "../provider/provider.ts";
import { Queue, type TerminateCommand } from "../queue/queue.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Snipe } from "./snipe.ts";

/** Longer than all requests of one attempt take: who had it and died is not waited for. */
const HELD_MS = 90_000;
/** A provider that gave no answer is asked again at these distances, seconds; then every 15 minutes. */
const AGAIN_AFTER_SECONDS = [5, 15, 60, 300];
const AGAIN_EVERY_SECONDS = 900;
const GIVE_UP_MS = 24 * 3600 * 1000;
/** An attempt that is due again has its message on the way; it is published once more if that was lost. */
const LOST_AFTER_MS = 60_000;
/** Once it is refused, a server that is being set up is looked after again. */
const REFRESH_MS = 15_000;

/** Nothing is still to come of a server in one of these states. */
const SET_UP: readonly Snipe.Info["server"]["state"][] = ["ready", "cancelled"];

/** These pass by themselves, so nobody has to ask again. */
const PASSING: readonly Cause[] = ["rate_limited", "unavailable", "timeout", "address_blocked"];

type End =
  | { kind: "terminated"; at: number | null }
  | ({ kind: "refused" } & Failure)
  /** It has to be asked again. */
  | ({ kind: "unanswered" } & Failure);

/** A snipe whose termination this process has taken. */
type Attempted = Snipe.Info & { termination: Snipe.Termination };

/**
 * Ends a server at its provider, because its owner asked for it. However often it is called for one wish, one attempt is
 * under way at a time; what gave no answer is asked again, which is safe since a server is destroyed once.
 */
export async function terminate(
  ctx: Context,
  adapterOf: AdapterOf,
  { accountId, snipeId }: Pick<TerminateCommand, "accountId" | "snipeId">,
): Promise<void> {
  const snipe = await Snipe.find(ctx.table, accountId, snipeId);
  if (!snipe) return; // removed
  const adapter = adapterOf(snipe.provider);
  const attempted = await begin(ctx, snipe);
  if (!attempted) return; // answered, or in somebody's hands
  await conclude(ctx, attempted, await attempt(ctx, adapter, attempted));
}

async function begin(ctx: Context, snipe: Snipe.Info): Promise<Attempted | null> {
  const before = snipe.termination;
  const now = ctx.now();
  if (before?.state !== "terminating" || before.heldUntil > now) return null;
  const heldUntil = now + HELD_MS;
  const fields = { fence: before.fence + 1, attempts: before.attempts + 1, heldUntil };
  const taken = await change(ctx, { ...snipe, termination: before }, fields, heldUntil);
  return taken ? { ...snipe, termination: { ...before, ...fields } } : null;
}

async function attempt(ctx: Context, adapter: Adapter, snipe: Attempted): Promise<End> {
  const { accountId, provider, reference, server, listing, termination } = snipe;
  const connection = await Connection.find(ctx.table, accountId, provider);
  if (!connection?.proven) return { kind: "refused", ...NOTHING_ASKED };
  const ordered = snipe.order.connection ?? undefined;
  if (connection.id !== ordered?.id && !Connection.isSameAccount(connection, ordered))
    return { kind: "refused", ...CONNECTION_CONNECTION_REPLACED };

  const limited = await RateLimit.admit(ctx, adapter, connection, "terminate");
  if (limited) return { kind: "unanswered", ...limited };
  const proof = await prove(ctx, adapter, connection, snipe);
  if (proof.kind === "unclear") return ended(proof);
  const used = await withCredentials(
    ctx,
    adapter,
    connection,
    "terminate",
    async (credentials): Promise<Termination> => {
      // Who slept until now does nothing for a wish that others may have settled meanwhile.
      if (ctx.now() > termination.heldUntil) return { kind: "unknown", ...HELD_UP_BEFORE_TERMINATING };
      const { category } = listing;
      return await adapter.terminate(credentials, { serverId: server.id, reference, category });
    },
  );
  const end = used?.result ?? ({ kind: "refused", ...NOTHING_ASKED } as const);
  if (end.kind === "terminated") return end;
  if (end.kind !== "gone") return ended(end);
  // What another account does not know may be there all the same.
  return proof.kind === "same" ? { kind: "terminated", at: null } : { kind: "refused", ...ELSEWHERE };
}

function ended({ kind, cause, message, retryAfterSeconds }: { kind: string } & Failure): End {
  const again = kind === "unknown" || PASSING.includes(cause);
  return {
    kind: again ? "unanswered" : "refused",
    cause,
    message,
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
}

type Proof = { kind: "same" } | { kind: "unproven" } | ({ kind: "unclear" } & Failure);

/**
 * Whether the saved credentials are of the account that bought the server: they are those of the order, or the order is
 * in their account. Other credentials may have been saved for the same connection since.
 */
async function prove(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  snipe: Attempted,
): Promise<Proof> {
  if (Connection.isSameAccount(connection, snipe.order.connection ?? undefined)) return { kind: "same" };
  if (snipe.termination.provenVersion === connection.version) return { kind: "same" };
  const limited = await RateLimit.admit(ctx, adapter, connection, "find");
  if (limited) return { kind: "unclear", ...limited };
  const { reference, listing } = snipe;
  const { id: orderId, sentAt } = snipe.order;
  const order = { orderId, listing, reference };
  const used = await withCredentials(ctx, adapter, connection, "find", (credentials) =>
    adapter.find(credentials, order, sentAt),
  );
  const found = used?.result ?? ({ kind: "unclear", ...NOTHING_ASKED } as const);
  if (found.kind === "unclear" && [...PASSING, "credentials"].includes(found.cause)) return found;
  if (found.kind !== "found" || found.reference !== snipe.reference) return { kind: "unproven" };
  // Kept for the next attempt: a server that is gone by then can no longer be found.
  snipe.termination.provenVersion = connection.version;
  await change(ctx, snipe, {}, snipe.termination.heldUntil);
  return { kind: "same" };
}

async function conclude(ctx: Context, snipe: Attempted, end: End): Promise<void> {
  const now = ctx.now();
  const told = { accountId: snipe.accountId, snipeId: snipe.id, provider: snipe.provider };
  const { attempts, askedAt } = snipe.termination;
  if (end.kind === "terminated") {
    const fields = { state: "terminated", endsAt: end.at, failure: null } as const;
    if (await change(ctx, snipe, fields, null)) ctx.log.info("server terminated", told);
    return;
  }
  const { cause, message } = end;
  if (end.kind === "refused") {
    const fields = { state: "refused", failure: { cause, message } } as const;
    if (await change(ctx, snipe, fields, null)) ctx.log.info("termination refused", { ...told, cause });
    return;
  }
  ctx.log.warn("termination without an answer", { ...told, cause, attempts });
  if (now - askedAt >= GIVE_UP_MS) {
    await change(ctx, snipe, { state: "unknown", failure: { cause, message: GIVEN_UP } }, null);
    return;
  }
  const after = AGAIN_AFTER_SECONDS[attempts - 1] ?? AGAIN_EVERY_SECONDS;
  // The queue may bring it sooner than the provider asked; then it is not due yet.
  const seconds = Math.max(after, cause === "rate_limited" ? RateLimit.secondsOf(end) : 0);
  const heldUntil = now + seconds * 1000;
  const fields = { failure: { cause, message }, heldUntil };
  if (await change(ctx, snipe, fields, heldUntil + LOST_AFTER_MS)) {
    await Queue.publishTermination(ctx, { accountId: snipe.accountId, snipeId: snipe.id }, seconds);
  }
}

/**
 * Changes the wish, if nobody else has taken it since.
 * @param due when somebody has to look after it again, epoch ms; null where it is answered
 */
async function change(
  ctx: Context,
  snipe: Attempted,
  fields: Partial<Snipe.Termination>,
  due: number | null,
): Promise<boolean> {
  const termination = { ...snipe.termination, ...fields };
  // A server that is still being set up goes on to be where its end was refused.
  const stays = termination.state !== "terminated" && !SET_UP.includes(snipe.server.state);
  const refresh = stays ? { open: Snipe.OPEN, at: ctx.now() + REFRESH_MS } : null;
  const next = due === null ? refresh : { open: Snipe.TERMINATING, at: due };
  return await Table.update(
    ctx.table,
    Snipe.key(snipe.accountId, snipe.id),
    {
      expression: `SET #termination = :termination${next ? ", #open = :open, #due = :due" : " REMOVE #open, #due"}`,
      values: {
        ":termination": termination,
        ...(next ? { ":open": next.open, ":due": position(next.at, snipe.id) } : {}),
      },
    },
    { expression: "#termination.#fence = :held", values: { ":held": snipe.termination.fence } },
  );
}

const NOTHING_ASKED: Failure = {
  cause: "credentials",
  message:
    "The provider account is not connected, or its last check failed, so nothing was asked of the provider. Connect it, verify it and terminate again.",
};
const CONNECTION_CONNECTION_REPLACED: Failure = {
  cause: "credentials",
  message:
    "The connection with which this server was bought was deleted since, and another one may be another account's: nothing was asked of the provider. Terminate the server in the provider's own pages.",
};
const ELSEWHERE: Failure = {
  cause: "refused",
  message:
    "The provider does not know this server in the account whose credentials are saved now. Other credentials were saved since it was bought: if they are another account's, save those of the first and terminate again; if not, the server is gone already.",
};
const GIVEN_UP =
  "For a day the provider gave no answer that tells whether the server was terminated. Look into your account there; if the server is still in it, terminate it again.";
const HELD_UP_BEFORE_TERMINATING: Failure = {
  cause: "timeout",
  message: "CloudCO was held up before it asked the provider. It tries again.",
};
