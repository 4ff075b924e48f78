import { Lease } from "@cloudco/core/lease/lease";
import type { Listing } from "@cloudco/core/offer/offer";
import { findOffer } from "@cloudco/core/offer/stored";
import { type Adapter, ProviderFailure } from "@cloudco/core/provider/provider";
import { Scan, type Warm } from "@cloudco/core/scan/scan";
import { Table } from "@cloudco/core/table/table";
import { listing } from "@cloudco/core/testing/arbitrary";
import { create } from "@cloudco/functions/runtime";
import { adapter as hetzner } from "@cloudco/providers/hetzner/hetzner";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { buyingRule } from "./testing/customer.ts";
import { freshResources } from "./testing/resources.ts";
import { type Clock, clock } from "./testing/settle.ts";
import { recorded } from "./testing/table-writes.ts";

const LEASE = "scan#hetzner";
const POLL_MS = 10;

type Poll = { holder: string; at: number; startedAt: number; endedAt: number };

let time: Clock;
let ctx: ReturnType<typeof create>;
let writes: () => string[];
let polls: Poll[];
let stock: Listing[];
/** What the next readings give instead of the stock. */
let failures: ProviderFailure[];
let stops: AbortController[];

beforeEach(async () => {
  await freshResources();
  time = clock();
  ({ ctx, writes } = recorded({ ...create(), now: time.now }));
  polls = [];
  failures = [];
  stock = [listing()];
  stops = [];
});
afterEach(() => {
  for (const stop of stops) stop.abort();
});

const failure = (cause: "unavailable" | "rate_limited", retryAfterSeconds?: number) =>
  new ProviderFailure({
    cause,
    message: `Hetzner is ${cause}.`,
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  });

/** Begins a turn, with an adapter that writes down when it is read. */
function turn(holder: string, options: Partial<Scan.Turn> = {}) {
  const stop = new AbortController();
  stops.push(stop);
  const adapter: Adapter = {
    ...hetzner,
    async inventory() {
      const poll = { holder, at: time.now(), startedAt: performance.now(), endedAt: 0 };
      polls.push(poll);
      const failed = failures.shift();
      poll.endedAt = performance.now();
      if (failed) throw failed;
      return { listings: stock, refused: 3 };
    },
  };
  let kept: Warm | null = null;
  const done = Scan.watch(ctx, adapter, {
    until: time.now() + 3_600_000,
    pollMs: POLL_MS,
    holder,
    signal: stop.signal,
    warm: {
      take: () => kept,
      put: (warm) => {
        kept = warm;
      },
    },
    ...options,
  });
  return { done, stop, warm: () => kept };
}

const polledBy = (holder: string) => polls.filter((poll) => poll.holder === holder).length;
const Holder = z.object({ holder: z.string(), until: z.int() });
const holder = async () => {
  const row = await Table.get(ctx.table, { pk: `LEASE#${LEASE}`, sk: "LEASE" }, Holder);
  return row && row.until > time.now() ? row.holder : null;
};
const report = () => Lease.report(ctx.table, LEASE);

/** Waits for a condition, looking often. */
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

