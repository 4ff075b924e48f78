// Guarantee: a provider that fails is left alone as long as it asks, keeps its offers, and is said to fail.

import { Lease } from "@cloudco/core/lease/lease";
import { findOffer } from "@cloudco/core/offer/stored";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { failure, LEASE, POLL_MS, until, type Watching, watching } from "./kit/watching.ts";

let w: Watching;
beforeEach(async () => {
  w = await watching();
});
afterEach(() => w.stop());

describe("rules that only tell", () => {
  /** What the last turn left when it ended: a rule, an offer that fits it, and its report. */
  async function ended(backlog: number): Promise<void> {
    await w.turn("first", { until: w.time.now() + 500 }).done;
    await buyingRule(w.ctx, "ada", { autoBuy: false });
    w.time.advance(240); // longer than what is written late may be dated back
    const lease = await Lease.acquire(w.ctx.table, LEASE, "last", w.time.now(), 1_000);
    if (!lease) throw new Error("The lease is taken.");
    const report = { evaluatedAt: w.time.now(), listings: 1, refused: 0, failure: null, backlog };
    await Lease.renew(w.ctx.table, lease, w.time.now(), 1_000, report);
    await Lease.release(w.ctx.table, lease);
    w.writes();
  }

  test.each([
    ["not matched again", 0, false],
    ["matched where the last turn had not come to all of them", 1, true],
  ])("are %s", async (_, backlog, again) => {
    await ended(backlog);
    const next = w.turn("next");
    await until(() => expect(w.polledBy("next")).toBeGreaterThan(2));
    next.stop.abort();
    await next.done;
    expect(w.writes().some((key) => key.startsWith("MATCH#"))).toBe(again);
  });
});

describe("a provider that fails", () => {
  test("is left alone ever longer, and said to be so", async () => {
    w.failures = Array.from({ length: 4 }, () => failure("unavailable"));
    const first = w.turn("first");
    await until(async () => {
      expect(await w.report()).toMatchObject({
        failure: "Hetzner is unavailable.",
        failures: 1,
        evaluatedAt: 0,
      });
    });
    await until(() => expect(w.polls.length).toBeGreaterThan(5));
    const gaps = w.polls.map((poll, at) => poll.startedAt - (w.polls[at - 1]?.endedAt ?? poll.startedAt));
    for (const failed of [1, 2, 3, 4]) {
      // Timers may be a millisecond early.
      expect(gaps[failed]).toBeGreaterThanOrEqual(POLL_MS * 2 ** failed - 2);
    }
    w.time.advance(3);
    await until(async () =>
      expect(await w.report()).toMatchObject({ failure: null, failures: 0, listings: 1 }),
    );
    first.stop.abort();
    await first.done;
  });

  test("keeps what it last said it had", async () => {
    await w.turn("first", { until: w.time.now() + 500 }).done;
    const good = await w.report();
    w.time.advance(1);
    w.failures = Array.from({ length: 9 }, () => failure("unavailable"));
    const next = w.turn("next");
    await until(async () => expect((await w.report())?.failure).toBe("Hetzner is unavailable."));
    expect(await w.report()).toMatchObject({ listings: 1, refused: 3, evaluatedAt: good?.evaluatedAt });
    expect(await findOffer(w.ctx.table, "hetzner", "1")).toMatchObject({ available: true });
    next.stop.abort();
    await next.done;
  });

  // Who asks again before the time that a provider gave may be shut out, and then everybody misses everything.
  test("is not asked again before the time that it gave, by no turn", async () => {
    w.failures = [failure("rate_limited", 600)];
    const first = w.turn("first");
    await until(async () => expect(await w.report()).toMatchObject({ failure: "Hetzner is rate_limited." }));
    first.stop.abort();
    await first.done;
    const second = w.turn("second");
    await until(async () => expect(await w.holder()).toBe("second"));
    w.time.advance(590);
    expect(w.polls).toHaveLength(1);
    w.time.advance(10);
    await until(() => expect(w.polledBy("second")).toBeGreaterThan(0));
    expect((w.polls[1]?.at ?? 0) - (w.polls[0]?.at ?? 0)).toBeGreaterThanOrEqual(600_000);
    second.stop.abort();
    await second.done;
  });

  test("holds its lease meanwhile, and hands it over", async () => {
    w.failures = [failure("rate_limited", 600)];
    const first = w.turn("first");
    await until(async () => expect(await w.report()).toMatchObject({ failure: "Hetzner is rate_limited." }));
    const second = w.turn("second");
    await first.done;
    await until(async () => expect(await w.holder()).toBe("second"));
    expect(w.polls).toHaveLength(1);
    second.stop.abort();
    await second.done;
  });
});
