// Guarantee: what changes while an order is under way, up to the last moment before its request, is obeyed: nothing is
// sent that must not be, no more is paid than was reserved, and the budget comes back.

import { Match } from "@cloudco/core/match/match";
import { recordMatch } from "@cloudco/core/match/record";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import type { Draft } from "@cloudco/core/provider/provider";
import { pauseRule, removeRule } from "@cloudco/core/rule/edit";
import type { Rule } from "@cloudco/core/rule/rule";
import { stop } from "@cloudco/core/stop/stop";
import { around } from "@cloudco/providers/around";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Boundary, bounded } from "./kit/boundaries.ts";
import { type Clock, clock } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";

let time: Clock;
let w: FixtureWorld;
let rule: Rule.Info;
let match: Match.Info;
beforeEach(async () => {
  time = clock();
  w = await fixtureWorld(droplet, time);
  await w.connect(ACCOUNT);
  rule = await w.wish(ACCOUNT);
  await w.scan();
  match = await w.match(rule);
});
afterEach(async () => {
  expectWhole(await books(w.ctx.table, ACCOUNT));
  await w.close();
});

/** The same calls, with something else happening once, at one moment between two of them. */
function meddling(at: (boundary: Boundary) => Promise<boolean> | boolean, happens: () => Promise<unknown>) {
  const meddled = { done: false };
  const parts = bounded(w.ctx, w.adapter, async (boundary) => {
    if (meddled.done || !(await at(boundary))) return;
    meddled.done = true;
    await happens();
  });
  return { ...parts, meddled };
}

async function orderWhile(...[at, happens]: Parameters<typeof meddling>): Promise<Match.Info> {
  const { ctx, adapter, meddled } = meddling(at, happens);
  await execute(ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId: match.id });
  expect(meddled.done).toBe(true);
  return await w.match(rule);
}

const writing = ({ call, when }: Boundary) => call === "TransactWriteCommand" && when === "before";
const drafted = ({ call, when }: Boundary) => call === "draft" && when === "after";
const sent = () => w.at.requests(w.at.spending);

const CHANGES: [string, () => Promise<unknown>][] = [
  ["the rule is paused", () => pauseRule(w.ctx, ACCOUNT, rule.id)],
  ["the rule is deleted", () => removeRule(w.ctx, ACCOUNT, rule.id)],
];

describe("before the match is taken", () => {
  test.each(CHANGES)("%s: nothing is sent", async (_, change) => {
    const after = await orderWhile(writing, change);
    expect(after).toMatchObject({ state: "not_sent", failure: { cause: "rule" } });
    expect(await sent()).toBe(0);
  });

  test("the budget does not cover it: nothing is sent, and the owner reads what is left", async () => {
    const poor = await w.wish(ACCOUNT, { budget: match.monthly - 1 });
    await recordMatch(w.ctx, poor, match.listing);
    await w.order(await w.match(poor));
    const failure = { cause: "budget", message: expect.stringContaining("Raise the budget") };
    expect(await w.match(poor)).toMatchObject({ state: "not_sent", failure });
    expect(await sent()).toBe(0);
  });
});

describe("before the request", () => {
  test.each([...CHANGES, ["everything is stopped", () => stop(w.ctx, ACCOUNT)] as (typeof CHANGES)[number]])(
    "%s: nothing is sent",
    async (_, change) => {
      const after = await orderWhile(drafted, change);
      expect(after).toMatchObject({ state: "not_sent", failure: { cause: "rule" } });
      expect(await sent()).toBe(0);
    },
  );

  test("the time with the match is over: nothing is sent", async () => {
    const after = await orderWhile(drafted, async () => time.advance(16));
    expect(after).toMatchObject({ state: "not_sent", failure: { cause: "stale" } });
    expect(await sent()).toBe(0);
  });

  test("another has taken the match over and bought: it is sent once", async () => {
    let ready = false;
    const last = (boundary: Boundary) => {
      ready ||= drafted(boundary);
      return ready && writing(boundary);
    };
    const after = await orderWhile(last, async () => {
      time.advance(16);
      await w.order(match);
    });
    expect(after).toMatchObject({ state: "placed" });
    expect(await sent()).toBe(1);
  });
});

describe("what the provider asks at that moment", () => {
  const asking = (more: number) =>
    around(w.adapter, async (method, call) => {
      const result = await call();
      if (method === "draft") (result as unknown as Draft).due += more;
      return result;
    });

  test.each([-1, 1])("%i more than was reserved, is what is spent", async (more) => {
    await w.order(match, asking(more));
    const amount = match.monthly + more;
    expect(await w.match(rule)).toMatchObject({ state: "placed", amount });
    expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ committed: amount, left: rule.budget - amount });
  });

  test("more than the budget has, is not paid", async () => {
    await w.order(match, asking(rule.budget));
    expect(await w.match(rule)).toMatchObject({ state: "not_sent", failure: { cause: "rule" } });
    expect(await sent()).toBe(0);
  });
});

test("an order of unknown outcome that another finds first is booked once", async () => {
  await w.at.fault(w.at.spending, { kind: "reset", when: "after" });
  const unknown = async ({ call, when }: Boundary) =>
    call === "TransactWriteCommand" && when === "after" && (await w.match(rule)).state === "unknown";
  const after = await orderWhile(unknown, () => w.order(match));
  expect(after).toMatchObject({ state: "reconciled_placed" });
  expect(await w.snipes(ACCOUNT)).toHaveLength(1);
  expect(await sent()).toBe(1);
});

test("a match that is bought while reconciliation looks at it is not published again", async () => {
  time.advance(11);
  const { ctx, adapter, meddled } = meddling(writing, () => w.order(match));
  await reconcile(ctx, () => adapter);
  expect(meddled.done).toBe(true);
  expect(await Match.find(w.ctx.table, ACCOUNT, match.id)).toMatchObject({ state: "placed" });
  expect(await sent()).toBe(1);
});
