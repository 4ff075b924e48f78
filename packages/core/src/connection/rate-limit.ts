export * as RateLimit from "./rate-limit.ts";

import type { Context } from "../context/context.ts";
import type { Adapter, Failure } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { AddressShare } from "./address-share.ts";
import { Connection } from "./connection.ts";

/** Where the provider does not say how long, seconds. */
const SECONDS = 60;

type Limited = Failure & { retryAfterSeconds: number };

/** How long, seconds, to leave alone a provider that refuses a call as one too many. */
export function secondsOf({ retryAfterSeconds }: Pick<Failure, "retryAfterSeconds">): number {
  return retryAfterSeconds ?? SECONDS;
}

/**
 * Why a call must not be made now: the provider refused one of its kind with these credentials as one too many, and the
 * time that it asked for is not over. Null where it may be made.
 */
export function inForce(
  ctx: Pick<Context, "now">,
  { rateLimitedUntil }: Connection.Info,
  ...kinds: readonly Connection.Kind[]
): Limited | null {
  const until = Math.max(...kinds.map((kind) => rateLimitedUntil[kind] ?? 0));
  const seconds = Math.ceil((until - ctx.now()) / 1000);
  if (seconds <= 0) return null;
  const message =
    "The provider refused an earlier call with these credentials as one too many. CloudCO leaves it alone for as long as it asked.";
  return { cause: "rate_limited", message, retryAfterSeconds: seconds };
}

/** Waits until a call other than an order may be made. A failure where it must not be made now. */
export async function admit(
  ctx: Context,
  { descriptor }: Pick<Adapter, "descriptor">,
  connection: Connection.Info,
  kind: Exclude<Connection.Kind, "order">,
): Promise<Limited | null> {
  const limited = inForce(ctx, connection, kind);
  if (limited) return limited;
  const permit = await AddressShare.admit(ctx, descriptor, kind === "verify" ? "verify" : "find");
  if (!permit.granted) {
    const message = `More calls wait for ${descriptor.name} than it takes in a few seconds. It is asked again soon.`;
    return { cause: "rate_limited", message, retryAfterSeconds: Math.ceil(permit.waitMs / 1000) };
  }
  await ctx.pause(permit.waitMs);
  return null;
}

/** Remembers that the provider refused a call as one too many, so that nobody makes another before its time. */
export async function record(
  ctx: Context,
  { descriptor }: Adapter,
  connection: Connection.Info,
  kind: Connection.Kind,
  failure: Failure,
): Promise<void> {
  if (failure.cause !== "rate_limited") return;
  const seconds = secondsOf(failure);
  await AddressShare.hold(ctx, descriptor, seconds);
  const until = ctx.now() + seconds * 1000;
  await Table.update(
    ctx.table,
    Connection.key(connection.accountId, connection.provider),
    { expression: `SET #rateLimitedUntil.#${kind} = :until`, values: { ":until": until } },
    {
      // What it asked for before may last longer.
      expression: `#id = :id AND #version = :version AND (attribute_not_exists(#rateLimitedUntil.#${kind}) OR #rateLimitedUntil.#${kind} < :until)`,
      values: { ":id": connection.id, ":version": connection.version, ":until": until },
    },
  );
}
