export * as Inventory from "./inventory.ts";

import { Lease } from "@cloudco/core/lease/lease";
import { Scanner } from "@cloudco/core/scan/scanner";
import type { Table } from "@cloudco/core/table/table";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { given } from "@cloudco/providers/test/given";
import { control } from "@cloudco/simulators/control-client";
import { Report } from "./report.ts";
import { Sample } from "./sample.ts";
import { Site } from "./site.ts";

const OFFERS = 9_000;
const RUNS = 10;

/** Scans, ms each; `same` of the very same feed, `retold` of one that changed in what no offer depends on. */
export type Result = { first: number; changed: number[]; same: number[]; retold: number[]; writes: number };

export async function figures(): Promise<Report.Figure[]> {
  const { first, same, retold, writes } = await measure(OFFERS, 0);
  return [
    {
      id: "B5",
      what: `a scan of ${OFFERS.toLocaleString("en-US")} offers, and ${RUNS} more when no offer has changed`,
      measures: [
        Report.ms("first, all offers written", first, 8_000),
        Report.ms("same feed, median", Report.percentile(same, 0.5), 300),
        Report.ms("feed with other timers, median", Report.percentile(retold, 0.5), 300),
        Report.ms("feed with other timers, p95", Report.percentile(retold, 0.95)),
        { name: "writes of both", value: writes, unit: "", most: 0 },
      ],
    },
  ];
}

/** @param changing how many machines get another price before each of the `changed` scans */
export async function measure(offers: number, changing: number): Promise<Result> {
  return await Site.withSite((site) =>
    Site.prepare(site, async ({ ctx, controlUrl }) => {
      await control(controlUrl, "PUT", "/latency", { ms: Site.LATENCY_MS });
      const stock = (await control(controlUrl, "POST", "/stock", Sample.machines(offers))) as {
        id: number;
      }[];
      const lease = await Lease.acquire(ctx.table, "scan#hetzner", "bench", ctx.now(), 3_600_000);
      if (!lease) throw new Error("The lease is taken.");
      const scanner = new Scanner(ctx, "hetzner");
      await scanner.load(0);
      const scan = async () => {
        const from = performance.now();
        await scanner.cycle(lease, given(await adapter.inventory(null)));
        return performance.now() - from;
      };
      const first = await scan();
      const changed: number[] = [];
      for (let run = 0; changing > 0 && run < RUNS; run++) {
        for (const { id } of stock.slice(0, changing)) {
          await control(controlUrl, "PATCH", `/stock/${id}`, { priceCents: 9000 + run });
        }
        changed.push(await scan());
      }
      const writes = countWrites(ctx.table);
      const same: number[] = [];
      const retold: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        same.push(await scan());
        // Says whether the price will drop by itself: another text, and the same offer.
        await control(controlUrl, "PATCH", `/stock/${stock[0]?.id}`, { fixed: run % 2 === 0 });
        retold.push(await scan());
      }
      return { first, changed, same, retold, writes: writes.count };
    }),
  );
}

/** Counts, from now on, what is not a read. */
function countWrites({ client }: Table.Table): { count: number } {
  const writes = { count: 0 };
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        if (!/^(Get|Query)/.test(commandName)) writes.count += 1;
        return next(args);
      },
    { step: "initialize", name: "countWrites" },
  );
  return writes;
}
