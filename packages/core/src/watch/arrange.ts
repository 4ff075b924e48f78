import * as z from "zod";
import { Connection } from "../connection/connection.ts";
import { removeConnection } from "../connection/save.ts";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { sideBySide } from "../context/side-by-side.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Rule } from "../rule/rule.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { unlessUnreadable } from "../table/unreadable.ts";
import { Watch } from "./watch.ts";

const Row = z.object({ readTo: z.int().catch(0) });
const Owner = z.object({ accountId: z.string() });

/** Longer than any function runs: whoever acts on what they read before a change has done so by then. */
const OVERLAP_MS = 180_000;
/** An account that can't be arranged for this long is left until it changes again: the others would pile up behind it. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Accounts arranged side by side. */
const WIDTH = 16;

const key = (provider: ProviderId) => ({ pk: `WATCHES#${provider}`, sk: "WATCHES" });

/**
 * Makes or ends the schedule of an account's connection, as its rules and its credentials now ask for. Safe to repeat;
 * what it misses in a race, the visit itself (a schedule too many) or reconciliation (one too few) sets right.
 * Throws the SDK's error where Scheduler fails.
 */
async function arrange(ctx: Context, descriptor: Descriptor, accountId: string): Promise<void> {
  const minutes = Watch.everyMinutes(descriptor);
  const connection = minutes && (await Connection.find(ctx.table, accountId, descriptor.id));
  if (!connection) return;
  if (!(await Watch.isWanted(ctx, descriptor, connection))) return await endVisits(ctx, connection.id);
  const { Schedule } = await import("./schedule.ts");
  await Schedule.create(ctx, Watch.targetOf(connection), minutes);
}

/** Ends the schedule of a connection, if it has one. Throws the SDK's error where Scheduler fails. */
export async function endVisits(ctx: Context, connectionId: string): Promise<void> {
  const { Schedule } = await import("./schedule.ts");
  await Schedule.remove(ctx, connectionId);
}

/**
 * Has an account's connection visited, or no longer, after a change of its rules or of the connection itself. Where that
 * fails the change stands all the same, and reconciliation makes it good.
 */
export async function arrangeVisits(ctx: Context, descriptor: Descriptor, accountId: string): Promise<void> {
  if (Watch.everyMinutes(descriptor) === null) return;
  await apart(ctx, "arranging visits", { accountId, provider: descriptor.id }, () =>
    arrange(ctx, descriptor, accountId),
  );
}

/** Forgets a connection and ends its visits. False where there was none. */
export async function removeVisited(
  ctx: Context,
  descriptor: Descriptor,
  accountId: string,
): Promise<boolean> {
  const provider = descriptor.id;
  const visited = Watch.everyMinutes(descriptor) !== null;
  const found = visited ? unlessUnreadable(Connection.find(ctx.table, accountId, provider)) : null;
  const connection = await found;
  const removed = await removeConnection(ctx, accountId, provider);
  if (connection && removed) {
    await apart(ctx, "ending visits", { accountId, provider }, () => endVisits(ctx, connection.id));
  }
  return removed;
}

/**
 * Arranges the visits of every account of which a rule changed since the last run: pausing, completing, making a rule
 * and proving its connection all change one. So what a dead process or a failure of Scheduler left out is made good.
 */
export async function arrangeChanged(ctx: Context, descriptor: Descriptor): Promise<void> {
  const provider = descriptor.id;
  const startedAt = ctx.now();
  const row = await Table.get(ctx.table, key(provider), Row);
  const from = row ? position(row.readTo - OVERLAP_MS) : "";
  const rules = await Table.collection(ctx.table, Rule.collection(provider), Owner, from);
  const accounts = new Set(rules.map((rule) => rule.accountId));
  let failed = accounts.size;
  await sideBySide([...accounts], WIDTH, async (accountId) => {
    await apart(ctx, "arranging visits", { accountId, provider }, async () => {
      await arrange(ctx, descriptor, accountId);
      failed -= 1;
    });
  });
  if (accounts.size === 0) return;
  // Until all have succeeded the next run begins where this one did, so that none is forgotten.
  const readTo = failed === 0 ? startedAt : Math.max(row?.readTo ?? 0, startedAt - GIVE_UP_MS);
  await Table.update(ctx.table, key(provider), {
    expression: "SET #readTo = :at",
    values: { ":at": readTo },
  });
}
