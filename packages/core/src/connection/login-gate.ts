export * as LoginGate from "./login-gate.ts";

import type { Context } from "../context/context.ts";
import type { Adapter, Failure } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { Connection } from "./connection.ts";
import { LoginBudget } from "./login-budget.ts";

/** Credentials that the provider accepted this recently may be used by any number of calls at once; else by one, */
const SURE_MS = 1_000;
/** which needs no place among the logins that may fail while they were accepted this recently. */
const FRESH_MS = 5 * 60_000;
/** Longer than a reading takes: whoever tried the credentials and died is not waited for. */
const TRIAL_MS = 12_000;
const LOOK_EVERY_MS = 50;
const LOOKS = 160;
/** Whoever has to wait longer than this comes again. */
const SOON_MS = 5_000;

/** `ticket`: its place among the logins that may fail, where it needs one. */
type Entered = { trial: boolean; ticket: string | null };
type Held = { held: Failure & { retryAfterSeconds: number } };

/** What a login gave. `blocked`: refused, and maybe only because the provider lets nobody in from our address. */
export type Verdict = "accepted" | "refused" | "blocked" | "unclear";

const PASSING: readonly Failure["cause"][] = ["unavailable", "timeout", "unreadable", "address_blocked"];

/**
 * Leave to log in. One call tries proven credentials while the others wait for what becomes of it; where they were not
 * accepted for a while, or never, it needs a place among the logins that may fail.
 * @returns null where the credentials were replaced, deleted or refused meanwhile
 */
export async function enter(
  ctx: Context,
  { descriptor }: Pick<Adapter, "descriptor">,
  connection: Connection.Info,
): Promise<Entered | Held | null> {
  if (!descriptor.loginBlock) return { trial: false, ticket: null };
  if (!connection.proven) return await takePlace(ctx, descriptor, connection);
  let current: Connection.Info | null = connection;
  for (let look = 0; look < LOOKS; look++) {
    const same = current?.id === connection.id && current.version === connection.version;
    if (!(current?.proven && same)) return null;
    const entered = await tryOnce(ctx, descriptor, current);
    if (entered) return entered;
    await ctx.pause(LOOK_EVERY_MS);
    current = await Connection.find(ctx.table, connection.accountId, connection.provider);
  }
  return wait(descriptor.name, LOOK_EVERY_MS);
}

/** Null where another call tries them, or a place will be free in a moment. */
async function tryOnce(
  ctx: Context,
  descriptor: Adapter["descriptor"],
  connection: Connection.Info,
): Promise<Entered | Held | null> {
  const age = connection.unanswered ? Number.POSITIVE_INFINITY : ctx.now() - (connection.checkedAt ?? 0);
  if (age < SURE_MS) return { trial: false, ticket: null };
  if ((connection.trialUntil ?? 0) >= ctx.now() || !(await beginTrial(ctx, connection))) return null;
  if (age < FRESH_MS) return { trial: true, ticket: null };
  const place = await takePlace(ctx, descriptor, connection);
  if ("ticket" in place) return place;
  await endTrial(ctx, connection, "REMOVE #trialUntil");
  return place.held.retryAfterSeconds * 1000 > SOON_MS ? place : null;
}

async function takePlace(
  ctx: Context,
  descriptor: Adapter["descriptor"],
  { accountId, history, proven }: Connection.Info,
): Promise<Entered | Held> {
  const now = ctx.now();
  const known = history || proven;
  const ticket = await LoginBudget.admit(ctx.table, descriptor, accountId, ctx.id(), now, known);
  return ticket.granted ? { trial: true, ticket: ticket.id } : wait(descriptor.name, ticket.retryAt - now);
}

function wait(name: string, ms: number): Held {
  const message = `${name} shuts an address out after a few failed logins, and others have failed or are being tried. This one waits for its turn, and nothing is wrong with it.`;
  return {
    held: { cause: "rate_limited", message, retryAfterSeconds: Math.max(1, Math.ceil(ms / 1000)) },
  };
}

/** Says what became of a login; the first that is refused closes the gate for all that need a place. */
export async function leave(
  ctx: Context,
  adapter: Pick<Adapter, "descriptor">,
  connection: Connection.Info,
  entered: Entered,
  failure: Failure | null,
): Promise<Verdict> {
  if (failure?.cause === "credentials") return await refuse(ctx, adapter, connection, entered);
  const { trial, ticket } = entered;
  const unclear = failure !== null && PASSING.includes(failure.cause);
  const unanswered = failure?.unanswered === true;
  // The provider may have counted a failed login and its answer was lost. Of credentials that were good this is believed
  // once, of others never: so the place stays taken.
  const doubtful = unanswered && (connection.unanswered || !connection.proven);
  if (ticket && !doubtful) {
    await LoginBudget.conclude(ctx.table, connection.provider, ticket, false, ctx.now());
  }
  if (trial && connection.proven) {
    const unproven = unanswered ? "SET #unanswered = :yes REMOVE #trialUntil" : "REMOVE #trialUntil";
    const accepted = "SET #checkedAt = :now REMOVE #trialUntil, #unanswered";
    await endTrial(ctx, connection, unclear ? unproven : accepted);
  }
  return unclear ? "unclear" : "accepted";
}

async function refuse(
  ctx: Context,
  { descriptor }: Pick<Adapter, "descriptor">,
  connection: Connection.Info,
  { trial, ticket }: Entered,
): Promise<Verdict> {
  const id = ticket ?? ctx.id();
  if (ticket) await LoginBudget.conclude(ctx.table, descriptor.id, id, true, ctx.now());
  else await LoginBudget.record(ctx.table, descriptor, connection.accountId, id, ctx.now());
  if (!(await LoginBudget.mayBeBlocked(ctx.table, descriptor, id, ctx.now()))) return "refused";
  if (trial) await endTrial(ctx, connection, "REMOVE #trialUntil");
  return "blocked";
}

/** Why the credentials were refused, where that may be for others' failed logins alone. */
export function blocked({ name, loginBlock }: Adapter["descriptor"]): Failure {
  const retryAfterSeconds = loginBlock?.windowSeconds ?? 0;
  const message = `${name} lets nobody in from CloudCO's address for some minutes, because of failed logins. That says nothing of yours: it is tried again by itself.`;
  return { cause: "address_blocked", message, retryAfterSeconds };
}

async function beginTrial(ctx: Context, connection: Connection.Info): Promise<boolean> {
  const now = ctx.now();
  return await Table.update(
    ctx.table,
    Connection.key(connection.accountId, connection.provider),
    { expression: "SET #trialUntil = :until", values: { ":until": now + TRIAL_MS } },
    {
      expression:
        "#id = :id AND #version = :version AND #checkedAt = :checkedAt AND (attribute_not_exists(#trialUntil) OR #trialUntil < :now)",
      values: {
        ":id": connection.id,
        ":version": connection.version,
        ":checkedAt": connection.checkedAt,
        ":now": now,
      },
    },
  );
}

async function endTrial(ctx: Context, { accountId, provider, id, version }: Connection.Info, set: string) {
  const all = { ":now": ctx.now(), ":yes": true };
  const values = Object.fromEntries(Object.entries(all).filter(([name]) => set.includes(name)));
  await Table.update(
    ctx.table,
    Connection.key(accountId, provider),
    { expression: set, values },
    { expression: "#id = :id AND #version = :version", values: { ":id": id, ":version": version } },
  );
}