describe("a turn", () => {
  test("polls and reports what it read", async () => {
    const first = turn("first");
    await until(() => expect(polls.length).toBeGreaterThan(3));
    await until(async () => expect(await report()).toMatchObject({ listings: 1, refused: 3, failure: null }));
    first.stop.abort();
    await first.done;
    expect(await findOffer(ctx.table, "hetzner", "1")).toMatchObject({ available: true });
    expect((await report())?.evaluatedAt).toBeGreaterThan(time.now() - 10_000);
  });

  test("ends at its time, and leaves the lease to whoever comes", async () => {
    const first = turn("first", { until: time.now() + 50 });
    await first.done;
    expect(polls.length).toBeGreaterThan(1);
    expect(await Lease.acquire(ctx.table, LEASE, "other", time.now(), 1_000)).not.toBeNull();
    expect(first.warm()).not.toBeNull();
  });

  test("ends at a signal, at once, and reports no failure of it", async () => {
    const { promise: read, resolve } = Promise.withResolvers<void>();
    const hanging: Adapter = {
      ...hetzner,
      async inventory(_, signal) {
        resolve();
        await new Promise((end) => signal?.addEventListener("abort", end));
        throw failure("unavailable");
      },
    };
    const stop = new AbortController();
    const done = Scan.watch(ctx, hanging, {
      until: time.now() + 60_000,
      pollMs: POLL_MS,
      holder: "first",
      signal: stop.signal,
      warm: { take: () => null, put: () => undefined },
    });
    await read;
    stop.abort();
    await done;
    expect((await report())?.failure ?? null).toBeNull();
    expect(await Lease.acquire(ctx.table, LEASE, "other", time.now(), 1_000)).not.toBeNull();
  });

  test("that waits for the lease ends at a signal too", async () => {
    await Lease.acquire(ctx.table, LEASE, "other", time.now(), 3_600_000);
    const waiting = turn("waiting");
    await until(() => expect(writes().length).toBeGreaterThan(0));
    waiting.stop.abort();
    await waiting.done;
    expect(polls).toEqual([]);
  });

  test("takes over from one that died once its lease has run out", async () => {
    await Lease.acquire(ctx.table, LEASE, "dead", time.now(), 10_000);
    const next = turn("next");
    await until(() => expect(writes().length).toBeGreaterThan(0));
    expect(polls).toEqual([]);
    time.advance(11);
    await until(() => expect(polledBy("next")).toBeGreaterThan(0));
    next.stop.abort();
    await next.done;
  });
});

describe("the next turn", () => {
  // A provider is watched without a gap, and by one at a time: nobody misses a machine for a change of turns.
  test("takes over without a gap, and never do two poll at once", async () => {
    const names = ["a", "b", "c", "d"];
    let before: ReturnType<typeof turn> | null = null;
    for (const name of names) {
      const next = turn(name);
      if (before) {
        time.advance(3);
        await before.done;
      }
      await until(() => expect(polledBy(name)).toBeGreaterThan(2));
      before = next;
    }
    before?.stop.abort();
    await before?.done;
    const order = polls.map((poll) => poll.holder).filter((name, at, all) => name !== all[at - 1]);
    expect(order).toEqual(names);
    for (const [at, poll] of polls.entries()) {
      expect(poll.startedAt).toBeGreaterThanOrEqual(polls[at - 1]?.endedAt ?? 0);
      // The next looks every 200 ms whether the lease is free.
      expect(poll.startedAt - (polls[at - 1]?.endedAt ?? poll.startedAt)).toBeLessThan(1_500);
    }
  });

  test("in the same process goes on with what the last knew, and reads nothing again", async () => {
    const first = turn("first", { until: time.now() + 50 });
    await first.done;
    const kept = first.warm();
    writes();
    stock = [listing(), listing({ id: "2" })];
    let handedOn: Warm | null = null;
    const put = (warm: Warm) => {
      handedOn = warm;
    };
    const next = turn("next", { warm: { take: () => kept, put } });
    await until(async () => expect(await findOffer(ctx.table, "hetzner", "2")).not.toBeNull());
    next.stop.abort();
    await next.done;
    expect((handedOn as Warm | null)?.scanner).toBe(kept?.scanner);
    expect(writes().filter((key) => key.startsWith("OFFER#"))).toEqual(["OFFER#2"]);
  });

  test("does not go on with what is out of date, because another process scanned in between", async () => {
    const first = turn("first", { until: time.now() + 50 });
    await first.done;
    stock = [];
    await turn("elsewhere", { until: time.now() + 50 }).done;
    expect(await findOffer(ctx.table, "hetzner", "1")).toMatchObject({ available: false });
    stock = [listing()];
    const kept = first.warm();
    const next = turn("next", { warm: { take: () => kept, put: () => undefined } });
    await until(async () =>
      expect(await findOffer(ctx.table, "hetzner", "1")).toMatchObject({ available: true }),
    );
    next.stop.abort();
    await next.done;
  });

  test("matches a rule that was made while nobody scanned", async () => {
    await turn("first", { until: time.now() + 50 }).done;
    await buyingRule(ctx, "ada", { autoBuy: false });
    const next = turn("next");
    await until(() => expect(writes().some((key) => key.startsWith("MATCH#"))).toBe(true));
    next.stop.abort();
    await next.done;
  });
});

