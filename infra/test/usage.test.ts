// Guarantee: the cost model counts what the functions really ask of AWS.

import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { MEASURED } from "../cost/usage.ts";
import { buyingCriteria, control, hetznerAccount } from "./customer.ts";
import { customer, type Deployed, deploy, FUNCTIONS } from "./deployed.ts";
import { evaluate } from "./evaluate.ts";
import { Usage } from "./usage.ts";

const PATIENCE = { timeout: 20_000, interval: 50 };
/** Items grow and shrink a little. */
const TOLERANCE = 1.25;

let d: Deployed;
beforeAll(async () => {
  d = await deploy(await evaluate("production"));
}, 120_000);
afterAll(() => d.close());

const taken = () => Usage.sum(FUNCTIONS.map((name) => d.gates[name].take()));
const done = (action: string) => d.gates.Scan.attempts.filter((attempt) => attempt.action === action).length;

function expectMeasured(name: keyof typeof MEASURED, used: Usage.Usage, times = 1): void {
  for (const [what, recorded] of Object.entries(MEASURED[name])) {
    const measured = used[what as keyof Usage.Usage] / times;
    const message = `${name}: ${measured} ${what}, recorded ${recorded} in infra/cost/usage.ts`;
    expect(measured, message).toBeLessThanOrEqual(recorded * TOLERANCE);
  }
}

test("what one event of each kind asks of AWS", { timeout: 60_000 }, async () => {
  const who = customer();
  const account = await hetznerAccount(d.simulator.controlUrl);
  const stock = () => control(d.simulator.controlUrl, "POST", "/stock", {});
  const items = async (path: string) =>
    z.object({ items: z.array(z.unknown()) }).parse((await d.call(who, "GET", path)).json).items;

  taken();
  await d.call(who, "PUT", "/connections/hetzner", account);
  await expect.poll(() => items("/connections"), PATIENCE).toMatchObject([{ status: "VERIFIED" }]);
  expectMeasured("connect", taken());

  await d.invoke("Reconcile", {});
  expectMeasured("reconcile", taken());

  void d.invoke("Scan", { provider: "hetzner" }).catch(() => undefined);
  await expect.poll(() => done("dynamodb:UpdateItem"), PATIENCE).toBe(2);
  taken();
  const [before, renewalsBefore] = [done("dynamodb:Query"), done("dynamodb:UpdateItem")];
  await expect.poll(() => done("dynamodb:UpdateItem"), PATIENCE).toBe(renewalsBefore + 1);
  const idle = taken();
  const polls = done("dynamodb:Query") - before;
  expectMeasured("renewal", {
    ...Usage.NONE,
    writes: idle.writes,
    reads: idle.reads - polls * MEASURED.poll.reads,
  });
  expectMeasured("poll", { ...Usage.NONE, reads: idle.reads - MEASURED.renewal.reads }, polls);

  await stock();
  await expect.poll(() => done("dynamodb:PutItem"), PATIENCE).toBe(1);
  expectMeasured("changedOffer", { ...Usage.NONE, writes: d.gates.Scan.take().writes });

  taken();
  await d.call(who, "POST", "/rules", buyingCriteria);
  expectMeasured("createRule", d.gates.Api.take());
  await items("/rules");
  expectMeasured("readRules", d.gates.Api.take());

  await expect.poll(() => items("/snipes"), PATIENCE).toHaveLength(1);
  expectMeasured("match", { ...d.gates.Scan.take(), reads: MEASURED.match.reads });
  expectMeasured("order", d.gates.Order.take());
});
