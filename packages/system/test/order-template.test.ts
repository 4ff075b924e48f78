// Guarantee: what a rule asks for beside the machine is ordered and paid as asked, and never hides an order whose
// answer was lost.

import { saveConnection } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import type { Adapter, Credentials } from "@cloudco/core/provider/provider";
import { createRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Scanner } from "@cloudco/core/scan/scanner";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { create as runtime } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { descriptors } from "@cloudco/providers/descriptors";
import { Api } from "@cloudco/providers/ovh/api";
import { Keys } from "@cloudco/providers/ovh/keys";
import { europe } from "@cloudco/providers/ovh/ovh";
import { Region } from "@cloudco/providers/ovh/region";
import * as digitalocean from "@cloudco/providers/test/digitalocean/fixture";
import { stand } from "@cloudco/providers/test/fixture";
import { given } from "@cloudco/providers/test/given";
import { account, control, eu, login, offer, orders, sent } from "@cloudco/providers/test/ovh/rig";
import * as vultr from "@cloudco/providers/test/vultr/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock } from "./kit/clock.ts";
import { books, expectWhole } from "./kit/whole.ts";

let ctx: Context;
let time: Clock;
beforeEach(async () => {
  await freshResources();
  time = clock();
  ctx = { ...runtime(), now: time.now };
});

/** A customer with one rule, the scan that finds something for it, and the order. */
async function buy(adapter: Adapter, credentials: Credentials, criteria: object): Promise<Match.Info> {
  const { id: provider } = adapter.descriptor;
  const { id, version } = await saveConnection(ctx, "ada", adapter.descriptor, credentials);
  await verifyConnection(ctx, () => adapter, { v: 1, accountId: "ada", provider, connectionId: id, version });
  const rule = { name: "any", maxMonthly: 100_000_000, budget: 1_000_000_000, autoBuy: true, ...criteria };
  const made = await createRule(ctx, descriptors, "ada", provider, Rule.Criteria.parse(rule));
  if (!("rule" in made)) throw new Error(JSON.stringify(made));
  const lease = await Lease.acquire(ctx.table, `scan#${provider}`, "test", ctx.now(), 60_000);
  if (!lease) throw new Error("The lease is taken.");
  const scanner = new Scanner(ctx, provider);
  await scanner.load(0);
  const scanned = adapter.descriptor.inventory === "public" ? null : credentials;
  await scanner.cycle(lease, given(await adapter.inventory(scanned)));
  const match = await only();
  await execute(ctx, () => adapter, { v: 1, accountId: "ada", matchId: match.id });
  return await only();
}

async function only(): Promise<Match.Info> {
  const [match] = await Table.collection(ctx.table, Match.collection("ada"), Match.Info);
  if (!match) throw new Error("Nothing was matched.");
  return match;
}

async function rule(): Promise<Rule.Info> {
  const [found] = await Rule.list(ctx.table, "ada");
  if (!found) throw new Error("There is no rule.");
  return found;
}

const snipes = () => Table.collection(ctx.table, Snipe.collection("ada"), Snipe.Info);

describe.each([digitalocean.droplet, vultr.instance, vultr.metal])("a host name at $name", (fixture) => {
  let at: Awaited<ReturnType<typeof stand>>;
  beforeEach(async () => {
    at = await stand(fixture);
  });
  afterEach(() => at.close());

  const criteria = () => ({ category: at.offer.category, hostname: "DB-{location}-{id}", ...at.template });
  const named = () => {
    const text = expect.stringMatching(/^db-(frankfurt|new-jersey)-[0-9a-f]{10}$/);
    return expect.objectContaining(fixture === digitalocean.droplet ? { name: text } : { hostname: text });
  };

  test("is the rule's, with its placeholders filled in", async () => {
    expect(await buy(fixture.adapter, at.credentials, criteria())).toMatchObject({ state: "placed" });
    expect(await at.orders()).toEqual([named()]);
  });

  // Guarantee: an order whose answer was lost is found again whatever the customer calls the machine, and not sent twice.
  test("does not hide an order whose answer was lost", async () => {
    await at.fault(at.spending, { kind: "reset", when: "after" });
    await buy(fixture.adapter, at.credentials, criteria());
    for (let minute = 0; minute < 10 && (await only()).state === "unknown"; minute++) {
      time.advance(61);
      await at.advance(61);
      await reconcile(ctx, () => fixture.adapter);
    }
    expect(await only()).toMatchObject({ state: "reconciled_placed" });
    expect(await at.orders()).toEqual([named()]);
    expectWhole(await books(ctx.table, "ada"));
  });
});

