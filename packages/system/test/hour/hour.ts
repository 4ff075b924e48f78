import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { save, verifyAgain } from "@cloudco/core/connection/save";
import { verify } from "@cloudco/core/connection/verify";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import type { Listing } from "@cloudco/core/offer/offer";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Adapter } from "@cloudco/core/provider/provider";
import { OrderCommand, Queue, VerifyCommand } from "@cloudco/core/queue/queue";
import { Scan } from "@cloudco/core/scan/scan";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { prepareOrders } from "@cloudco/core/watch/prepare-orders";
import { scanAccount } from "@cloudco/core/watch/scan-account";
import { Watch } from "@cloudco/core/watch/watch";
import { create } from "@cloudco/functions/lib/runtime";
import { scanned } from "@cloudco/functions/pipelines";
import { buyingRule } from "../kit/customer.ts";
import { distant, type Simulators, simulators } from "./providers.ts";
import { queues, schedules } from "./services.ts";
import { arrive, open, WANTED } from "./stock.ts";
import { Tally } from "./tally.ts";
import { VirtualTime } from "./virtual-time.ts";

const MINUTE_MS = 60_000;
const LATENCY_MS = 150;
/** Everybody connects within so long. */
const CONNECTING_MS = 2 * MINUTE_MS;
/** Of the connections of a provider one in so many has a rule that buys; of the customers one in so many has two. */
const BUYERS = 10;
const SECOND = 4;
/** A visit waits so long for the moment at which it may read; what could be sold is read so seldom. */
const PATIENCE_MS = 5_000;
const ASSORTMENT_MS = 15 * MINUTE_MS;

export type Hour = {
  tally: Tally;
  simulators: Simulators;
  /** How many there are, and of how many the last check said that they are good. */
  connections: { all: number; verified: number };
  /** How many rules buy, by provider. */
  buyers: Map<ProviderId, number>;
  snipes: Snipe.Info[];
  /** Orders whose end nobody knows yet. */
  open: number;
  /** What was logged as an error. */
  errors: unknown[];
};

/** When what is wanted comes in stock, and how many replies to orders are lost then. Minutes. */
const ARRIVALS: readonly [number, ProviderId, number][] = [
  [4, "vultr", 3],
  [4, "hetzner", 1],
  [5, "digitalocean", 3],
  [6, "hetzner", 0],
  [7, "ovh-eu", 3],
  [8, "ovh-ca", 3],
  [15, "hetzner", 1],
  [30, "hetzner", 0],
  [45, "hetzner", 1],
];
/** When all customers of the provider that counts by address have their credentials checked at once. Minutes. */
const CHECKS = [6, 20];

