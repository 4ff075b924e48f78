import { Connection } from "../connection/connection.ts";
import { Consent } from "../connection/consent.ts";
import { LoginGate } from "../connection/login-gate.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { unseal } from "../connection/unseal.ts";
import type { Context } from "../context/context.ts";
import { usePriceList } from "../offer/price-lists.ts";
import type { Adapter, AdapterOf, Credentials, Verification } from "../provider/provider.ts";
import type { VerifyCommand } from "../queue/queue.ts";
import { touchRules } from "../rule/touch.ts";

export type Verified = { done: true } | { done: false; retryInSeconds: number };

/**
 * Proves one saved version of a connection's credentials with the provider and writes VERIFIED or ERROR.
 * @returns `done: false` where the attempt has to wait, because other logins are being tried or have failed, because the
 * provider takes no more calls for now, or because the customer has not agreed there yet.
 */
export async function verifyConnection(
  ctx: Context,
  adapterOf: AdapterOf,
  command: VerifyCommand,
): Promise<Verified> {
  const { accountId, provider } = command;
  const adapter = adapterOf(provider);
  const connection = await Connection.find(ctx.table, accountId, provider);
  const current = connection?.id === command.connectionId && connection.version === command.version;
  // Replaced, deleted, or the same message twice: there is nothing to do any more.
  if (!(connection && current) || connection.status !== "VERIFYING") return { done: true };

  // Opened first, so that a fault of ours takes nobody's place.
  const credentials = await unseal(ctx, connection);
  if (!credentials) return { done: true };
  const begun = await begin(ctx, adapter, connection, credentials);
  if (begun) return begun;
  const limited = await RateLimit.admit(ctx, adapter, connection, "verify");
  if (limited) return await later(ctx, connection, limited.retryAfterSeconds * 1000);
  const entered = await LoginGate.enter(ctx, adapter, connection);
  if (!entered) return { done: true };
  if ("held" in entered) return await later(ctx, connection, entered.held.retryAfterSeconds * 1000);

  const result = await adapter.verify(credentials);
  const verdict = await LoginGate.leave(ctx, adapter, connection, entered, result.ok ? null : result);
  if (verdict === "blocked") {
    const { retryAfterSeconds = 0 } = LoginGate.blocked(adapter.descriptor);
    return await later(ctx, connection, retryAfterSeconds * 1000);
  }
  const account = result.ok ? await adapter.accountOf?.(credentials) : null;
  const owner = account ? Connection.ownerOf(connection, account) : undefined;
  return await conclude(ctx, adapter, connection, result, owner);
}

/** Writes what the check gave, or says until when it has to wait. */
async function conclude(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  result: Verification,
  owner: string | undefined,
): Promise<Verified> {
  const { accountId, provider } = connection;
  const wait = Consent.waitFor(ctx, connection, result);
  if (!result.ok) await RateLimit.record(ctx, adapter, connection, "verify", result);
  if (wait) return { done: false, retryInSeconds: wait };
  // It says nothing of the credentials.
  if (!result.ok && result.cause === "rate_limited") {
    return await later(ctx, connection, RateLimit.secondsOf(result) * 1000);
  }
  const failure = result.ok ? null : Consent.explain(connection, result);
  if (failure && (await Connection.keep(ctx.table, connection, failure))) return { done: true };
  // Another check of the same message may have proven them meanwhile: that stands.
  const pays = result.ok ? { priceList: result.priceList, currency: result.currency, owner } : {};
  await Connection.conclude(
    ctx.table,
    connection,
    failure,
    ctx.now(),
    failure ? "VERIFYING" : undefined,
    pays,
  );
  // Rules that stood still for want of a working connection are looked at again at once, by what this account pays.
  if (result.ok) {
    await usePriceList(ctx, provider, result.priceList);
    await touchRules(ctx, accountId, provider, result.priceList);
  }
  ctx.log.info("connection verified", { provider, connectionId: connection.id, ok: result.ok });
  return { done: true };
}

/** The check waits, and its owner is told until when. */
async function later(ctx: Context, connection: Connection.Info, waitMs: number): Promise<Verified> {
  await Connection.wait(ctx.table, connection, Math.ceil(ctx.now() + waitMs));
  return { done: false, retryInSeconds: waitMs / 1000 };
}

/** What comes before the check where the customer has to agree at the provider; null where the check is due. */
async function begin(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  credentials: Credentials,
): Promise<Verified | null> {
  if (!Consent.isPending(connection)) return null;
  if (!(await Consent.admit(ctx, connection))) return { done: true };
  if (connection.consent.url) return null;
  const requested = await Consent.request(ctx, adapter, connection, credentials);
  return requested ? { done: false, retryInSeconds: Consent.EVERY_SECONDS } : { done: true };
}