describe("a term at OVHcloud", () => {
  const RENT = 1699;

  // Guarantee: all that is due at once is reserved and committed, and no order is sent that the budget does not cover.
  test("is paid in advance, and takes each of its months from the budget", async () => {
    const { price } = await offer();
    const due = 12 * RENT + price.setup.net;
    const criteria = { category: "dedicated", maxMonthly: RENT, maxSetup: price.setup.net, termMonths: 12 };
    const bought = await buy(europe, login, { ...criteria, budget: due });
    const [order] = await orders();
    const paid = order?.netCents as number;
    expect(paid).toBeLessThanOrEqual(due);
    expect(bought).toMatchObject({ state: "placed", amount: paid, monthly: Math.ceil(paid / 12) });
    // What is booked is what is paid, which the year in advance makes cheaper.
    expect(await rule()).toMatchObject({
      status: "completed",
      left: due - paid,
      reserved: 0,
      committed: paid,
    });
    expectWhole(await books(ctx.table, "ada"));
    // A year in advance has no setup.
    const monthly = Math.ceil(paid / 12);
    expect(await snipes()).toMatchObject([{ termMonths: 12, price: { monthly, firstPayment: paid } }]);
  });

  test("that the budget does not cover is not even matched", async () => {
    const { price } = await offer();
    const criteria = { category: "dedicated", maxSetup: price.setup.net, termMonths: 12 };
    const year = price.terms?.find(({ months }) => months === 12);
    const budget = (year?.rent.net ?? 0) + (year?.setup.net ?? 0) - 1;
    await expect(buy(europe, login, { ...criteria, budget })).rejects.toThrow("Nothing was matched.");
  });
});

describe("an order at OVHcloud that is paid by hand", () => {
  const criteria = { category: "dedicated", maxSetup: 10_000, payment: "by_hand" };

  test("waits to be paid, says so, and is delivered once it is", async () => {
    await offer();
    const poor = await account(eu, { paymentMethod: "none" });
    const match = await buy(europe, poor, criteria);
    expect(match).toMatchObject({ state: "placed" });
    expect(await sent("GET", "/me/payment/method")).toBe(0);
    const [order] = await orders();
    expect(order).toMatchObject({ status: "notPaid" });
    const [snipe] = await snipes();
    expect(snipe).toMatchObject({ reference: String(order?.id), server: { id: null, state: "unpaid" } });

    const refresh = async () => {
      time.advance(61);
      await refreshSnipes(ctx, () => europe);
      return (await snipes())[0]?.server.state;
    };
    expect(await refresh()).toBe("unpaid");
    await pay(poor);
    expect(await refresh()).toBe("provisioning");
    await control("POST", "/clock", { advanceSeconds: 61 });
    expect(await refresh()).toBe("ready");
  });

  // Guarantee: OVHcloud's link to pay shows the order to whoever has it, so it is kept nowhere.
  test("leaves no trace of the password in its link", async () => {
    await offer();
    await buy(europe, login, criteria);
    const kept = JSON.stringify([await only(), await snipes(), await rule()]);
    expect(kept).not.toMatch(/orderPassword|displayOrder/);
  });

  test("is looked for like any other where its answer was lost", async () => {
    await offer();
    await control("POST", "/faults", {
      route: "POST /1.0/order/cart/*/checkout",
      kind: "reset",
      when: "after",
    });
    expect(await buy(europe, login, criteria)).toMatchObject({ state: "reconciled_placed" });
    expect(await orders()).toHaveLength(1);
    expect(await snipes()).toMatchObject([{ server: { state: "unpaid" }, reconciled: true }]);
  });
});

test("OVHcloud is told that the customer gives up the right to withdraw, and only then", async () => {
  await offer();
  await buy(europe, login, { category: "dedicated", maxSetup: 10_000, waiveWithdrawal: true });
  expect(await orders()).toMatchObject([{ waived: true }]);
});

/** What the customer does at OVHcloud: enters a payment method there, and pays. */
async function pay(credentials: Credentials): Promise<void> {
  const keys = Keys.read(Region.EUROPE, credentials);
  if ("cause" in keys) throw new Error(keys.message);
  const access = { region: Region.EUROPE, keys };
  const [order] = await control<{ id: number; account: string }[]>("GET", "/orders");
  await control("PATCH", `/accounts/${order?.account}`, { paymentMethod: "valid" });
  const methods = await Api.call(access, "GET", "/me/payment/method", {});
  const [id] = methods.kind === "ok" && Array.isArray(methods.body) ? methods.body : [];
  const body = { paymentMethod: { id } };
  const paid = await Api.call(access, "POST", `/me/order/${order?.id}/pay`, { body });
  if (paid.kind !== "ok") throw new Error(JSON.stringify(paid));
}