/** Lets so many minutes pass, in which so many customers connect and the whole system works for them. */
export async function hour(minutes: number, customers: number): Promise<Hour> {
  const time = new VirtualTime(Date.now());
  const wallClock = Date.now;
  Date.now = time.now;
  const sims = await simulators(time.now);
  const tally = new Tally(sims.urls, time.now);
  const adapterOf = distant(time, LATENCY_MS);
  const ending = new AbortController();
  const errors: unknown[] = [];
  const assortments = new Map<ProviderId, { listings: readonly Listing[]; readAt: number }>();
  const made = create();
  const ctx: Context = {
    ...made,
    now: time.now,
    pause: time.pause,
    sqs: queues(time, deliver),
    scheduler: async () => scheduler,
    settings: {
      ...made.settings,
      credentialsKey: made.settings.credentialsKey,
      queues: { orders: "orders", verify: "verify" },
      watches: { group: "watches", target: "visit", role: "scheduler" },
    },
    log: { ...made.log, error: (message, fields) => errors.push({ message, ...fields }) },
  };
  const scheduler = schedules(time, (input) => visit(Watch.Target.parse(JSON.parse(input))));
  const accounts: [string, ProviderId][] = [];
  const buyers = new Map<ProviderId, number>();

  async function deliver(queueUrl: string, body: string): Promise<void> {
    if (queueUrl === "orders") {
      const command = OrderCommand.parse(JSON.parse(body));
      const match = await Match.find(ctx.table, command.accountId, command.matchId);
      if (match) await execute(ctx, needed(match.provider), command);
      return;
    }
    const command = VerifyCommand.parse(JSON.parse(body));
    const verified = await verify(ctx, needed(command.provider), command);
    if (!verified.done) return await Queue.publishVerification(ctx, command, verified.retryInSeconds);
    await Watch.arrange(ctx, needed(command.provider).descriptor, command.accountId);
  }

  function needed(id: ProviderId): Adapter {
    const adapter = adapterOf(id);
    if (!adapter) throw new Error(`There is no adapter of ${id}.`);
    return adapter;
  }

  async function visit(target: Watch.Target): Promise<void> {
    const adapter = needed(target.provider);
    const { inventory, pollSeconds } = adapter.descriptor;
    if (inventory === "public")
      return await prepareOrders(ctx, adapter, target, ctx.id(), () => assortmentOf(adapter));
    const until = time.now() + PATIENCE_MS;
    await scanAccount(ctx, adapter, target, { until, pollMs: pollSeconds * 1000, holder: ctx.id() });
  }

  async function assortmentOf({ descriptor, assortment }: Adapter): Promise<readonly Listing[]> {
    const held = assortments.get(descriptor.id);
    if (held && time.now() - held.readAt < ASSORTMENT_MS) return held.listings;
    const listings = (await assortment?.())?.listings ?? [];
    assortments.set(descriptor.id, { listings, readAt: time.now() });
    return listings;
  }

  async function scan(id: ProviderId): Promise<void> {
    const adapter = needed(id);
    await Scan.watch(ctx, adapter, {
      until: Number.POSITIVE_INFINITY,
      pollMs: adapter.descriptor.pollSeconds * 1000,
      holder: ctx.id(),
      signal: ending.signal,
      warm: { take: () => null, put: () => undefined },
    });
  }

  async function everyMinute(): Promise<void> {
    time.start(everyMinute, MINUTE_MS);
    await reconcile(ctx, adapterOf);
    await republishChecks(ctx);
    await refreshSnipes(ctx, adapterOf);
  }

  async function join(accountId: string, id: ProviderId, buys: boolean): Promise<void> {
    const credentials = await sims.account(id);
    await buyingRule(ctx, accountId, { ...WANTED[id], autoBuy: buys }, id);
    await save(ctx, accountId, needed(id).descriptor, credentials);
    accounts.push([accountId, id]);
    if (buys) buyers.set(id, (buyers.get(id) ?? 0) + 1);
  }

  try {
    await open(sims);
    for (const id of scanned) time.start(() => scan(id));
    time.start(everyMinute);
    for (let number = 0; number < customers; number++) {
      const at = (CONNECTING_MS * number) / customers;
      for (const second of number % SECOND === 0 ? [0, 1] : [0]) {
        const id = ProviderId.options[(number + second) % ProviderId.options.length] ?? "hetzner";
        const buys = Math.floor(number / ProviderId.options.length) % BUYERS === 0;
        time.start(() => join(`customer-${number}`, id, buys), at);
      }
    }
    for (const [at, id, lost] of ARRIVALS) time.start(() => arrive(sims, id, lost), at * MINUTE_MS);
    for (const at of CHECKS) {
      time.start(async () => {
        const some = accounts.filter(([, id]) => id === "vultr");
        await Promise.all(some.map(([accountId, id]) => verifyAgain(ctx, accountId, id)));
      }, at * MINUTE_MS);
    }
    await time.run(minutes * MINUTE_MS);
    ending.abort();
    const snipes: Snipe.Info[] = [];
    let verified = 0;
    for (const accountId of new Set(accounts.map(([owner]) => owner))) {
      snipes.push(...(await Table.collection(ctx.table, Snipe.collection(accountId), Snipe.Info)));
      const found = await Connection.list(ctx.table, accountId);
      verified += found.filter(({ status }) => status === "VERIFIED").length;
    }
    return {
      tally,
      simulators: sims,
      connections: { all: accounts.length, verified },
      buyers,
      snipes,
      open: (await Table.due(ctx.table, Match.OPEN, Match.Info, time.now() + 1e10)).length,
      errors,
    };
  } finally {
    ending.abort();
    tally.close();
    Date.now = wallClock;
  }
}
