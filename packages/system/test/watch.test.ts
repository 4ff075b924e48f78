// Guarantee: a provider is watched without a gap and by one process at a time, and no rule that was made meanwhile
// is missed.

import { Lease } from "@cloudco/core/lease/lease";
import { findOffer } from "@cloudco/core/offer/stored";
import type { Adapter } from "@cloudco/core/provider/provider";
import { Scan, type Warm } from "@cloudco/core/scan/scan";
import { listing } from "@cloudco/core/test/arbitrary";
import { adapter as hetzner } from "@cloudco/providers/hetzner/hetzner";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { failure, LEASE, POLL_MS, type Turning, until, type Watching, watching } from "./kit/watching.ts";

let w: Watching;
beforeEach(async () => {
  w = await watching();
});
afterEach(() => w.stop());

describe("a turn", () => {
  test("polls and reports what it read", async () => {
    const first = w.turn("first");
    await until(() => expect(w.polls.length).toBeGreaterThan(3));
    await until(async () =>
      expect(await w.report()).toMatchObject({ listings: 1, refused: 3, failure: null }),
    );
    first.stop.abort();
    await first.done;
    expect(await findOffer(w.ctx.table, "hetzner", "1")).toMatchObject({ available: true });
    expect((await w.report())?.evaluatedAt).toBeGreaterThan(w.time.now() - 10_000);
  });

  test("ends at its time, and leaves the lease to whoever comes", async () => {
    const first = w.turn("first", { until: w.time.now() + 500 });
    await first.done;
    expect(w.polls.length).toBeGreaterThan(1);
    expect(await Lease.acquire(w.ctx.table, LEASE, "other", w.time.now(), 1_000)).not.toBeNull();
    expect(first.warm()).not.toBeNull();
  });

  test("ends at a signal, at once, and reports no failure of it", async () => {
    const { promise: read, resolve } = Promise.withResolvers<void>();
    const hanging: Adapter = {
      ...hetzner,
      async inventory(_, signal) {
        resolve();
        await new Promise((end) => signal?.addEventListener("abort", end));
        return { ok: false, ...failure("unavailable") };
      },
    };
    const stop = new AbortController();
    const done = Scan.watch(w.ctx, hanging, {
      until: w.time.now() + 60_000,
      pollMs: POLL_MS,
      holder: "first",
      signal: stop.signal,
      warm: { remove: () => null, put: () => undefined },
    });
    await read;
    stop.abort();
    await done;
    expect((await w.report())?.failure ?? null).toBeNull();
    expect(await Lease.acquire(w.ctx.table, LEASE, "other", w.time.now(), 1_000)).not.toBeNull();
  });

  test("that waits for the lease ends at a signal too", async () => {
    await Lease.acquire(w.ctx.table, LEASE, "other", w.time.now(), 3_600_000);
    const waiting = w.turn("waiting");
    await until(() => expect(w.writes().length).toBeGreaterThan(0));
    waiting.stop.abort();
    await waiting.done;
    expect(w.polls).toEqual([]);
  });

  test("takes over from one that died once its lease has run out", async () => {
    await Lease.acquire(w.ctx.table, LEASE, "dead", w.time.now(), 10_000);
    const next = w.turn("next");
    await until(() => expect(w.writes().length).toBeGreaterThan(0));
    expect(w.polls).toEqual([]);
    w.time.advance(11);
    await until(() => expect(w.polledBy("next")).toBeGreaterThan(0));
    next.stop.abort();
    await next.done;
  });
});

describe("the next turn", () => {
  // A provider is watched without a gap, and by one at a time: nobody misses a machine for a change of turns.
  test("takes over without a gap, and never do two poll at once", async () => {
    const names = ["a", "b", "c", "d"];
    let before: Turning | null = null;
    for (const name of names) {
      const next = w.turn(name);
      if (before) {
        w.time.advance(3);
        await before.done;
      }
      await until(() => expect(w.polledBy(name)).toBeGreaterThan(2));
      before = next;
    }
    before?.stop.abort();
    await before?.done;
    const order = w.polls.map((poll) => poll.holder).filter((name, at, all) => name !== all[at - 1]);
    expect(order).toEqual(names);
    for (const [at, poll] of w.polls.entries()) {
      expect(poll.startedAt).toBeGreaterThanOrEqual(w.polls[at - 1]?.endedAt ?? 0);
      // The next looks every 200 ms whether the lease is free.
      expect(poll.startedAt - (w.polls[at - 1]?.endedAt ?? poll.startedAt)).toBeLessThan(1_500);
    }
  });

  test("in the same process goes on with what the last knew, and reads nothing again", async () => {
    const first = w.turn("first", { until: w.time.now() + 50 });
    await first.done;
    const kept = first.warm();
    w.writes();
    w.stock = [listing(), listing({ id: "2" })];
    let handedOn: Warm | null = null;
    const put = (warm: Warm) => {
      handedOn = warm;
    };
    const next = w.turn("next", { warm: { remove: () => kept, put } });
    await until(async () => expect(await findOffer(w.ctx.table, "hetzner", "2")).not.toBeNull());
    next.stop.abort();
    await next.done;
    expect((handedOn as Warm | null)?.scanner).toBe(kept?.scanner);
    expect(w.writes().filter((key) => key.startsWith("OFFER#"))).toEqual(["OFFER#2"]);
  });

  test("does not go on with what is out of date, because another process scanned in between", async () => {
    const first = w.turn("first", { until: w.time.now() + 50 });
    await first.done;
    w.stock = [];
    await w.turn("elsewhere", { until: w.time.now() + 50 }).done;
    expect(await findOffer(w.ctx.table, "hetzner", "1")).toMatchObject({ available: false });
    w.stock = [listing()];
    const kept = first.warm();
    const next = w.turn("next", { warm: { remove: () => kept, put: () => undefined } });
    await until(async () =>
      expect(await findOffer(w.ctx.table, "hetzner", "1")).toMatchObject({ available: true }),
    );
    next.stop.abort();
    await next.done;
  });

  test("matches a rule that was made while nobody scanned", async () => {
    await w.turn("first", { until: w.time.now() + 50 }).done;
    await buyingRule(w.ctx, "ada", { autoBuy: false });
    const next = w.turn("next");
    await until(() => expect(w.writes().some((key) => key.startsWith("MATCH#"))).toBe(true));
    next.stop.abort();
    await next.done;
  });
});

test("an error that is not the provider's ends the turn, and leaves the lease", async () => {
  const broken: Adapter = {
    ...hetzner,
    inventory: async () => {
      throw new Error("A mistake of ours.");
    },
  };
  const done = Scan.watch(w.ctx, broken, {
    until: w.time.now() + 60_000,
    pollMs: POLL_MS,
    holder: "first",
    warm: { remove: () => null, put: () => undefined },
  });
  await expect(done).rejects.toThrow("A mistake of ours.");
  expect(await Lease.acquire(w.ctx.table, LEASE, "other", w.time.now(), 1_000)).not.toBeNull();
});
