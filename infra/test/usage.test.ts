// Guarantee: the cost model counts what the functions really ask of AWS.

import { control } from "@cloudco/simulators/control-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { MEASURED } from "../cost/usage.ts";
import { account, buyingCriteria } from "./customer.ts";
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

const taken = () => Usage.sum(FUNCTIONS.map((name) => d.roleChecks[name].drain()));
/** What the scan wrote in transactions: not the lease, which it renews meanwhile. */
const transactions = () => d.roleChecks.Scan.calls.filter(({ action }) => action === "TransactWriteItems");

function expectMeasured(name: keyof typeof MEASURED, used: Usage.Usage, times = 1): void {
  for (const [what, recorded] of Object.entries(MEASURED[name])) {
    const measured = used[what as keyof Usage.Usage] / times;
    const message = `${name}: ${measured} ${what}, recorded ${recorded} in infra/cost/usage.ts`;
    expect(measured, message).toBeLessThanOrEqual(recorded * TOLERANCE);
  }
}

test("what one event of each kind asks of AWS", { timeout: 90_000 }, async () => {
  const who = customer();
  const owned = await account(d, "hetzner");
  const stock = () => control(d.controlUrls.hetzner, "POST", "/stock", {});
  const items = async (path: string) =>
    z.object({ items: z.array(z.unknown()) }).parse((await d.call(who, "GET", path)).json).items;

  taken();
  await d.call(who, "PUT", "/connections/hetzner", owned);
  await expect.poll(() => items("/connections"), PATIENCE).toMatchObject([{ status: "VERIFIED" }]);
  expectMeasured("connect", taken());

  await d.invoke("Reconcile", {});
  expectMeasured("reconcile", taken());

  void d.invoke("Scan", { providers: "hetzner" }).catch(() => undefined);
  // The scan does one thing after another: from one renewal to the next there is one renewal, and polls.
  const renewals = () =>
    d.roleChecks.Scan.calls.flatMap(({ action }, at) => (action === "UpdateItem" ? [at] : []));
  await expect.poll(() => renewals().length, PATIENCE).toBeGreaterThanOrEqual(4);
  const [from, to] = renewals().slice(2);
  const between = d.roleChecks.Scan.calls.slice((from ?? 0) + 1, (to ?? 0) + 1);
  const used = (isPoll: boolean) =>
    Usage.sum(between.filter(({ action }) => (action === "Query") === isPoll).map((call) => call.used));
  expectMeasured("renewal", used(false));
  expectMeasured("poll", used(true), between.filter(({ action }) => action === "Query").length);

  await stock();
  await expect.poll(() => transactions().length, PATIENCE).toBe(1);
  expectMeasured("changedOffer", Usage.sum(transactions().map(({ used }) => used)));

  taken();
  await d.call(who, "POST", "/rules", buyingCriteria);
  expectMeasured("createRule", d.roleChecks.Api.drain());
  await items("/rules");
  expectMeasured("readRules", d.roleChecks.Api.drain());

  await expect.poll(() => items("/snipes"), PATIENCE).toHaveLength(1);
  const [, ...matched] = transactions();
  expectMeasured("match", Usage.sum(matched.map(({ used }) => used)));
  expect(matched.length).toBeGreaterThan(0);
  expectMeasured("order", d.roleChecks.Order.drain());
});

test("what one turn of watching a connection asks of AWS", { timeout: 60_000 }, async () => {
  const who = customer();
  const controlUrl = d.controlUrls.digitalocean;
  await control(controlUrl, "POST", "/stock", { slug: "s-1vcpu-1gb" });
  await d.call(who, "PUT", "/connections/digitalocean", await account(d, "digitalocean"));
  await d.call(who, "POST", "/rules", {
    ...buyingCriteria,
    provider: "digitalocean",
    category: "vm",
    currency: "USD",
    autoBuy: false,
  });
  await expect.poll(() => d.fired.length, PATIENCE).toBe(1);
  const [input = ""] = d.fired;
  const turn = async () => {
    await d.advance(60);
    d.roleChecks.Visit.drain();
    await d.invoke("Visit", JSON.parse(input));
    return d.roleChecks.Visit.drain();
  };
  await turn();
  expectMeasured("visit", await turn());
});
