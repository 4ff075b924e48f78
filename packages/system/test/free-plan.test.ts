// Guarantee: on the Free plan a rule that would buy tells, of as much as one that only tells, and takes nothing from others.

import { setPlan } from "@cloudco/core/account/account";
import { execute } from "@cloudco/core/order/execute";
import { editRule } from "@cloudco/core/rule/edit";
import { descriptors } from "@cloudco/providers/descriptors";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { beforeEach, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";

let m: StockScan;
beforeEach(async () => {
  m = await stockScan();
  await setPlan(m.ctx.table, "ada", "free");
});

const withheld = {
  state: "alerted",
  failure: { cause: "not_allowed", message: expect.stringContaining("Free plan") },
};

test("it tells of all that fits, says why nothing was bought, and tells once", async () => {
  await buyingRule(m.ctx, "ada");
  m.list({ id: "1" }, { id: "2" });
  expect(await m.scan()).toMatchObject({ matches: 0 });
  const told = await m.matches("ada");
  expect(told).toMatchObject([withheld, withheld]);
  await m.restart();
  await m.scanLater();
  expect(await m.matches("ada")).toEqual(told);
});

test("it tells of twenty at a time", async () => {
  await buyingRule(m.ctx, "ada");
  m.list(...Array.from({ length: 30 }, (_, at) => ({ id: String(at), net: 3000 + at })));
  await m.scan();
  expect(await m.matches("ada")).toHaveLength(20);
});

test("a younger rule of another customer's buys the machine, in the same cycle", async () => {
  await buyingRule(m.ctx, "ada");
  m.time.advance(1);
  await buyingRule(m.ctx, "bob");
  m.list({ id: "1" });
  expect(await m.scan()).toMatchObject({ matches: 1 });
  expect(await m.matches("bob")).toMatchObject([{ state: "matched" }]);
  expect(await m.matches("ada")).toMatchObject([withheld]);
});

test("with a larger plan it buys what it had told of, once it is looked at anew", async () => {
  const { id } = await buyingRule(m.ctx, "ada");
  m.list({ id: "1" });
  await m.scan();
  await setPlan(m.ctx.table, "ada", "pro");
  m.time.advance(1);
  await editRule(m.ctx, descriptors, "ada", id, { name: "other" });
  expect(await m.scan()).toMatchObject({ matches: 1 });
  expect(await m.matches("ada")).toMatchObject([{ state: "matched", failure: null, attempt: 2 }]);
});

test("an order that was matched before the plan became Free is not sent", async () => {
  await buyingRule(m.ctx, "bob");
  m.list({ id: "1" });
  await m.scan();
  await setPlan(m.ctx.table, "bob", "free");
  const [match] = await m.matches("bob");
  await execute(m.ctx, () => adapter, { v: 1, accountId: "bob", matchId: match?.id ?? "" });
  expect(await m.matches("bob")).toMatchObject([{ ...withheld, state: "not_sent" }]);
});
