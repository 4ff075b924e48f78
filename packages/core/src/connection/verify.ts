import type { Context } from "../context/context.ts";
import type { Adapter, Failure, Verification } from "../provider/provider.ts";
import type { VerifyCommand } from "../queue/queue.ts";
import { touchRules } from "../rule/touch.ts";
import { EnvelopeError } from "../vault/envelope.ts";
import { open } from "../vault/open.ts";
import { Connection } from "./connection.ts";
import { LoginBudget } from "./login-budget.ts";

const DAMAGED: Failure = {
  cause: "unreadable",
  message: "The saved credentials can't be opened any more. That is on our side: please enter them again.",
};

export type Verified = { done: true } | { done: false; retryInSeconds: number };

/**
 * Proves one saved version of a connection's credentials with the provider and writes VERIFIED or ERROR.
 * @returns `done: false` where the attempt has to wait: other logins are being tried, or the provider is down.
 */
export async function verify(ctx: Context, adapter: Adapter, command: VerifyCommand): Promise<Verified> {
  const { accountId, provider } = command;
  const connection = await Connection.find(ctx.table, accountId, provider);
  const current = connection?.id === command.connectionId && connection.version === command.version;
  // Replaced, deleted, or the same message twice: there is nothing to do any more.
  if (!(connection && current) || connection.status !== "VERIFYING") return { done: true };

  const ticket = await LoginBudget.take(ctx.table, adapter.descriptor, accountId, ctx.id(), ctx.now());
  if (!ticket.granted) {
    await Connection.wait(ctx.table, connection, ticket.retryAt);
    return { done: false, retryInSeconds: (ticket.retryAt - ctx.now()) / 1000 };
  }

  const result = await attempt(ctx, adapter, connection);
  await LoginBudget.settle(
    ctx.table,
    provider,
    ticket.id,
    !result.ok && result.cause === "credentials",
    ctx.now(),
  );
  const failure = result.ok ? null : { cause: result.cause, message: result.message };
  await Connection.settle(ctx.table, connection, failure, ctx.now());
  // Rules that stood still for want of a working connection are looked at again at once.
  if (result.ok) await touchRules(ctx, accountId, provider);
  ctx.log.info("connection verified", { provider, connectionId: connection.id, ok: result.ok });
  return { done: true };
}

async function attempt(ctx: Context, adapter: Adapter, connection: Connection.Info): Promise<Verification> {
  try {
    const credentials = await open(ctx.kms, connection.sealed, Connection.encryptionContext(connection));
    return await adapter.verify(credentials);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    ctx.log.error("sealed credentials damaged", { connectionId: connection.id });
    return { ok: false, ...DAMAGED };
  }
}
