export * as Health from "./health.ts";

import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import type { ProviderId } from "../provider/id.ts";
import { ScanReport } from "../scan/scan-report.ts";
import { Table } from "../table/table.ts";

/** Every order that nobody knows about is looked for again sooner than this. */
const AHEAD_MS = 120_000;

/** Orders that were sent, and of which nobody knows whether they bought anything. */
export type Unknown = { count: number; oldestSeconds: number };

export async function unknownOrders(ctx: Context): Promise<Unknown> {
  const open = await Table.due(ctx.table, Match.OPEN, Match.Info, ctx.now() + AHEAD_MS);
  const sent = open.filter((match) => match.state === "unknown").map(Match.leftAt);
  const oldest = Math.min(ctx.now(), ...sent);
  return { count: sent.length, oldestSeconds: Math.floor((ctx.now() - oldest) / 1000) };
}

/** Seconds since everything that a provider offered was last evaluated; null before it ever was. */
export async function scanAge(ctx: Context, provider: ProviderId): Promise<number | null> {
  const report = await ScanReport.find(ctx.table, `scan#${provider}`);
  return report ? Math.floor((ctx.now() - report.evaluatedAt) / 1000) : null;
}
