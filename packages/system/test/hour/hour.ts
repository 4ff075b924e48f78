import { Connection } from "@cloudco/core/connection/connection";
import { saveConnection, verifyAgain } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { ProviderId } from "@cloudco/core/provider/id";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { create } from "@cloudco/functions/lib/runtime";
import { queues as pipelines, scanned } from "@cloudco/functions/pipelines";
import * as order from "@cloudco/functions/queue/order";
import * as verify from "@cloudco/functions/queue/verify";
import * as reconcile from "@cloudco/functions/schedule/reconcile";
import * as scan from "@cloudco/functions/schedule/scan";
import * as visit from "@cloudco/functions/schedule/visit";
import { buyingRule } from "../kit/customer.ts";
import { distant, type Running, simulators } from "./providers.ts";
import { type Event, queues, schedules } from "./services.ts";
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

export type Hour = {
  tally: Tally;
  simulators: Running;
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
  const scheduler = schedules(time, (input) => functions.visit(JSON.parse(input)));
  const functions = {
    order: order.create(ctx, adapterOf),
    verify: verify.create(ctx, adapterOf),
    scan: scan.create(ctx, adapterOf, ending.signal),
    visit: visit.create(ctx, adapterOf, ending.signal),
    reconcile: reconcile.create(ctx, adapterOf, ending.signal),
  };
  const accounts: [string, ProviderId][] = [];
  const buyers = new Map<ProviderId, number>();

  async function deliver(queueUrl: string, event: Event): Promise<void> {
    const pipeline = pipelines.find(({ queue }) => queue === queueUrl);
    if (pipeline) await functions[pipeline.function](event);
  }

  function everyMinute(work: () => Promise<void>): void {
    time.start(work);
    time.start(async () => everyMinute(work), MINUTE_MS);
  }

  async function join(accountId: string, id: ProviderId, buys: boolean): Promise<void> {
    const credentials = await sims.account(id);
    await buyingRule(ctx, accountId, { ...WANTED[id], autoBuy: buys }, id);
    await saveConnection(ctx, accountId, adapterOf(id).descriptor, credentials);
    accounts.push([accountId, id]);
    if (buys) buyers.set(id, (buyers.get(id) ?? 0) + 1);
  }

  try {
    await open(sims);
    // A task of the virtual time does one thing at a time, so each provider has a turn of its own.
    for (const id of scanned) everyMinute(() => functions.scan({ providers: id }));
    everyMinute(functions.reconcile);
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
