import type { Context } from "../context/context.ts";
import type { Adapter, Credentials, Failure } from "../provider/provider.ts";
import { update } from "../table/table.ts";
import { Connection } from "./connection.ts";
import { LoginBudget } from "./login-budget.ts";
import { RateLimit } from "./rate-limit.ts";
import { unseal } from "./unseal.ts";

/** Credentials that the provider accepted this recently may be used by any number of calls at once. */
const FRESH_MS = 5 * 60_000;
/** Longer than a reading takes: whoever tried the credentials and died is not waited for. */
const TRIAL_MS = 12_000;
const LOOK_EVERY_MS = 50;

/**
 * Reads something from the provider with proven credentials. A password may have been changed since, and a few failed
 * logins block the address for every customer: so after a while one call tries them alone while the others wait, and
 * once the provider has refused them nobody uses them until they are verified again. Where it refuses the call as one too
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
  const turn = credentials && (await waitForTurn(ctx, adapter, connection));
  if (!turn) return null;
  const result = await read(credentials);
  const failure = "cause" in result ? (result as unknown as Failure) : null;
  if (failure?.cause === "credentials") await refuseCredentials(ctx, adapter, connection, failure);
  else if (failure) await RateLimit.record(ctx, adapter, connection, kind, failure);
  if (turn === "trial" && failure?.cause !== "credentials") await endTrial(ctx, connection, failure);
  return { credentials, result };
}

/** Says that the provider no longer takes the credentials. */
export async function refuseCredentials(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  { message }: Pick<Failure, "message">,
): Promise<void> {
  const now = ctx.now();
  await LoginBudget.record(ctx.table, adapter.descriptor, connection.accountId, ctx.id(), now);
  await Connection.conclude(ctx.table, connection, { cause: "credentials", message }, now);
}

/** Null where the credentials were replaced, deleted or refused meanwhile. */
async function waitForTurn(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
): Promise<"free" | "trial" | null> {
  for (let current: Connection.Info | null = connection; current; ) {
    const same = current.id === connection.id && current.version === connection.version;
    if (!(same && current.proven)) return null;
    const fresh = ctx.now() - (current.checkedAt ?? 0) < FRESH_MS;
    if (fresh || !adapter.descriptor.loginBlock) return "free";
    if ((current.trialUntil ?? 0) < ctx.now() && (await beginTrial(ctx, current))) return "trial";
    await ctx.pause(LOOK_EVERY_MS);
    current = await Connection.find(ctx.table, connection.accountId, connection.provider);
  }
  return null;
}

async function beginTrial(ctx: Context, connection: Connection.Info): Promise<boolean> {
  const now = ctx.now();
  const free = "(attribute_not_exists(#trialUntil) OR #trialUntil < :now)";
  return await update(
    ctx.table,
    Connection.key(connection.accountId, connection.provider),
    { expression: "SET #trialUntil = :until", values: { ":until": now + TRIAL_MS } },
    {
      expression: `#id = :id AND #version = :version AND #checkedAt = :checkedAt AND ${free}`,
      values: {
        ":id": connection.id,
        ":version": connection.version,
        ":checkedAt": connection.checkedAt,
        ":now": now,
      },
    },
  );
}

/** @param failure other than of the credentials; what says nothing of the login proves nothing */
async function endTrial(ctx: Context, connection: Connection.Info, failure: Failure | null): Promise<void> {
  const proof = !(failure && ["unavailable", "timeout", "unreadable"].includes(failure.cause));
  await update(
    ctx.table,
    Connection.key(connection.accountId, connection.provider),
    {
      expression: proof ? "SET #checkedAt = :now REMOVE #trialUntil" : "REMOVE #trialUntil",
      ...(proof ? { values: { ":now": ctx.now() } } : {}),
    },
    {
      expression: "#id = :id AND #version = :version",
      values: { ":id": connection.id, ":version": connection.version },
    },
  );
}
