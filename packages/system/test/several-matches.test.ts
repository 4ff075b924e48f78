// Guarantee: one rule buys one server and one machine is bought once, and what had to give way is not forgotten.

import { removeConnection, verifyAgain } from "@cloudco/core/connection/save";
import type { Match } from "@cloudco/core/match/match";
import { recordMatch } from "@cloudco/core/match/record";
import { execute } from "@cloudco/core/order/execute";
import { editRule, pauseRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { descriptors } from "@cloudco/providers/descriptors";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Boundary, bounded } from "./kit/boundaries.ts";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { buyingRule, connectHetzner, credentials } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const ACCOUNT = "ada";
const ORDERS = "/order/server_market/transaction";

let time: Clock;
let w: World;
let rule: Rule.Info;
let login: Awaited<ReturnType<typeof connectHetzner>>;
beforeEach(async () => {
  time = clock();
  w = await world(time);
  login = await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, ACCOUNT);
  rule = await buyingRule(w.ctx, ACCOUNT);
});
afterEach(() => w.close());

const stock = (priceCents: number) => control(w.simulator.controlUrl, "POST", "/stock", { priceCents });
const orders = () => control(w.simulator.controlUrl, "GET", "/orders") as Promise<unknown[]>;
const order = (match: Match.Info) =>
  execute(w.ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId: match.id });

/** Carries out an order, with something else happening at one moment of it. */
async function orderWhile(
  match: Match.Info,
  at: (boundary: Boundary) => boolean,
  happens: () => Promise<unknown>,
): Promise<void> {
  let happened = false;
  const gated = bounded(w.ctx, adapter, async (boundary) => {
    if (happened || !at(boundary)) return;
    happened = true;
    await happens();
  });
  await execute(gated.ctx, () => gated.adapter, { v: 1, accountId: ACCOUNT, matchId: match.id });
  expect(happened).toBe(true);
}

const quoted = ({ call, when }: Boundary) => call === "quote" && when === "after";

/** Two matches of the one rule, because nobody took the first up before the second was found. */
async function twoMatches(): Promise<[Match.Info, Match.Info]> {
  await stock(4000);
  await w.scan();
  await stock(3000);
  await w.scan();
  const [first, second] = await w.matches(ACCOUNT);
  if (!(first && second)) throw new Error("There are not two.");
  return [first, second];
}

describe("a rule with two matches", () => {
  // A rule buys one server: the second match gives way, and does not stop the first.
  test.each([
    ["first", 0],
    ["second", 1],
  ])("buys what is under way, though the other is tried meanwhile: the %s", async (_, at) => {
    const matches = await twoMatches();
    const [under, other] = at === 0 ? matches : matches.toReversed();
    if (!(under && other)) throw new Error("There are not two.");
    await orderWhile(under, quoted, () => order(other));
    const states = Object.fromEntries((await w.matches(ACCOUNT)).map(({ id, state }) => [id, state]));
    expect(states).toEqual({ [under.id]: "placed", [other.id]: "not_sent" });
    expect(await orders()).toHaveLength(1);
    expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({
      status: "completed",
      reserved: 0,
    });
  });

  // What gave way is not forgotten: when the first purchase fails, the second machine is bought.
  test("buys the other where the first fails, whichever ends first", async () => {
    const [first, second] = await twoMatches();
    await control(w.simulator.controlUrl, "DELETE", `/stock/${first.listing.id}`);
    await orderWhile(first, quoted, () => order(second));
    expect((await w.matches(ACCOUNT)).map(({ state }) => state)).toEqual(["not_sent", "not_sent"]);
    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await orders()).toMatchObject([{ productId: Number(second.listing.id) }]);
  });

  test("buys the other where the first fails before it was tried", async () => {
    const [first, second] = await twoMatches();
    await control(w.simulator.controlUrl, "DELETE", `/stock/${first.listing.id}`);
    await order(first);
    await w.scan();
    await order(second);
    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await orders()).toMatchObject([{ productId: Number(second.listing.id) }]);
  });
});