describe("rules that only tell", () => {
  /** What the last turn left when it ended: a rule, an offer that fits it, and its report. */
  async function ended(backlog: number): Promise<void> {
    await turn("first", { until: time.now() + 50 }).done;
    await buyingRule(ctx, "ada", { autoBuy: false });
    time.advance(60);
    const lease = await Lease.acquire(ctx.table, LEASE, "last", time.now(), 1_000);
    if (!lease) throw new Error("The lease is taken.");
    const report = { evaluatedAt: time.now(), listings: 1, refused: 0, failure: null, backlog };
    await Lease.renew(ctx.table, lease, time.now(), 1_000, report);
    await Lease.release(ctx.table, lease);
    writes();
  }

  test.each([
    ["not matched again", 0, false],
    ["matched where the last turn had not come to all of them", 1, true],
  ])("are %s", async (_, backlog, again) => {
    await ended(backlog);
    const next = turn("next");
    await until(() => expect(polledBy("next")).toBeGreaterThan(2));
    next.stop.abort();
    await next.done;
    expect(writes().some((key) => key.startsWith("MATCH#"))).toBe(again);
  });
});

describe("a provider that fails", () => {
  test("is left alone ever longer, and said to be so", async () => {
    failures = Array.from({ length: 4 }, () => failure("unavailable"));
    const first = turn("first");
    await until(async () => {
      expect(await report()).toMatchObject({
        failure: "Hetzner is unavailable.",
        failures: 1,
        evaluatedAt: 0,
      });
    });
    await until(() => expect(polls.length).toBeGreaterThan(5));
    const gaps = polls.map((poll, at) => poll.startedAt - (polls[at - 1]?.endedAt ?? poll.startedAt));
    for (const failed of [1, 2, 3, 4]) {
      // Timers may be a millisecond early.
      expect(gaps[failed]).toBeGreaterThanOrEqual(POLL_MS * 2 ** failed - 2);
    }
    time.advance(3);
    await until(async () =>
      expect(await report()).toMatchObject({ failure: null, failures: 0, listings: 1 }),
    );
    first.stop.abort();
    await first.done;
  });

  test("keeps what it last said it had", async () => {
    await turn("first", { until: time.now() + 50 }).done;
    const good = await report();
    time.advance(1);
    failures = Array.from({ length: 9 }, () => failure("unavailable"));
    const next = turn("next");
    await until(async () => expect((await report())?.failure).toBe("Hetzner is unavailable."));
    expect(await report()).toMatchObject({ listings: 1, refused: 3, evaluatedAt: good?.evaluatedAt });
    expect(await findOffer(ctx.table, "hetzner", "1")).toMatchObject({ available: true });
    next.stop.abort();
    await next.done;
  });

  // Who asks again before the time that a provider gave him may be shut out, and then everybody misses everything.
  test("is not asked again before the time that it gave, by no turn", async () => {
    failures = [failure("rate_limited", 600)];
    const first = turn("first");
    await until(async () => expect(await report()).toMatchObject({ failure: "Hetzner is rate_limited." }));
    first.stop.abort();
    await first.done;
    const second = turn("second");
    await until(async () => expect(await holder()).toBe("second"));
    time.advance(590);
    expect(polls).toHaveLength(1);
    time.advance(10);
    await until(() => expect(polledBy("second")).toBeGreaterThan(0));
    expect((polls[1]?.at ?? 0) - (polls[0]?.at ?? 0)).toBeGreaterThanOrEqual(600_000);
    second.stop.abort();
    await second.done;
  });

  test("holds its lease meanwhile, and hands it over", async () => {
    failures = [failure("rate_limited", 600)];
    const first = turn("first");
    await until(async () => expect(await report()).toMatchObject({ failure: "Hetzner is rate_limited." }));
    const second = turn("second");
    await first.done;
    await until(async () => expect(await holder()).toBe("second"));
    expect(polls).toHaveLength(1);
    second.stop.abort();
    await second.done;
  });
});

test("an error that is not the provider's ends the turn, and leaves the lease", async () => {
  const broken: Adapter = {
    ...hetzner,
    inventory: async () => {
      throw new Error("A mistake of ours.");
    },
  };
  const done = Scan.watch(ctx, broken, {
    until: time.now() + 60_000,
    pollMs: POLL_MS,
    holder: "first",
    warm: { take: () => null, put: () => undefined },
  });
  await expect(done).rejects.toThrow("A mistake of ours.");
  expect(await Lease.acquire(ctx.table, LEASE, "other", time.now(), 1_000)).not.toBeNull();
});
