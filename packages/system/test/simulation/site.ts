export * as Site from "./site.ts";

import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import type { Match } from "@cloudco/core/match/match";
import type { Adapter } from "@cloudco/core/provider/provider";
import { Scanner } from "@cloudco/core/scan/scanner";
import { UnreadableItem } from "@cloudco/core/table/unreadable";
import { intercepted } from "@cloudco/core/test/intercept";
import { control } from "@cloudco/simulators/control-client";
import { vi } from "vitest";
import type { Boundary } from "../kit/boundaries.ts";
import { type World, worldOf } from "../kit/world.ts";
import { bounded, gated, watchFetch } from "./calls.ts";
import type { Damage } from "./damage.ts";
import { Ledger } from "./ledger.ts";
import type { Login, Market } from "./market.ts";
import { type Random, random } from "./random.ts";
import { type Climate, HONEST, type Sabotage } from "./sabotage.ts";
import { lightClient } from "./table-client.ts";
import type { Tally } from "./tally.ts";
import { Wire } from "./wire.ts";
import { Logins, watchLookUps } from "./witness.ts";
import { type Worker, Workers } from "./workers.ts";

export const ACCOUNTS = ["ada", "bob", "eve"] as const;

type Check = { accountId: string; connectionId: string; version: number };

/** The whole system on one machine, in which what happens, when and where a process dies is drawn from a seed. */
export type Site = {
  readonly random: Random;
  /** What happened so far, for whoever has to find out why. */
  readonly trace: string[];
  readonly world: World;
  readonly tally: Tally;
  readonly climate: Climate;
  readonly market: Market;
  /** Not instrumented, and the provider's adapter as the ledger watches it. */
  readonly ctx: Context;
  readonly adapter: Adapter;
  readonly ledger: Ledger;
  readonly workers: Workers;
  /** Messages that ask for a check; each may come any number of times. */
  readonly checks: Check[];
  /** Orders whose message was delivered. */
  readonly delivered: Set<string>;
  /** Items that can't be read, and what they were. */
  readonly damages: Damage[];
  /** The logins that a customer has at the provider. */
  readonly logins: Map<string, Login[]>;
  advance(seconds: number): void;
  /** Begins a process that goes on one boundary at a time. */
  start(name: string, work: (ctx: Context, adapter: Adapter) => Promise<unknown>): Promise<Worker>;
  /** Begins a poll; in a new process where there is none that may. Null where one is under way. */
  scan(): Promise<Worker | null>;
  /** How often something was written. */
  writes(): number;
  /** Another process takes the scan over, wherever the present one is. */
  takeOver(): void;
  /** The scan's process dies with everything it knew. */
  kill(worker: Worker): void;
  command(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Throws what went wrong in any process. */
  check(): void;
};

type Scan = { scanner: Scanner; lease: Lease.Lease; worker: Worker | null };

const LEASE = "scan#simulation";
const READS = new Set(["GetCommand", "QueryCommand", "DecryptCommand", "GenerateDataKeyCommand", "pause"]);

/** Nothing that matters can happen after a read that could not happen before the next call. */
const isIdle = ({ call, when }: Boundary) => when === "after" && (READS.has(call) || call.startsWith("GET "));

/** The clock of the whole process stands still but where the events let time pass: providers and adapters have the same. */
export async function open(
  seed: number,
  openMarket: () => Promise<Market>,
  tally: Tally,
  sabotage: Sabotage = HONEST,
): Promise<Site> {
  vi.useFakeTimers({ toFake: ["Date"] });
  let ids = 0;
  const market = await openMarket();
  const { controlUrl, close } = market;
  const made = await worldOf(
    {
      adapter: market.adapter,
      simulator: { controlUrl, close },
      inventory: () => market.adapter.inventory(null),
    },
    { now: Date.now },
  );
  const pass = (ms: number) => void vi.setSystemTime(Date.now() + ms);
  const errors: unknown[] = [];
  const trace: string[] = [];
  const unread = () => tally.count("a stored item could not be read");
  const failed = (error: unknown) => {
    if (!(error instanceof UnreadableItem)) errors.push(error);
  };
  const client = lightClient(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? "");
  const light = { ...made.ctx, table: { ...made.ctx.table, client } };
  const noted = intercepted(light, async (command, send) => {
    const result = await send();
    if (READS.has(command.constructor.name)) return result;
    writes += 1;
    known.clear();
    return result;
  });
  const ctx: Context = {
    ...noted,
    table: { ...noted.table, onUnreadable: unread },
    // What is published comes as often as the seed says, so nothing has to lie in a queue.
    sqs: { send: async () => ({}) } as unknown as Context["sqs"],
    id: () => String(ids++).padStart(26, "0"),
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, fields) => {
        if (message !== "order needs a human") failed(fields?.error ?? message);
      },
    },
  };
  const drawn = random(seed);
  let writes = 0;
  const known = new Map<string, Promise<Match.Info[]>>();
  const ledger = new Ledger(ctx, tally);
  const logins = new Logins(market.adapter, tally);
  const watched = ledger.watch(watchLookUps(market.adapter, market, tally), ACCOUNTS);
  const adapter = sabotage.adapter?.(watched) ?? watched;
  const slept = () => tally.count("a process slept for minutes between two calls");
  const workers = new Workers((_, error) => failed(error), slept);
  const processes = bounded(sabotage.context?.(ctx) ?? ctx, sabotage.table);
  let scan: Scan | null = null;

  const wire = new Wire(market, tally, drawn, pass);
  watchFetch(async (asked, send) => {
    const spends = market.spending.test(asked.call);
    const sabotaged = () => sabotage.fetch?.({ ...asked, spends }, send) ?? send();
    const reply = await wire.exchange(asked, sabotaged);
    try {
      logins.saw(asked, reply);
    } catch (error) {
      errors.push(error);
    }
    return reply;
  });

  // Any call may be the one that a process sleeps at; most of the many that only prepare an order it does not.
  const passes = (boundary: Boundary) =>
    isIdle(boundary) ||
    (boundary.call.includes("/") && !market.spending.test(boundary.call) && drawn.chance(0.8));
  const start: Site["start"] = async (name, work) =>
    await workers.start(name, passes, (gate) =>
      gated(gate, async () => void (await work(processes, adapter))),
    );

  async function begin(): Promise<Scan> {
    const lease = await Lease.acquire(ctx.table, LEASE, ctx.id(), Date.now(), 0);
    if (!lease) throw new Error("The lease of the scan is not free.");
    pass(1);
    return { scanner: new Scanner(processes, market.adapter.descriptor.id), lease, worker: null };
  }

  return {
    random: drawn,
    trace,
    world: {
      ...made,
      // Read again when something was written: the events ask for them all the time.
      async matches(accountId) {
        const reading = known.get(accountId) ?? made.matches(accountId);
        known.set(accountId, reading);
        return await reading;
      },
      async close() {
        await made.close();
        vi.unstubAllGlobals();
        vi.useRealTimers();
      },
    },
    tally,
    climate: sabotage.climate ?? {},
    market,
    ctx,
    adapter,
    ledger,
    workers,
    checks: [],
    delivered: new Set(),
    damages: [],
    logins: new Map(),
    advance: (seconds) => pass(seconds * 1000),
    start,
    async scan() {
      if (scan?.worker && !scan.worker.ended) return null;
      const fresh = scan === null;
      const current = scan ?? (await begin());
      scan = current;
      current.worker = await start("scan", async () => {
        if (fresh) await current.scanner.load(0);
        const reading = await adapter.inventory(null);
        const cycle = reading.ok ? await current.scanner.cycle(current.lease, reading) : null;
        if (cycle?.superseded && scan === current) scan = null;
      });
      return current.worker;
    },
    writes: () => writes,
    takeOver: () => {
      scan = null;
    },
    kill: (worker) => {
      workers.kill(worker);
      if (scan?.worker === worker) scan = null;
    },
    command: (method, path, body) => control(made.simulator.controlUrl, method, path, body),
    check: () => {
      if (errors.length > 0) throw errors[0];
    },
  };
}
