export * as ApiReads from "./api.ts";

import { Agent, get } from "node:http";
import { ACTIVE_RULES } from "@cloudco/core/account/plan";
import { createRule } from "@cloudco/core/rule/edit";
import { Stack } from "@cloudco/local/stack";
import { descriptors } from "@cloudco/providers/descriptors";
import { Population } from "./population.ts";
import { Report } from "./report.ts";
import { Sample } from "./sample.ts";
import { Site } from "./site.ts";

const OFFERS = 9_000;
const CLIENTS = 20;
/** The API reads new offers again for a while, since the scan may still be writing. */
const WARM_UP_MS = 20_000;
const RUN_MS = 10_000;
const PATHS = [
  "/offers",
  "/rules",
  "/offers?minCores=8&minMemoryGib=64&location=FSN1&sort=-memory",
  "/rules?status=active",
];

export async function figures(): Promise<Report.Figure[]> {
  return await Site.withSite(async (site) => {
    const ctx = await Site.prepare(site, async (offline) => {
      for (const criteria of Sample.rules(ACTIVE_RULES.pro)) {
        await createRule(offline.ctx, descriptors, Stack.OWNER, "hetzner", criteria);
      }
      await Population.settle(offline, { offers: OFFERS, rules: 0 });
      return offline.ctx;
    });
    const startedAt = Date.now();
    const stack = await Site.start(site);
    try {
      await Site.until(
        "the first scan",
        200,
        async () => (await Population.evaluatedAt(ctx)) > startedAt || null,
      );
      await load(stack.session, WARM_UP_MS);
      const times = await load(stack.session, RUN_MS);
      return [
        {
          id: "B6",
          what: `API reads from ${CLIENTS} clients for ${RUN_MS / 1000} s, half offers (of ${OFFERS.toLocaleString("en-US")}), half a customer's ${ACTIVE_RULES.pro} rules`,
          measures: [
            { name: "requests a second", value: times.length / (RUN_MS / 1000), unit: "/s", least: 400 },
            Report.ms("median", Report.percentile(times, 0.5)),
            Report.ms("p95", Report.percentile(times, 0.95)),
            Report.ms("p99", Report.percentile(times, 0.99), 80),
          ],
        },
      ];
    } finally {
      await stack.stop();
    }
  });
}

/** Every client asks for one thing after the other, on a connection of its own. Ms of each answer. */
async function load({ apiUrl, token }: { apiUrl: string; token: string }, forMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const headers = { authorization: `Bearer ${token}` };
  const times: number[] = [];
  const end = performance.now() + forMs;
  const client = async (first: number) => {
    for (let turn = first; performance.now() < end; turn++) {
      const from = performance.now();
      await read(`${apiUrl}${PATHS[turn % PATHS.length]}`, agent, headers);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  agent.destroy();
  return times;
}

/** node:http, for a client that costs little: it shares the machine with what it measures. */
async function read(url: string, agent: Agent, headers: Record<string, string>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      response.resume();
      response.once("error", reject);
      response.once("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}.`));
      });
    }).once("error", reject);
  });
}
