export * as Contention from "./contention.ts";

import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "@cloudco/core/context/context";
import { control } from "@cloudco/simulators/control-client";
import { buyingRule } from "../test/kit/customer.ts";
import { Customers } from "./customers.ts";
import { Reaction } from "./reaction.ts";
import { Report } from "./report.ts";
import { Site } from "./site.ts";

const CUSTOMERS = 100;
const ROUNDS = 3;
/** Whoever lost the only machine looks again after two seconds; so long nobody may order it again. */
const QUIET_MS = 6_000;

export async function figures(): Promise<Report.Figure[]> {
  return await Site.withSite(async (site) => {
    // One more than machines: one of them gets the machine that all want.
    const { ctx, customers } = await Site.prepare(site, async (offline) => ({
      ctx: offline.ctx,
      customers: await Customers.connect(offline, CUSTOMERS + 1),
    }));
    const stack = await Site.start(site);
    try {
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await compete(stack, ctx, customers));
      return [
        {
          id: "B3",
          what: `${CUSTOMERS + 1} customers' rules want one machine; then ${CUSTOMERS} machines for the ${CUSTOMERS} others, ${ROUNDS} rounds`,
          measures: [
            {
              name: "order requests for the one machine, most",
              value: Math.max(...rounds.map(({ forOne }) => forOne)),
              unit: "",
              most: 1,
              least: 1,
            },
            {
              name: `customers with one of ${CUSTOMERS} machines, least`,
              value: Math.min(...rounds.map(({ served }) => served)),
              unit: "",
              least: CUSTOMERS,
            },
            Report.ms(
              "scan -> last of all requests, median",
              Report.percentile(rounds.map(last), 0.5),
              2_000,
            ),
            Report.ms("scan -> last of all requests, slowest", Math.max(...rounds.map(last))),
            Report.ms("scan -> half of all requests, median", Report.percentile(rounds.map(half), 0.5)),
          ],
        },
      ];
    } finally {
      await stack.stop();
    }
  });
}

/** `sent` are the order requests for many machines, ms after the reply that told of them. */
type Round = { forOne: number; served: number; sent: number[] };

const last = ({ sent }: Round) => Math.max(...sent);
const half = ({ sent }: Round) => Report.percentile(sent, 0.5);

async function compete(
  { controlUrl }: Site.Online,
  ctx: Context,
  customers: readonly Customers.Customer[],
): Promise<Round> {
  for (const { accountId } of customers) await buyingRule(ctx, accountId);
  await pause(2 * Site.POLL_SECONDS * 1000); // so that the scan knows them

  const before = await Reaction.lastOf(controlUrl);
  await control(controlUrl, "POST", "/stock", {});
  await Reaction.orders(controlUrl, before, 1);
  await pause(QUIET_MS);
  const forOne = await Reaction.orders(controlUrl, before, 1);

  const between = await Reaction.lastOf(controlUrl);
  const visibleAt = Reaction.now();
  await control(controlUrl, "POST", "/stock", Array(CUSTOMERS).fill({}));
  await Reaction.orders(controlUrl, between, CUSTOMERS);
  const entries = await Reaction.journal(controlUrl, between);
  const orders = entries.filter(Reaction.isOrder);
  const read = Reaction.readAt(entries, visibleAt);
  return {
    forOne: forOne.length,
    served: new Set(orders.map(({ account }) => account)).size,
    sent: orders.map(({ at }) => at - read),
  };
}
