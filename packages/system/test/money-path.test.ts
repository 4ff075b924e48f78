// Guarantee: no rule buys twice, beyond its terms, or after it was stopped, whatever is lost, late or repeated on
// the way.

import { removeConnection } from "@cloudco/core/connection/save";
import { execute } from "@cloudco/core/order/execute";
import { editRule, pauseRule, removeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { stop } from "@cloudco/core/stop/stop";
import { descriptors } from "@cloudco/providers/descriptors";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const ORDER = "POST /order/server_market/transaction";
const ACCOUNT = "ada";

let time: Clock;
let w: World;
let rule: Rule.Info;
let matchId: string;

beforeEach(async () => {
  time = clock();
  w = await world(time);
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, ACCOUNT);
  rule = await buyingRule(w.ctx, ACCOUNT);
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  await w.scan();
  matchId = (await w.matches(ACCOUNT))[0]?.id ?? "";
});
afterEach(() => w.close());

const order = () => execute(w.ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId });
const orders = () => control(w.simulator.controlUrl, "GET", "/orders") as Promise<unknown[]>;
const fault = (body: object) => control(w.simulator.controlUrl, "POST", "/faults", { route: ORDER, ...body });
const match = async () => (await w.matches(ACCOUNT)).find((candidate) => candidate.id === matchId);

async function orderRequests(): Promise<number> {
  const journal = (await control(w.simulator.controlUrl, "GET", "/journal")) as {
    method: string;
    path: string;
  }[];
  return journal.filter((entry) => `${entry.method} ${entry.path}` === ORDER).length;
}

// Budget: what a rule may spend is always spent, reserved or left, and never more than its cap.
async function expectBudgetWhole(): Promise<void> {
  const { budget, left, reserved, committed } = Rule.Info.parse(
    await Rule.find(w.ctx.table, ACCOUNT, rule.id),
  );
  expect(left + reserved + committed).toBe(budget);
  expect(Math.min(left, reserved, committed)).toBeGreaterThanOrEqual(0);
}

describe("the reply is lost after the provider accepted", () => {
  // One order at the provider, whatever happened to its answer; and the customer sees the server.
  test.each([
    { kind: "reset", when: "after" },
    { kind: "status", status: 502, when: "after" },
    { kind: "status", status: 504, when: "after" },
    { kind: "truncate" },
    { kind: "wrong-json", when: "after" },
    { kind: "not-json", when: "after" },
    { kind: "hang", when: "after" },
  ])("$kind $status", { timeout: 60_000 }, async (lost) => {
    await fault(lost);
    await order();
    await settleAll(w, time, ACCOUNT);
    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await orders()).toHaveLength(1);
    expect(await orderRequests()).toBe(1);
    expect(await match()).toMatchObject({ state: "reconciled_placed" });
    expect(await w.snipes(ACCOUNT)).toMatchObject([{ reconciled: true }]);
    expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({
      status: "completed",
      committed: 4300,
    });
    await expectBudgetWhole();
  });
});

describe("the request is lost before the provider accepted", () => {
  // No second request before the provider's records have proven absence after its settle time; then one.
  test.each([{ kind: "reset" }, { kind: "status", status: 502 }])("$kind $status", async (lost) => {
    await fault({ ...lost, when: "before" });
    await order();
    expect(await match()).toMatchObject({ state: "unknown" });
    time.advance(adapter.descriptor.visibleWithinSeconds - 30);
    await order();
    expect(await match()).toMatchObject({ state: "unknown" });
    expect(await orderRequests()).toBe(1);
    await settleAll(w, time, ACCOUNT);
    expect(await match()).toMatchObject({ state: "reconciled_absent" });
    expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({ status: "active", left: 10_000 });

    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await orders()).toHaveLength(1);
    expect(await match()).toMatchObject({ state: "placed", attempt: 2 });
  });
});

