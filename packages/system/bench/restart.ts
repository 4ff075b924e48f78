export * as Restart from "./restart.ts";

import { PurgeQueueCommand } from "@aws-sdk/client-sqs";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Match } from "@cloudco/core/match/match";
import { Scanner } from "@cloudco/core/scan/scanner";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { given } from "@cloudco/providers/test/given";
import { control } from "@cloudco/simulators/control-client";
import { buyingRule } from "../test/kit/customer.ts";
import { Customers } from "./customers.ts";
import { Report } from "./report.ts";
import { Site } from "./site.ts";

const STARTS = 5;
const QUEUED = 1_000;
const PATIENCE_MS = 240_000;

export async function figures(): Promise<Report.Figure[]> {
  const starts = await measureStarts();
  const { settledMs, bought } = await measureSettling();
  return [
    {
      id: "B8",
      what: `start -> ready, ${STARTS} times; and a restart with ${QUEUED.toLocaleString("en-US")} queued matches`,
      measures: [
        Report.ms("first start -> ready", starts[0] ?? 0, 3_000),
        Report.ms("start -> ready, median", Report.percentile(starts, 0.5), 3_000),
        Report.ms("start -> all settled", settledMs, 60_000),
        { name: "of those bought", value: bought, unit: "" },
      ],
    },
  ];
}

/** The first makes everything; the others find it. */
async function measureStarts(): Promise<number[]> {
  return await Site.withSite(async (site) => {
    const starts: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      const stack = await Site.start(site);
      starts.push(stack.readyMs);
      await stack.stop();
    }
    return starts;
  });
}

async function measureSettling(): Promise<{ settledMs: number; bought: number }> {
  return await Site.withSite(async (site) => {
    const ctx = await Site.prepare(site, async (offline) => {
      await queue(offline);
      return offline.ctx;
    });
    const startedAt = performance.now();
    const stack = await Site.start(site);
    try {
      await Site.until(
        "all matches to be settled",
        250,
        async () => (await countOpen(ctx)) === 0 || null,
        PATIENCE_MS,
      );
      const settledMs = performance.now() - startedAt;
      const orders = (await control(stack.controlUrl, "GET", "/orders")) as unknown[];
      return { settledMs, bought: orders.length };
    } finally {
      await stack.stop();
    }
  });
}

/** Customers with a rule and a machine each; one scan matches them and publishes the orders, and nobody takes them. */
async function queue(offline: Site.Offline): Promise<void> {
  const { ctx, controlUrl } = offline;
  const customers = await Customers.connect(offline, QUEUED);
  // They are verified; their messages are not what is measured.
  await ctx.sqs.send(new PurgeQueueCommand({ QueueUrl: ctx.settings.queues.verify }));
  for (const { accountId } of customers) await buyingRule(ctx, accountId);
  await control(controlUrl, "POST", "/stock", Array(QUEUED).fill({}));
  const lease = await Lease.acquire(ctx.table, "scan#hetzner", "bench", ctx.now(), 3_600_000);
  if (!lease) throw new Error("The lease is taken.");
  const scanner = new Scanner(ctx, "hetzner");
  await scanner.load(0);
  await scanner.cycle(lease, given(await adapter.inventory(null)));
  await Lease.release(ctx.table, lease);
  const open = await countOpen(ctx);
  if (open !== QUEUED) throw new Error(`${open} matches are queued, not ${QUEUED}.`);
}

async function countOpen({ table: { client, name } }: Context): Promise<number> {
  const { Count = 0 } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: "open",
      KeyConditionExpression: "#open = :kind",
      ExpressionAttributeNames: { "#open": "open" },
      ExpressionAttributeValues: { ":kind": Match.OPEN },
      Select: "COUNT",
    }),
  );
  return Count;
}
