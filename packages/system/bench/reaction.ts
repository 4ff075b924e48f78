export * as Reaction from "./reaction.ts";

import { setTimeout as pause } from "node:timers/promises";
import { control } from "@cloudco/simulators/control-client";
import { Customers } from "./customers.ts";
import { Report } from "./report.ts";
import { Site } from "./site.ts";

/** From the moment before the stock was visible to the order request, and the part of it that is ours. Ms. */
export type Reaction = { total: number; ours: number };

/** What the simulator remembers of a request. */
export type Entry = { seq: number; at: number; method: string; path: string; account: string | null };

const RUNS = 50;
/** Spreads the moments of the runs evenly over the time between two polls. */
const GOLDEN = 0.618034;

export async function figures(): Promise<Report.Figure[]> {
  return await Site.withSite(async (site) => {
    const customers = await Site.prepare(site, async (offline) => {
      const connected = await Customers.connect(offline, RUNS);
      for (const customer of connected) await Customers.makeRule(offline.ctx, customer);
      return connected;
    });
    const stack = await Site.start(site);
    try {
      const reactions = await react(stack.controlUrl, customers);
      return [
        {
          id: "B1",
          what: `stock visible at the provider -> order request, ${RUNS} runs, price re-read in between`,
          measures: Report.times(
            reactions.map(({ total }) => total),
            { median: 750, p95: 1300 },
          ),
        },
        {
          id: "B2",
          what: "of that, ours: reply with the new stock -> order request, less the provider's call in it",
          measures: Report.times(
            reactions.map(({ ours }) => ours),
            { median: 60, p95: 150 },
          ),
        },
      ];
    } finally {
      await stack.stop();
    }
  });
}

/** Offers each customer's machine in turn, for which a rule is waiting, until it is ordered. */
export async function react(
  controlUrl: string,
  customers: readonly Customers.Customer[],
): Promise<Reaction[]> {
  const reactions: Reaction[] = [];
  let seq = await lastOf(controlUrl);
  for (const [run, customer] of customers.entries()) {
    await pause(Site.POLL_SECONDS * 1000 * (0.2 + ((run * GOLDEN) % 1)));
    const visibleAt = now();
    await control(controlUrl, "POST", "/stock", Customers.machineFor(customer));
    await orders(controlUrl, seq, 1);
    const entries = await journal(controlUrl, seq);
    seq = entries.at(-1)?.seq ?? seq;
    reactions.push(measure(entries, customer.user, visibleAt));
  }
  return reactions;
}

function measure(entries: readonly Entry[], user: string, visibleAt: number): Reaction {
  const calls = entries.filter(({ account }) => account === user);
  const before = calls.findIndex(isOrder);
  const order = calls[before];
  if (!order || before === 0) throw new Error("There was no order, or its price was not read again before.");
  // Other customers' servers are asked after meanwhile: only this one's calls tell when its stock was known.
  const feedAndOurs = entries.filter((entry) => isFeed(entry) || entry.account === user);
  const ours = order.at - readAt(feedAndOurs, visibleAt) - before * Site.LATENCY_MS;
  return { total: order.at - visibleAt, ours };
}

/**
 * When the feed's reply arrived that first told of stock visible at `visibleAt`. The simulator makes up its answer when
 * the latency is over, which a timer may say a little late: so a reply that seems too early by that counts, too.
 */
export function readAt(entries: readonly Entry[], visibleAt: number): number {
  const firstCall = entries.find(({ account }) => account !== null)?.at ?? Number.POSITIVE_INFINITY;
  const replies = entries
    .filter(isFeed)
    .map(({ at }) => at + Site.LATENCY_MS)
    .filter((at) => at <= firstCall);
  const read = replies.find((at) => at >= visibleAt) ?? replies.at(-1);
  if (read === undefined) throw new Error("Something was ordered and not read before.");
  return read;
}

/** The order requests since an entry of the journal, once there are so many. */
export async function orders(controlUrl: string, since: number, count: number): Promise<Entry[]> {
  return await Site.until(`${count} orders`, 50, async () => {
    const found = (await journal(controlUrl, since)).filter(isOrder);
    return found.length >= count ? found : null;
  });
}

export async function journal(controlUrl: string, since: number): Promise<Entry[]> {
  return (await control(controlUrl, "GET", `/journal?since=${since}`)) as Entry[];
}

export async function lastOf(controlUrl: string): Promise<number> {
  return (await journal(controlUrl, 0)).at(-1)?.seq ?? 0;
}

/** By the clock that the journal goes by. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

export function isOrder({ method, path }: Entry): boolean {
  return method === "POST" && path === "/order/server_market/transaction";
}

function isFeed({ account, path }: Entry): boolean {
  return account === null && path.endsWith("/live_data_sb.json");
}
