// Guarantee: a matching server is bought once, its rule is completed, its budget spent, and the snipe recorded.

import { execute } from "@cloudco/core/order/execute";
import { Rule } from "@cloudco/core/rule/rule";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

let w: World;
beforeAll(async () => {
  w = await world();
});
afterAll(() => w.close());

test("a server that appears is bought", async () => {
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "ada");
  const rule = await buyingRule(w.ctx, "ada");
  await w.scan();
  expect(await w.matches("ada")).toEqual([]);

  await control(w.simulator.controlUrl, "POST", "/stock", {});
  await w.scan();
  const [match] = await w.matches("ada");
  expect(match).toMatchObject({ state: "matched", ruleId: rule.id });

  await execute(w.ctx, () => adapter, { v: 1, accountId: "ada", matchId: match?.id ?? "" });
  expect((await w.matches("ada")).map((m) => [m.state, m.failure, m.history.map((h) => h.state)])).toEqual([
    ["placed", null, ["matched", "reserved", "sending", "placed"]],
  ]);
  expect(await w.snipes("ada")).toMatchObject([{ ruleId: rule.id, reconciled: false }]);
  expect(await Rule.find(w.ctx.table, "ada", rule.id)).toMatchObject({ status: "completed", reserved: 0 });
  expect(await control(w.simulator.controlUrl, "GET", "/orders")).toHaveLength(1);
});
