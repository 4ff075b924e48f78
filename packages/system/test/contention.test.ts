// Guarantee: one machine is bought once however many want it, and who did not get it keeps their budget and goes on
// waiting.

import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import { removeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Clock, standing } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

type Order = { account: string; productId: number };

const CUSTOMERS = Array.from({ length: 100 }, (_, index) => `customer-${index}`);

let time: Clock;
let w: World;
let users: Map<string, string>;
let rules: Map<string, Rule.Info>;
beforeAll(async () => {
  time = standing();
  w = await world(time);
  users = new Map();
  for (const account of CUSTOMERS) {
    const { user } = await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, account);
    users.set(user, account);
  }
});
afterAll(() => w.close());

/** A new rule for every customer, the same for all, the last customer's the oldest. */
beforeEach(async () => {
  rules = new Map();
  for (const account of CUSTOMERS.toReversed()) {
    time.advance(1);
    rules.set(account, await buyingRule(w.ctx, account));
  }
  await w.scan();
});
afterEach(async () => {
  for (const [account, rule] of rules) await removeRule(w.ctx, account, rule.id);
});

const orders = async () => (await control(w.simulator.controlUrl, "GET", "/orders")) as Order[];

/** Delivers every order that was asked for, all at once. */
async function deliver(): Promise<void> {
  const work = async (accountId: string) => {
    const matches = await w.matches(accountId);
    const matched = matches.filter((match) => match.state === "matched");
    for (const { id } of matched) await execute(w.ctx, () => adapter, { v: 1, accountId, matchId: id });
  };
  await Promise.all(CUSTOMERS.map(work));
  await reconcile(w.ctx, () => adapter);
}

// Of a hundred who want the one machine one gets it, and the others go on waiting with their budgets whole.
test("one machine", async () => {
  const before = await orders();
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  for (let cycle = 0; cycle < 3; cycle++) {
    await w.scan();
    await deliver();
    time.advance(3);
  }
  const placed = (await orders()).slice(before.length);
  expect(placed.map(({ account }) => users.get(account))).toEqual([CUSTOMERS.at(-1)]);
  const left = await Promise.all(
    [...rules].map(([account, rule]) => Rule.find(w.ctx.table, account, rule.id)),
  );
  expect(left.filter((rule) => rule?.status === "completed")).toHaveLength(1);
  for (const rule of left.filter((each) => each?.status === "active")) {
    expect(rule).toMatchObject({ left: rule?.budget, reserved: 0, committed: 0 });
  }
});

// A hundred machines for a hundred customers: one each, none twice, in the order of the rules and of the prices.
test("a hundred machines", async () => {
  const before = await orders();
  const stock = CUSTOMERS.map((_, index) => ({ priceCents: 4000 - index }));
  await control(w.simulator.controlUrl, "POST", "/stock", stock);
  for (let cycle = 0; cycle < 4; cycle++) {
    await w.scan();
    await deliver();
    time.advance(3);
  }
  const placed = (await orders()).slice(before.length);
  expect(new Set(placed.map(({ productId }) => productId)).size).toBe(100);
  expect(new Set(placed.map(({ account }) => account)).size).toBe(100);
  const oldest = await w.snipes(CUSTOMERS.at(-1) ?? "");
  const youngest = await w.snipes(CUSTOMERS[0] ?? "");
  expect(Math.min(...oldest.map(({ price }) => price.monthly))).toBe(3901 + 170);
  expect(Math.max(...youngest.map(({ price }) => price.monthly))).toBe(4000 + 170);
});
