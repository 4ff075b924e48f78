// Guarantee: an order that was sent and not heard of is seen for as long as nobody knows what became of it.

import { Health } from "@cloudco/core/health/health";
import { Lease } from "@cloudco/core/lease/lease";
import { execute } from "@cloudco/core/order/execute";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clock, settleAll } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const time = clock();
let w: World;
beforeAll(async () => {
  w = await world(time);
});
afterAll(() => w.close());

test("an unknown order grows older until it is settled", async () => {
  expect(await Health.unknownOrders(w.ctx)).toEqual({ count: 0, oldestSeconds: 0 });
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "ada");
  await buyingRule(w.ctx, "ada");
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  await w.scan();
  const route = "POST /order/server_market/transaction";
  await control(w.simulator.controlUrl, "POST", "/faults", { route, kind: "reset", when: "before" });
  const [match] = await w.matches("ada");
  await execute(w.ctx, () => adapter, { v: 1, accountId: "ada", matchId: match?.id ?? "" });

  time.advance(301);
  const { count, oldestSeconds } = await Health.unknownOrders(w.ctx);
  expect(count).toBe(1);
  expect(oldestSeconds).toBeGreaterThanOrEqual(301);

  await settleAll(w, time, "ada");
  expect(await Health.unknownOrders(w.ctx)).toEqual({ count: 0, oldestSeconds: 0 });
});

test("a scan is as old as its last report; one that never reported has no age", async () => {
  expect(await Health.scanAge(w.ctx, "vultr")).toBeNull();
  const lease = await Lease.acquire(w.ctx.table, "scan#vultr", "test", time.now(), 60_000);
  if (!lease) throw new Error("The lease is taken.");
  const report = { evaluatedAt: time.now(), listings: 0, refused: 0, failure: null };
  await Lease.renew(w.ctx.table, lease, time.now(), 60_000, report);
  time.advance(90);
  expect(await Health.scanAge(w.ctx, "vultr")).toBeGreaterThanOrEqual(90);
});
