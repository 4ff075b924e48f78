// Guarantee: one stored item that can't be read stops nobody else's rules, orders, checks or terminations.

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { AddressShare } from "@cloudco/core/connection/address-share";
import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { verifyAgain } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { Health } from "@cloudco/core/health/health";
import { Match } from "@cloudco/core/match/match";
import { LiveCatalogue } from "@cloudco/core/offer/live-catalogue";
import { execute } from "@cloudco/core/order/execute";
import { nextDue, reconcile } from "@cloudco/core/order/reconcile";
import { OrdersCommand } from "@cloudco/core/queue/queue";
import { Rule } from "@cloudco/core/rule/rule";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { askTermination } from "@cloudco/core/snipe/edit";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { republishTerminations } from "@cloudco/core/snipe/republish";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { adapter as vultr } from "@cloudco/providers/vultr/vultr";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { DAMAGES, spoil } from "./kit/spoil.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";
import { type World, world } from "./kit/world.ts";

describe("a scan", () => {
  let m: StockScan;
  beforeEach(async () => {
    m = await stockScan();
  });

  // So it was accepted once: each of the 40 letters becomes two when it is written in capitals.
  const GROWN = ["SS".repeat(40)];

  test.each([
    { name: "places that grew", field: "locations", value: GROWN },
    ...DAMAGES.map((damage) => ({ ...damage, field: "left" })),
    ...DAMAGES.map((damage) => ({ ...damage, field: "category" })),
  ])(
    "matches the rules beside one whose $field is $name, in a cold and in a warm process",
    async (damage) => {
      const broken = await buyingRule(m.ctx, "eve");
      await spoil(m.ctx, Rule.key("eve", broken.id), damage.field, damage.value);
      await buyingRule(m.ctx, "ada");
      m.list({ id: "1" });
      await m.restart();
      await m.scan();
      expect(await m.offered("ada")).toEqual(["1"]);
      expect(await m.offered("eve")).toEqual([]);
      const later = await buyingRule(m.ctx, "eve");
      await spoil(m.ctx, Rule.key("eve", later.id), damage.field, damage.value);
      await buyingRule(m.ctx, "bob");
      m.list({ id: "2" });
      await m.scanLater();
      expect(await m.offered("bob")).toHaveLength(1);
    },
  );

  test("records for others what lies beside a match or an account that can't be read", async () => {
    const [eve, zoe] = [await buyingRule(m.ctx, "eve"), await buyingRule(m.ctx, "zoe")];
    m.list({ id: "1", unique: false });
    const [listing] = m.stock.values();
    if (!listing) throw new Error("Nothing is on offer.");
    await Table.transact(m.ctx.table, [
      { put: { ...Match.key("eve", Match.identify(eve, listing)), state: "no such" } },
      { put: { pk: "ACCOUNT#zoe", sk: "ACCOUNT", plan: "no such" } },
    ]);
    await buyingRule(m.ctx, "ada");
    await m.scan();
    expect(await m.offered("ada")).toEqual(["1"]);
    expect(await m.matches("zoe")).toEqual([]);
    expect(zoe.status).toBe("active");
    // The rule itself is well: it takes what it can.
    m.list({ id: "2", unique: false });
    await m.scanLater();
    expect(await m.offered("eve")).toEqual(["2"]);
  });

  test("writes an offer anew that can't be read, and others are shown meanwhile", async () => {
    m.list({ id: "1" }, { id: "2" });
    await m.scan();
    await spoil(m.ctx, { pk: "OFFERS#hetzner", sk: "OFFER#1" }, "listing");
    const catalogue = async () =>
      (await new LiveCatalogue(m.ctx, ["hetzner"]).current())
        .page({ ipv4: true, sort: "price" }, 10)
        .offers.map(({ id }) => id);
    expect(await catalogue()).toEqual(["2"]);
    await m.restart();
    await m.scanLater();
    expect(await m.offer("1")).toMatchObject({ id: "1", available: true });
  });

  test("leaves out what an adapter should not have given: stored, nobody could read it", async () => {
    await buyingRule(m.ctx, "ada");
    const [fit] = [{ id: "2" }];
    m.list({ id: "1" }, fit);
    const first = m.stock.get("1");
    if (first) m.stock.set("1", { ...first, name: "x".repeat(201), price: { ...first.price } });
    for (let turn = 0; turn < 2; turn++) {
      await m.scanLater();
      expect(await m.offered("ada")).toEqual(["2"]);
      expect(await m.offer("1")).toBeNull();
    }
  });

  test("goes on after a report that can't be read", async () => {
    await spoil(m.ctx, { pk: "LEASE#scan#hetzner", sk: "LEASE" }, "report");
    expect(await ScanReport.find(m.ctx.table, "scan#hetzner")).toBeNull();
    expect(await Health.scanAge(m.ctx, "hetzner")).toBeNull();
  });
});

