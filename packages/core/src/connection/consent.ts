export * as Consent from "./consent.ts";

import type { Context } from "../context/context.ts";
import type { Adapter, Cause, Credentials, Failure, Verification } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { seal } from "../vault/seal.ts";
import { Connection } from "./connection.ts";

/** How often the provider is asked whether its customer has agreed. */
export const EVERY_SECONDS = 10;
/** Clocks differ: a check is not too early for coming this much before its time. */
const SKEW_MS = 2_000;
/** A check whose message was lost is published again so long after its time. */
const LOST_AFTER_MS = 20_000;

/** None of these says that the customer has not agreed. */
const PASSING: readonly Cause[] = ["rate_limited", "unavailable", "timeout", "unreadable"];

const EXPIRED: Failure = {
  cause: "credentials",
  message:
    "The access was not allowed at the provider's link within 15 minutes. Request a new key; or, if you have allowed it since, verify again.",
};

type Pending = Connection.Info & { consent: NonNullable<Connection.Info["consent"]> };

export function isPending(connection: Connection.Info): connection is Pending {
  return connection.consent !== null;
}

/**
 * Requests the key, seals it with the other credentials, and leaves the link at which the customer agrees. Whoever dies
 * in between has it requested again: a key that nobody agrees to is worth nothing.
 * @returns false where there is nothing to wait for
 */
export async function request(
  ctx: Context,
  adapter: Adapter,
  connection: Pending,
  credentials: Credentials,
): Promise<boolean> {
  const requested = await adapter.requestKey?.(credentials);
  if (!requested) throw new Error(`${adapter.descriptor.id} issues no keys.`);
  const now = ctx.now();
  if (!requested.ok) {
    const { cause, message } = requested;
    await Connection.conclude(ctx.table, connection, { cause, message }, now);
    return false;
  }
  const context = Connection.encryptionContext(connection);
  const sealed = await seal(ctx.kms, ctx.settings.credentialsKey, requested.credentials, context);
  const shown = Object.keys(requested.credentials).map((name) => [name, connection.hints[name] ?? "…"]);
  const { until } = connection.consent;
  return await write(
    ctx,
    connection,
    {
      sealed,
      hints: Object.fromEntries(shown),
      consent: { url: requested.url, until, checkAt: nextCheck(now) },
    },
    { expression: "attribute_not_exists(#consent.#url)" },
  );
}

/** Lets one of several messages check now. False for one that comes too early, or is not the first. */
export async function admit(ctx: Context, connection: Pending): Promise<boolean> {
  const now = ctx.now();
  const { checkAt } = connection.consent;
  if (checkAt > now) return false;
  return await write(
    ctx,
    connection,
    { consent: { ...connection.consent, checkAt: nextCheck(now) } },
    { expression: "#consent.#checkAt = :was", values: { ":was": checkAt } },
  );
}

/** How long to wait, seconds, until the provider is asked again; null where its answer is the last. */
export function waitFor(ctx: Context, { consent }: Connection.Info, result: Verification): number | null {
  if (!consent || result.ok || ctx.now() >= consent.until) return null;
  if (!(result.pending || PASSING.includes(result.cause))) return null;
  return Math.max(EVERY_SECONDS, result.retryAfterSeconds ?? 0);
}

/** Why the credentials are not good. */
export function explain(
  { consent }: Connection.Info,
  result: Extract<Verification, { ok: false }>,
): NonNullable<Connection.Info["failure"]> {
  const { cause, message } = consent && result.pending ? EXPIRED : result;
  return { cause, message };
}

function nextCheck(now: number): number {
  return now + EVERY_SECONDS * 1000 - SKEW_MS;
}

/** Holds only for this very version of the connection: another save, or a deletion, ends the waiting. */
async function write(
  ctx: Context,
  { accountId, provider, id, version }: Pending,
  fields: Pick<Pending, "consent"> & Partial<Connection.Info>,
  condition: Table.Condition,
): Promise<boolean> {
  const names = Object.keys(fields);
  const due = position(fields.consent.checkAt + LOST_AFTER_MS, id);
  return await Table.update(
    ctx.table,
    Connection.key(accountId, provider),
    {
      expression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}, #due = :due`,
      values: {
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
        ":due": due,
      },
    },
    {
      expression: `#id = :id AND #version = :version AND #status = :verifying AND ${condition.expression}`,
      values: { ...condition.values, ":id": id, ":version": version, ":verifying": "VERIFYING" },
    },
  );
}
