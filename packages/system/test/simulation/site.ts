export * as Site from "./site.ts";

import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import type { Adapter } from "@cloudco/core/provider/provider";
import { Scanner } from "@cloudco/core/scan/scanner";
import { control } from "@cloudco/simulators/control-client";
import { vi } from "vitest";
import { type Boundary, bounded, type Gate } from "../kit/boundaries.ts";
import { type World, worldOf } from "../kit/world.ts";
import { Ledger } from "./ledger.ts";
import type { Login, Market } from "./market.ts";
import { type Random, random } from "./random.ts";
import { type Worker, Workers } from "./workers.ts";

export const ACCOUNTS = ["ada", "bob", "eve"] as const;

type Check = { accountId: string; connectionId: string; version: number };

/** The whole system on one machine, in which what happens, when and where a process dies is drawn from a seed. */
export type Site = {
  readonly random: Random;
  /** What happened so far, for whoever has to find out why. */
  readonly trace: string[];
  readonly world: World;
  readonly market: Market;
  /** Not instrumented, and the provider's adapter as the ledger watches it. */
  readonly ctx: Context;
  readonly adapter: Adapter;
  readonly ledger: Ledger;
  readonly workers: Workers;
  /** Messages that ask for a check; each may come any number of times. */
  readonly checks: Check[];
  /** The logins that a customer has at the provider. */
  readonly logins: Map<string, Login[]>;
  advance(seconds: number): void;
  /** Begins a process that goes on one boundary at a time. */
  start(name: string, work: (ctx: Context, adapter: Adapter) => Promise<unknown>): Promise<Worker>;
  /** Begins a poll; in a new process where there is none that may. */
  scan(): Promise<void>;
  /** Another process takes the scan over, wherever the present one is. */
  takeOver(): void;
  /** The scan's process dies with everything it knew. */
  kill(worker: Worker): void;
  command(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Throws what went wrong in any process. */
  check(): void;
};

type Scan = { scanner: Scanner; lease: Lease.Lease; pass: { gate: Gate }; worker: Worker | null };

const LEASE = "scan#simulation";
const READS = new Set(["GetCommand", "QueryCommand", "DecryptCommand", "GenerateDataKeyCommand"]);

/** Nothing that matters can happen after a read that could not happen before the next call. */
const passes = ({ call, when }: Boundary) => when === "after" && READS.has(call);

/** In the provider's list an order may be missing for so long. */
const LATEST_MS = 3 * 3_600_000;

/** A provider in whose list some orders appear only after a while: what else it has, market and carts, is as it is. */
function slowToList(adapter: Adapter, drawn: Random, now: () => number): Adapter {
  const hidden = new Map<string, number>();
  return {
    ...adapter,
    draft: async (credentials, request, signal) => {
      const drafted = await adapter.draft(credentials, request, signal);
      if (!drafted.ok) return drafted;
      return {
        ...drafted,
        send: async (isLate, sendSignal) => {
          if (drawn.chance(0.5)) hidden.set(request.orderId, now() + drawn.below(LATEST_MS));
          return await drafted.send(isLate, sendSignal);
        },
      };
    },
    find: async (credentials, order, since, signal) => {
      const found = await adapter.find(credentials, order, since, signal);
      const isHidden = found.kind === "found" && now() < (hidden.get(order.orderId) ?? 0);
      if (!isHidden || order.reference !== undefined) return found;
      const taken = [...(order.taken ?? []), found.reference];
      return await adapter.find(credentials, { ...order, taken }, since, signal);
    },
  };
}

/** The clock of the whole process stands still but where the events let time pass: providers and adapters have the same. */
export async function open(seed: number, openMarket: () => Promise<Market>): Promise<Site> {
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
  const ctx: Context = {
    ...made.ctx,
    // What is published comes as often as the seed says, so nothing has to lie in a queue.
    sqs: { send: async () => ({}) } as unknown as Context["sqs"],
    id: () => String(ids++).padStart(26, "0"),
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, fields) => {
        if (message !== "order needs a human") errors.push(fields?.error ?? message);
      },
    },
  };
  const drawn = random(seed);
  const ledger = new Ledger(ctx);
  const adapter = ledger.watch(slowToList(market.adapter, drawn, Date.now), ACCOUNTS);
  const workers = new Workers((_, error) => errors.push(error));
  let scan: Scan | null = null;

  const start: Site["start"] = async (name, work) =>
    await workers.start(name, passes, async (gate) => {
      const instrumented = bounded(ctx, adapter, gate);
      await work(instrumented.ctx, instrumented.adapter);
    });

  async function begin(): Promise<Scan> {
    const lease = await Lease.acquire(ctx.table, LEASE, ctx.id(), Date.now(), 0);
    if (!lease) throw new Error("The lease of the scan is not free.");
    pass(1);
    const gated = { gate: (async () => undefined) as Gate };
    const instrumented = bounded(ctx, adapter, (boundary) => gated.gate(boundary));
    return {
      scanner: new Scanner(instrumented.ctx, market.adapter.descriptor.id),
      lease,
      pass: gated,
      worker: null,
    };
  }

  return {
    random: drawn,
    trace,
    world: {
      ...made,
      async close() {
        await made.close();
        vi.useRealTimers();
      },
    },
    market,
    ctx,
    adapter,
    ledger,
    workers,
    checks: [],
    logins: new Map(),
    advance: (seconds) => pass(seconds * 1000),
    start,
    async scan() {
      if (scan?.worker && !scan.worker.ended) return;
      const fresh = scan === null;
      const current = scan ?? (await begin());
      scan = current;
      current.worker = await workers.start("scan", passes, async (gate) => {
        current.pass.gate = gate;
        if (fresh) await current.scanner.load(0);
        const reading = await adapter.inventory(null);
        const cycle = reading.ok ? await current.scanner.cycle(current.lease, reading) : null;
        if (cycle?.superseded && scan === current) scan = null;
      });
    },
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
