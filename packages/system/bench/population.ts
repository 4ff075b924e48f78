export * as Population from "./population.ts";

import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Rule } from "@cloudco/core/rule/rule";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { Scanner } from "@cloudco/core/scan/scanner";
import type { Table } from "@cloudco/core/table/table";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { given } from "@cloudco/providers/test/given";
import { control } from "@cloudco/simulators/control-client";
import { Sample } from "./sample.ts";
import type { Site } from "./site.ts";

const BATCH = 25;
const WIDTH = 8;
const LEASE = "scan#hetzner";

/** Leaves a site as a scan has left it that saw so many offers and then dealt with so many customers' rules. */
export async function settle(
  { ctx, controlUrl }: Site.Offline,
  { offers, rules }: { offers: number; rules: number },
): Promise<void> {
  const lease = await Lease.acquire(ctx.table, LEASE, "bench", ctx.now(), 3_600_000);
  if (!lease) throw new Error("The lease is taken.");
  if (offers > 0) {
    await control(controlUrl, "POST", "/stock", Sample.machines(offers));
    await new Scanner(ctx, "hetzner").cycle(lease, given(await adapter.inventory(null)));
  }
  await writeRules(ctx.table, rules);
  const report = { evaluatedAt: ctx.now(), listings: offers, refused: 0, failure: null };
  await Lease.renew(ctx.table, lease, ctx.now(), 0, report);
  await Lease.release(ctx.table, lease);
}

/** When the scan last evaluated everything. */
export async function evaluatedAt(ctx: Context): Promise<number> {
  return (await ScanReport.find(ctx.table, LEASE))?.evaluatedAt ?? 0;
}

/** As `create` writes them, without asking the plan of each of so many customers. */
async function writeRules({ client, name }: Table.Table, count: number): Promise<void> {
  const items = Sample.rules(count).map((criteria, number) => {
    const rule = Sample.ruleOf(criteria, number);
    return { ...Rule.key(rule.accountId, rule.id), ...rule, collection: Rule.collection(rule.provider) };
  });
  const starts = Array.from({ length: Math.ceil(count / BATCH) }, (_, batch) => batch * BATCH).values();
  const work = async () => {
    for (const start of starts) {
      const requests = items.slice(start, start + BATCH).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
}