describe("what is due", () => {
  let time: Clock;
  let w: World;
  let ctx: Context;
  let told: string[];
  beforeEach(async () => {
    time = clock();
    w = await world(time);
    told = [];
    const onUnreadable: Context["table"]["onUnreadable"] = (items) =>
      told.push(...items.map(({ key }) => key));
    ctx = { ...w.ctx, table: { ...w.ctx.table, onUnreadable } };
  });
  afterEach(() => w.close());

  test("an address's share of a provider: what it says counts as nothing", async () => {
    const wanted = () => AddressShare.admit(ctx, vultr.descriptor, "order");
    await wanted();
    await spoil(ctx, { pk: "ADDRESS_SHARE#vultr", sk: "order" }, "usedUntil");
    expect(await wanted()).toEqual({ granted: true, waitMs: 0 });
  });

  const LATER_SECONDS = 120;

  async function customer(accountId: string): Promise<Rule.Info> {
    await connectHetzner(ctx, adapter, w.simulator.controlUrl, accountId);
    const rule = await buyingRule(ctx, accountId);
    await control(w.simulator.controlUrl, "POST", "/stock", {});
    await w.scan();
    return rule;
  }

  async function matchOf(accountId: string): Promise<Match.Info> {
    const [match] = await w.matches(accountId);
    if (!match) throw new Error(`${accountId} has no match.`);
    return match;
  }

  async function bought(accountId: string): Promise<string> {
    await customer(accountId);
    const { id: matchId } = await matchOf(accountId);
    await execute(ctx, () => adapter, { v: 1, accountId, matchId });
    return matchId.replace(/^mat_/, "snp_");
  }

  /** Whose commands are in the queue, which are then lost. */
  async function published(): Promise<string[]> {
    const received: string[] = [];
    for (;;) {
      const { Messages = [] } = await ctx.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: ctx.settings.queues.orders, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return received;
      received.push(...Messages.map(({ Body = "" }) => OrdersCommand.parse(JSON.parse(Body)).accountId));
    }
  }

  /** Spoils the first of the two customers' items, and says its key as it has to be told. */
  async function spoilFirst(key: Table.Key, field: string): Promise<string> {
    await spoil(ctx, key, field);
    return `${key.pk} ${key.sk}`;
  }

  test("matches: those of others are published again, and an unreadable one keeps nobody awake", async () => {
    await customer("eve");
    await customer("ada");
    await published();
    const key = await spoilFirst(Match.key("eve", (await matchOf("eve")).id), "listing");
    time.advance(15);
    await reconcile(ctx, () => adapter);
    expect(await published()).toContain("ada");
    expect(told).toContain(key);
    const next = await nextDue(ctx, time.now() + 60_000);
    expect(next).toBeGreaterThan(time.now());
    expect(await Health.unknownOrders(ctx)).toMatchObject({ count: 0 });
  });

  test("checks", async () => {
    for (const accountId of ["eve", "ada"]) {
      await connectHetzner(ctx, adapter, w.simulator.controlUrl, accountId);
      await verifyAgain(ctx, accountId, "hetzner");
    }
    const key = await spoilFirst(Connection.key("eve", "hetzner"), "status");
    time.advance(LATER_SECONDS);
    const before = await Connection.find(ctx.table, "ada", "hetzner");
    await republishChecks(ctx);
    expect(await Connection.find(ctx.table, "ada", "hetzner")).not.toEqual(before);
    expect(told).toEqual([key]);
  });

  test("servers that are being set up", async () => {
    const [eve, ada] = [await bought("eve"), await bought("ada")];
    const key = await spoilFirst(Snipe.key("eve", eve), "price");
    const transactions = (await control(w.simulator.controlUrl, "GET", "/orders")) as unknown[];
    expect(transactions).toHaveLength(2);
    time.advance(LATER_SECONDS);
    const dueBefore = await dueOf(ada);
    await refreshSnipes(ctx, () => adapter);
    expect(await dueOf(ada)).not.toBe(dueBefore);
    expect(told).toContain(key);
  });

  test("terminations", async () => {
    const [eve, ada] = [await bought("eve"), await bought("ada")];
    await askTermination(ctx, "eve", eve);
    await askTermination(ctx, "ada", ada);
    await published();
    const key = await spoilFirst(Snipe.key("eve", eve), "termination");
    time.advance(LATER_SECONDS);
    await republishTerminations(ctx);
    expect(await published()).toContain("ada");
    expect(told).toContain(key);
  });

  async function dueOf(snipeId: string): Promise<unknown> {
    const { Item } = await ctx.table.client.send(
      new GetCommand({ TableName: ctx.table.name, Key: Snipe.key("ada", snipeId) }),
    );
    return Item?.due;
  }
});
