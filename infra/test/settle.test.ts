// Guarantee: an order that a person settles ends as found, once, with the budget whole; and looking changes nothing.

import { execute } from "@cloudco/core/order/execute";
import { Rule } from "@cloudco/core/rule/rule";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { type Clock, clock } from "@cloudco/system/test/kit/clock";
import { buyingRule, connectHetzner } from "@cloudco/system/test/kit/customer";
import { type World, world } from "@cloudco/system/test/kit/world";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Finding, settle } from "../operations/settle.ts";

const ACCOUNT = "ada";
const DAY = 24 * 3600;
const BOUGHT: Finding = { kind: "bought", reference: "B20261124-1", serverId: "321", ipv4: "192.0.2.1" };

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
const byHand = (finding: Finding, apply: boolean) =>
  settle(w.ctx, { accountId: ACCOUNT, matchId }, finding, apply);
const state = async () => (await w.matches(ACCOUNT))[0]?.state;
const budget = async () => {
  const { status, left, reserved, committed } = Rule.Info.parse(
    await Rule.find(w.ctx.table, ACCOUNT, rule.id),
  );
  return { status, left, reserved, committed };
};

/** The reply is lost, and for a day the provider's list of orders can't be read. */
async function needHuman(): Promise<void> {
  const fault = (body: object) => control(w.simulator.controlUrl, "POST", "/faults", body);
  await fault({ kind: "reset", when: "before", route: "POST /order/server_market/transaction" });
  await fault({ kind: "status", times: 0, route: "GET /order/server_market/transaction" });
  await order();
  time.advance(DAY + 1);
  await order();
  expect(await state()).toBe("needs_human");
}

test("only an order that needs a human", async () => {
  await expect(byHand(BOUGHT, true)).rejects.toThrow("The order is matched");
  await expect(settle(w.ctx, { accountId: "bob", matchId }, BOUGHT, true)).rejects.toThrow("has no match");
});

test("looking changes nothing", async () => {
  await needHuman();
  const before = await budget();
  expect((await byHand(BOUGHT, false)).join()).toContain("Nothing was changed");
  expect((await byHand({ kind: "absent" }, false)).join()).toContain("Nothing was changed");
  expect(await state()).toBe("needs_human");
  expect(await budget()).toEqual(before);
});

test("it was bought: the customer has the server, and the budget is spent", async () => {
  await needHuman();
  const { reserved } = await budget();
  await byHand(BOUGHT, true);
  expect(await state()).toBe("reconciled_placed");
  expect(await w.snipes(ACCOUNT)).toMatchObject([
    { reference: BOUGHT.kind === "bought" && BOUGHT.reference, server: { id: "321", ipv4: "192.0.2.1" } },
  ]);
  expect(await budget()).toEqual({
    status: "completed",
    left: 10_000 - reserved,
    reserved: 0,
    committed: reserved,
  });
  await expect(byHand(BOUGHT, true)).rejects.toThrow("The order is reconciled_placed");
});

test("it was not bought: the budget is free, and the rule goes on", async () => {
  await needHuman();
  await byHand({ kind: "absent" }, true);
  expect(await state()).toBe("reconciled_absent");
  expect(await w.snipes(ACCOUNT)).toEqual([]);
  expect(await budget()).toEqual({ status: "active", left: 10_000, reserved: 0, committed: 0 });
});