// Absence in another account proves nothing: an order is not repeated because the customer saved another login.
test("another account is connected while an order is unknown", async () => {
  await fault({ kind: "reset", when: "before" });
  await order();
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, ACCOUNT);
  for (let minutes = 0; minutes < 60; minutes += 5) {
    time.advance(300);
    await order();
  }
  expect(await match()).toMatchObject({ state: "unknown" });
  time.advance(24 * 3600);
  await order();
  expect(await match()).toMatchObject({ state: "needs_human" });
  await w.scan();
  expect(await orderRequests()).toBe(1);
});

// A process that was suspended before its request left does not send it when it wakes up.
test("a process sleeps between its last check and its request", async () => {
  const sleeper = bounded(w.ctx, adapter, async ({ call, when }) => {
    const sending = call === "TransactWriteCommand" && when === "after";
    if (sending && (await match())?.state === "sending") time.advance(600);
  });
  await execute(sleeper.ctx, () => sleeper.adapter, { v: 1, accountId: ACCOUNT, matchId });
  expect(await orderRequests()).toBe(0);
  expect(await match()).toMatchObject({ state: "not_sent", failure: { cause: "stale" } });
  await expectBudgetWhole();
});

// The same match, delivered as often as it may be: one request leaves.
test("fifty deliveries at once", async () => {
  await Promise.all(Array.from({ length: 50 }, order));
  expect(await orderRequests()).toBe(1);
  expect(await orders()).toHaveLength(1);
  expect(await w.snipes(ACCOUNT)).toHaveLength(1);
  await expectBudgetWhole();
});

describe("what must not be bought any more is not", () => {
  // After the customer was told that it is stopped, no order request leaves.
  test.each<[string, () => Promise<unknown>]>([
    ["the rule is paused", () => pauseRule(w.ctx, ACCOUNT, rule.id)],
    ["the rule is deleted", () => removeRule(w.ctx, ACCOUNT, rule.id)],
    ["the rule allows less", () => editRule(w.ctx, descriptors, ACCOUNT, rule.id, { maxMonthly: 4000 })],
    ["the budget is lowered", () => editRule(w.ctx, descriptors, ACCOUNT, rule.id, { budget: 4000 })],
    ["everything is stopped", () => stop(w.ctx, ACCOUNT)],
    ["the connection is deleted", () => removeConnection(w.ctx, ACCOUNT, "hetzner")],
    ["the match is stale", async () => time.advance(w.ctx.settings.matchTtlSeconds + 1)],
    ["the machine is sold", () => control(w.simulator.controlUrl, "DELETE", `/stock/${stockId()}`)],
  ])("%s", async (_, end) => {
    matchId = (await w.matches(ACCOUNT))[0]?.id ?? "";
    listing = (await w.matches(ACCOUNT))[0]?.listing.id ?? "";
    await end();
    await order();
    expect(await orderRequests()).toBe(0);
    expect(await match()).toMatchObject({ state: "not_sent" });
    expect((await match())?.failure?.message).toMatch(/\w{3}/);
    const after = await Rule.find(w.ctx.table, ACCOUNT, rule.id);
    expect(after?.reserved ?? 0).toBe(0);
  });
  let listing: string;
  const stockId = () => listing;

  // A price that rose after the match is never paid.
  test("the price rose", async () => {
    const id = (await match())?.listing.id;
    await control(w.simulator.controlUrl, "PATCH", `/stock/${id}`, { priceCents: 4131 });
    await order();
    expect(await orderRequests()).toBe(0);
    expect(await match()).toMatchObject({ state: "not_sent", failure: { cause: "price" } });
  });
});

// A refusal leaves the rule active and its budget whole.
test("sold to somebody else at the last moment", async () => {
  await fault({ kind: "sold" });
  await order();
  expect(await match()).toMatchObject({ state: "rejected", failure: { cause: "sold" } });
  expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({
    status: "active",
    left: 10_000,
    reserved: 0,
  });
});

// One rule buys one server, however many match.
test("three servers, one rule", async () => {
  await control(w.simulator.controlUrl, "POST", "/stock", [{}, {}]);
  await w.scan();
  await settleAll(w, time, ACCOUNT);
  await w.scan();
  await settleAll(w, time, ACCOUNT);
  expect(await orders()).toHaveLength(1);
});
