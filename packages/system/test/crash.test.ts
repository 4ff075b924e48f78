// Guarantee: a process killed at any step of an order leaves, after the restart, one server: never two, never none,
// never stuck.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { execute } from "@cloudco/core/order/execute";
import { Rule } from "@cloudco/core/rule/rule";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const WORKER = fileURLToPath(new URL("./kit/order-worker.ts", import.meta.url));
const ORDER = "POST /order/server_market/transaction";

let time: Clock;
let w: World;
beforeAll(async () => {
  time = clock();
  w = await world(time);
});
afterAll(() => w.close());

type Bought = { account: string; productId: number };

/** A customer with a buying rule, a machine that fits it alone, and the match of the two. */
async function matched(accountId: string): Promise<{ matchId: string; user: string; rule: Rule.Info }> {
  const { user } = await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, accountId);
  const rule = await buyingRule(w.ctx, accountId);
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  await w.scan();
  const [match] = await w.matches(accountId);
  return { matchId: match?.id ?? "", user, rule };
}

async function ordersOf(user: string): Promise<Bought[]> {
  const all = (await control(w.simulator.controlUrl, "GET", "/orders")) as Bought[];
  return all.filter((order) => order.account === user);
}

/** The worker's exit: the signal that ended it, or what it printed. */
async function work(accountId: string, matchId: string, killAt: number): Promise<string> {
  const child = spawn(process.execPath, [WORKER, accountId, matchId, String(killAt), String(time.ahead())], {
    env: process.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const [, signal] = await once(child, "close");
  return signal ?? printed.trim();
}

/** However it ended, after a restart there is one server, one snipe, and nothing reserved. */
async function expectOneInTheEnd(accountId: string, user: string, rule: Rule.Info): Promise<void> {
  for (let round = 0; round < 4 && (await w.snipes(accountId)).length === 0; round++) {
    await settleAll(w, time, accountId);
    time.advance(130);
    await w.scan();
  }
  await settleAll(w, time, accountId);
  expect(await ordersOf(user)).toHaveLength(1);
  expect(await w.snipes(accountId)).toHaveLength(1);
  const after = await Rule.find(w.ctx.table, accountId, rule.id);
  expect(after).toMatchObject({ status: "completed", reserved: 0, committed: 4300, left: 5700 });
}

test("kill -9 at every step", { timeout: 240_000 }, async () => {
  const whole = await matched("whole");
  const steps = Number(await work("whole", whole.matchId, -1));
  expect(steps).toBeGreaterThan(10);
  await expectOneInTheEnd("whole", whole.user, whole.rule);

  let killed = 0;
  for (let step = 0; step < steps; step++) {
    const accountId = `killed-${step}`;
    const { matchId, user, rule } = await matched(accountId);
    const end = await work(accountId, matchId, step);
    // An order may take a few steps less than the first: then it was over before it could be killed.
    if (end === "SIGKILL") killed += 1;
    else expect(Number(end), `step ${step}`).toBeLessThanOrEqual(step);
    await expectOneInTheEnd(accountId, user, rule);
  }
  expect(killed).toBeGreaterThan(steps - 5);
});

// Killed after the provider took the order and before its answer came: the order is found, and not sent again.
test("kill -9 while the provider's answer is on its way", { timeout: 60_000 }, async () => {
  const { matchId, user, rule } = await matched("waiting");
  await control(w.simulator.controlUrl, "POST", "/faults", { route: ORDER, kind: "hang", when: "after" });
  const child = spawn(process.execPath, [WORKER, "waiting", matchId, "-1", String(time.ahead())], {
    env: process.env,
    stdio: "inherit",
  });
  await vi.waitFor(async () => expect(await ordersOf(user)).toHaveLength(1), { timeout: 20_000 });
  child.kill("SIGKILL");
  await once(child, "close");
  await expectOneInTheEnd("waiting", user, rule);
});

// A worker that slept through its lease finds another one's order and sends nothing.
test("a zombie wakes up", async () => {
  const { matchId, user, rule } = await matched("zombie");
  const { promise: asleep, resolve: wake } = Promise.withResolvers<void>();
  const { promise: reserved, resolve: sawReserved } = Promise.withResolvers<void>();
  const zombie = bounded(w.ctx, adapter, async ({ call, when }) => {
    if (call !== "quote" || when !== "after") return;
    sawReserved();
    await asleep;
  });
  const dozing = execute(zombie.ctx, () => zombie.adapter, { v: 1, accountId: "zombie", matchId });
  await reserved;
  time.advance(40);
  await execute(w.ctx, () => adapter, { v: 1, accountId: "zombie", matchId });
  wake();
  await dozing;
  await expectOneInTheEnd("zombie", user, rule);
});