describe("two rules after one machine", () => {
  // One order at the provider is one server of one rule, though what became of it is not known and another rule wants the same.
  test("of the same customer: the second waits until it is known what became of the first", async () => {
    const second = await buyingRule(w.ctx, ACCOUNT);
    await stock(4000);
    await w.scan();
    const [match] = await w.matches(ACCOUNT);
    if (!match) throw new Error("There is no match.");
    const other = { ...second, createdAt: 0 };
    expect(await recordMatch(w.ctx, other, match.listing)).toMatchObject({ kind: "recorded" });
    const fault = { route: `POST ${ORDERS}`, kind: "reset", when: "before" };
    await control(w.simulator.controlUrl, "POST", "/faults", fault);
    for (const each of await w.matches(ACCOUNT)) await order(each);
    expect(await w.matches(ACCOUNT)).toMatchObject([
      { state: "unknown", ruleId: rule.id },
      { state: "not_sent", failure: { cause: "contended" } },
    ]);
    await settleAll(w, time, ACCOUNT);
    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await orders()).toHaveLength(1);
    expect(await w.snipes(ACCOUNT)).toHaveLength(1);
    const rules = await Rule.list(w.ctx.table, ACCOUNT);
    expect(rules.map(({ status }) => status).sort()).toEqual(["active", "completed"]);
    expect(rules.map(({ reserved }) => reserved)).toEqual([0, 0]);
  });

  // A machine that one customer could not buy is free for the next.
  test("of two customers: where the first is refused, the second gets it", async () => {
    const { user, password } = await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, ACCOUNT);
    await control(w.simulator.controlUrl, "POST", "/accounts", { user, password, serverLimitReached: true });
    await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "bob");
    time.advance(1);
    await buyingRule(w.ctx, "bob");
    await stock(4000);
    for (let cycle = 0; cycle < 3; cycle++) {
      await w.scan();
      for (const account of [ACCOUNT, "bob"]) {
        for (const { id, state } of await w.matches(account)) {
          if (state === "matched")
            await execute(w.ctx, () => adapter, { v: 1, accountId: account, matchId: id });
        }
      }
      time.advance(3);
    }
    expect(await w.matches(ACCOUNT)).toMatchObject([{ failure: { cause: "account_limit" } }]);
    expect(await w.snipes("bob")).toHaveLength(1);
  });
});

describe("a change while an order fails", () => {
  const settling = () => {
    let transactions = 0;
    return ({ call, when }: Boundary) => {
      if (call === "TransactWriteCommand" && when === "before") transactions += 1;
      return transactions === 1 && when === "before";
    };
  };

  // A rule that was put right while its order failed is matched at once, not after the failure's hour.
  test("the connection was verified: the rule is looked at again at once", async () => {
    await stock(4000);
    await w.scan();
    const [match] = await w.matches(ACCOUNT);
    if (!match) throw new Error("There is no match.");
    const { user } = login;
    await control(w.simulator.controlUrl, "POST", "/accounts", { ...credentials(), user });
    const saved = await verifyAgain(w.ctx, ACCOUNT, "hetzner");
    if (!saved) throw new Error("There is no connection.");
    const check = () =>
      verifyConnection(w.ctx, () => adapter, {
        v: 1,
        accountId: ACCOUNT,
        provider: "hetzner",
        connectionId: saved.id,
        version: saved.version,
      });
    await check();
    await control(w.simulator.controlUrl, "POST", "/accounts", login);
    await orderWhile(match, settling(), async () => {
      time.advance(630); // a login that failed is not tried again before
      await verifyAgain(w.ctx, ACCOUNT, "hetzner");
      await check();
    });
    expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "not_sent", failure: { cause: "connection" } }]);
    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await orders()).toHaveLength(1);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["changed", () => editRule(w.ctx, descriptors, ACCOUNT, rule.id, { name: "other" })],
    ["paused", () => pauseRule(w.ctx, ACCOUNT, rule.id)],
  ])("the rule was %s: nothing of its budget is lost", async (_, change) => {
    await stock(4000);
    await w.scan();
    const [match] = await w.matches(ACCOUNT);
    if (!match) throw new Error("There is no match.");
    await control(w.simulator.controlUrl, "DELETE", `/stock/${match.listing.id}`);
    await orderWhile(match, quoted, change);
    expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({ left: rule.budget, reserved: 0 });
    expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "not_sent" }]);
  });
});

// What was read before the match is taken is asked again as it is taken.
test("a connection that is deleted as an order begins sends nothing, and the budget is whole", async () => {
  await stock(4000);
  await w.scan();
  const [match] = await w.matches(ACCOUNT);
  if (!match) throw new Error("There is no match.");
  const taking = ({ call, when }: Boundary) => call === "TransactWriteCommand" && when === "before";
  await orderWhile(match, taking, () => removeConnection(w.ctx, ACCOUNT, "hetzner"));
  expect(await orders()).toEqual([]);
  expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "not_sent", failure: { cause: "connection" } }]);
  expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({ left: rule.budget, reserved: 0 });
});

// Whoever overslept the time with a match writes nothing about it any more, while another has it.
test("a sleeper's answer does not end the order that another has begun", async () => {
  await stock(4000);
  await w.scan();
  const [match] = await w.matches(ACCOUNT);
  if (!match) throw new Error("There is no match.");
  const machine = { id: Number(match.listing.id), priceCents: 4000 };
  await control(w.simulator.controlUrl, "DELETE", `/stock/${machine.id}`);
  const { promise: asleep, resolve: wake } = Promise.withResolvers<void>();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const sleeper = bounded(w.ctx, adapter, async (boundary) => {
    if (!quoted(boundary)) return;
    answer();
    await asleep;
  });
  const sleeping = execute(sleeper.ctx, () => sleeper.adapter, {
    v: 1,
    accountId: ACCOUNT,
    matchId: match.id,
  });
  await answered;
  await control(w.simulator.controlUrl, "POST", "/stock", machine);
  time.advance(16);
  await orderWhile(match, quoted, async () => {
    wake();
    await sleeping;
  });
  expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "placed" }]);
  expect(await orders()).toHaveLength(1);
});
