import type { Context } from "../context/context.ts";
import type { Adapter, Credentials, Failure } from "../provider/provider.ts";
import { Connection } from "./connection.ts";
import { LoginGate } from "./login-gate.ts";
import { RateLimit } from "./rate-limit.ts";
import { unseal } from "./unseal.ts";

/** How each kind of reading says that it was not made. */
const NOT_MADE: Record<Connection.Kind, object> = {
  verify: { ok: false },
  quote: { ok: false },
  order: { ok: false },
  prepare: { ok: false },
  inventory: {},
  find: { kind: "unclear" },
  terminate: { kind: "unknown" },
};

/**
 * Reads something from the provider with proven credentials. A password may have been changed since, and a few failed
 * logins block the address for every customer: so one call tries them while the others wait (see `LoginGate`), and once
 * the provider has refused them nobody uses them until they are verified again. Where it refuses the call as one too
 * many, that is kept for `RateLimit.inForce`.
 * @returns null where they are not to be used.
 */
export async function withCredentials<T extends object>(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  kind: Connection.Kind,
  read: (credentials: Credentials) => Promise<T>,
): Promise<{ credentials: Credentials; result: T } | null> {
  const credentials = connection.proven ? await unseal(ctx, connection) : null;
  const entered = credentials && (await LoginGate.enter(ctx, adapter, connection));
  if (!entered) return null;
  const notMade = (failure: Failure) => ({ credentials, result: { ...NOT_MADE[kind], ...failure } as T });
  if ("held" in entered) return notMade(entered.held);
  const result = await read(credentials);
  const failure = "cause" in result ? (result as unknown as Failure) : null;
  if (failure) await RateLimit.record(ctx, adapter, connection, kind, failure);
  const verdict = await LoginGate.leave(ctx, adapter, connection, entered, failure);
  if (verdict === "blocked") return notMade(LoginGate.blocked(adapter.descriptor));
  if (verdict === "refused" && failure) await unprove(ctx, connection, failure);
  return { credentials, result };
}

/** An order was refused because of the credentials: unless our address is shut out, nobody uses them any more. */
export async function refuseCredentials(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  failure: Failure,
): Promise<void> {
  const verdict = await LoginGate.leave(ctx, adapter, connection, { trial: false, ticket: null }, failure);
  if (verdict === "refused") await unprove(ctx, connection, failure);
}

async function unprove(ctx: Context, connection: Connection.Info, { message }: Failure): Promise<void> {
  await Connection.conclude(ctx.table, connection, { cause: "credentials", message }, ctx.now());
}
