export * as Watch from "./watch.ts";

import * as z from "zod";
import { Connection } from "../connection/connection.ts";
import type { Context } from "../context/context.ts";
import { ProviderId } from "../provider/id.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Rule } from "../rule/rule.ts";
import { ScanReport } from "../scan/scan-report.ts";

/** How often a connection is visited, minutes. */
const SCAN_MINUTES = 1;
const PREPARE_MINUTES = 5;

type Watched = Pick<Descriptor, "id" | "inventory" | "prepares">;

/**
 * A connection that is visited by a schedule of its own, while it is proven and an active rule waits for it: because only
 * its own credentials can read the inventory, or because orders are prepared with them. This is the schedule's input,
 * and holds no secret.
 */
export const Target = z.strictObject({
  accountId: z.string(),
  provider: ProviderId,
  connectionId: z.string(),
});
export type Target = z.infer<typeof Target>;

/** The lease under which the connection's inventory is read. */
export const leaseOf = ({ provider, connectionId }: Pick<Target, "provider" | "connectionId">) =>
  `scan#${provider}#${connectionId}`;

export function targetOf({ accountId, provider, id }: Connection.Info): Target {
  return { accountId, provider, connectionId: id };
}

/** How often a provider's connections are visited, minutes; null where they need no schedules of their own. */
export function everyMinutes({ inventory, prepares }: Watched): number | null {
  if (inventory === "account") return SCAN_MINUTES;
  return prepares ? PREPARE_MINUTES : null;
}

/** The connection, where there is a reason to watch it; null where there is none. */
export async function reason(
  ctx: Context,
  descriptor: Watched,
  target: Target,
): Promise<Connection.Info | null> {
  const connection = await Connection.find(ctx.table, target.accountId, target.provider);
  const wanted = connection?.id === target.connectionId && (await isWanted(ctx, descriptor, connection));
  return wanted ? connection : null;
}

/** Whether a rule waits for what only these credentials can do, and they can. */
export async function isWanted(
  ctx: Context,
  { inventory }: Watched,
  { accountId, provider, proven }: Connection.Info,
): Promise<boolean> {
  if (!proven) return false;
  const rules = await Rule.list(ctx.table, accountId);
  const waits = (rule: Rule.Info) => inventory === "account" || rule.autoBuy;
  return rules.some((rule) => rule.provider === provider && rule.status === "active" && waits(rule));
}

/** How the last reading of an account's inventory went; null where the account has none. */
export async function report(
  ctx: Pick<Context, "table">,
  accountId: string,
  provider: ProviderId,
): Promise<ScanReport.Info | null> {
  const connection = await Connection.find(ctx.table, accountId, provider);
  return connection && (await ScanReport.find(ctx.table, leaseOf(targetOf(connection))));
}
