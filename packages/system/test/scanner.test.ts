// Guarantee: each offer is written once and each rule told once of it, by one scan at a time, and a stopped rule
// matches nothing.

import { Lease } from "@cloudco/core/lease/lease";
import { editRule, pauseRule, removeRule, resumeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Scanner } from "@cloudco/core/scan/scanner";
import { Table } from "@cloudco/core/table/table";
import { position } from "@cloudco/core/table/time";
import { rule } from "@cloudco/core/test/arbitrary";
import { intercepted } from "@cloudco/core/test/intercept";
import { descriptors } from "@cloudco/providers/descriptors";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";
import { written } from "./kit/table-writes.ts";

let m: StockScan;
beforeEach(async () => {
  m = await stockScan();
});

const telling = (criteria = {}) => buyingRule(m.ctx, "ada", { autoBuy: false, ...criteria });

describe("what is written", () => {
  test("each offer once, and nothing where nothing changed", async () => {
    await telling();
    m.list({ id: "1" }, { id: "2" });
    m.writes();
    expect(await m.scan()).toMatchObject({ changed: 2, gone: 0 });
    expect(m.writes().filter((key) => key.startsWith("OFFER#"))).toEqual(["OFFER#1", "OFFER#2"]);
    expect(await m.offered("ada")).toEqual(["1", "2"]);
    for (let times = 0; times < 3; times++) {
      expect(await m.scanLater()).toEqual({ superseded: false, changed: 0, gone: 0, matches: 0, backlog: 0 });
    }
    expect(m.writes()).toEqual([]);
  });

  test("only what changed", async () => {
    m.list({ id: "1" }, { id: "2" }, { id: "3" });
    await m.scan();
    m.writes();
    m.list({ id: "2", net: 3000 });
    await m.scanLater();
    expect(m.writes()).toEqual(["OFFER#2"]);
  });

  test("more offers than a transaction holds", async () => {
    for (let id = 0; id < 250; id++) m.list({ id: String(id) });
    expect(await m.scan()).toMatchObject({ changed: 250 });
    m.writes();
    await m.restart();
    expect(await m.scan()).toMatchObject({ changed: 0 });
    expect(m.writes()).toEqual([]);
  });
});

// The customer is told once of the same offer at the same price, and of every other price.
test("a price that changes is a new match and a new point of its history; one that comes back is neither", async () => {
  await telling();
  for (const net of [4000, 3500, 3500, 4000]) {
    m.list({ net });
    await m.scanLater();
  }
  expect((await m.matches("ada")).map((match) => match.monthly).sort()).toEqual([3670, 4170]);
  const prices = (await m.offer("1"))?.prices ?? [];
  expect(prices.map(({ monthly }) => monthly)).toEqual([4000, 3500, 4000]);
  expect(prices.map(({ at }) => at)).toEqual(prices.map(({ at }) => at).toSorted());
});

test("an offer that is gone is kept a while and forgotten, unless it comes back", async () => {
  const Expiry = z.object({ expiresAt: z.int().optional() });
  const key = { pk: "OFFERS#hetzner", sk: "OFFER#1" };
  const expiry = async () => (await Table.get(m.ctx.table, key, Expiry))?.expiresAt;
  await telling();
  m.list({});
  await m.scan();
  expect(await expiry()).toBeUndefined();
  const first = await m.offer("1");

  m.stock.clear();
  expect(await m.scanLater()).toMatchObject({ changed: 0, gone: 1 });
  expect(await m.offer("1")).toMatchObject({ available: false });
  const days = ((await expiry()) ?? 0) / 86_400 - m.time.now() / 86_400_000;
  expect(days).toBeCloseTo(30, 2);
  expect(await m.scanLater()).toMatchObject({ changed: 0, gone: 0 });

  m.list({});
  expect(await m.scanLater()).toMatchObject({ changed: 1, gone: 0 });
  expect(await m.offer("1")).toMatchObject({
    available: true,
    firstSeenAt: first?.firstSeenAt,
    prices: first?.prices,
  });
  expect(await expiry()).toBeUndefined();
  expect(await m.offered("ada")).toEqual(["1"]);
});

describe("a rule", () => {
  beforeEach(async () => {
    m.list({ id: "1" }, { id: "2", memoryGib: 128, net: 4500 });
    await m.scan();
  });

  test("made after the offers is matched by the next scan", async () => {
    await telling();
    expect(await m.offered("ada")).toEqual([]);
    await m.scanLater();
    expect(await m.offered("ada")).toEqual(["1", "2"]);
  });

  test("that is changed is matched anew by the next scan", async () => {
    const { id } = await telling({ minMemoryGib: 100 });
    await m.scanLater();
    expect(await m.offered("ada")).toEqual(["2"]);
    m.time.advance(1);
    await editRule(m.ctx, descriptors, "ada", id, { minMemoryGib: 0 });
    await m.scan();
    expect(await m.offered("ada")).toEqual(["1", "2"]);
    m.time.advance(1);
    await editRule(m.ctx, descriptors, "ada", id, { maxMonthly: 100 });
    m.list({ id: "3" });
    await m.scan();
    expect(await m.offered("ada")).toEqual(["1", "2"]);
  });

  // A rule that was stopped makes no match, from the moment it was stopped.
  test.each<[string, (id: string) => Promise<unknown>]>([
    ["paused", (id) => pauseRule(m.ctx, "ada", id)],
    ["deleted", (id) => removeRule(m.ctx, "ada", id)],
  ])("that is %s matches nothing", async (_, stop) => {
    const { id } = await telling();
    m.time.advance(1);
    await stop(id);
    await m.scan();
    m.list({ id: "3" });
    await m.scanLater();
    expect(await m.offered("ada")).toEqual([]);
    await resumeRule(m.ctx, "ada", id);
    await m.scanLater();
    expect(await m.offered("ada")).toEqual(_ === "paused" ? ["1", "2", "3"] : []);
  });

  test("stopped between the scan's reading of it and the match matches nothing", async () => {
    const { id } = await telling();
    const late = intercepted(m.ctx, async (command, send) => {
      if (written(command).some((key) => key.startsWith("MATCH#"))) await pauseRule(m.ctx, "ada", id);
      return await send();
    });
    const scanner = new Scanner(late, "hetzner");
    await scanner.load(0);
    await scanner.cycle(m.lease, { listings: [...m.stock.values()], refused: 0 });
    expect(await m.offered("ada")).toEqual([]);
  });
});

describe("more rules than one cycle matches against everything", () => {
  const count = 1_100;
  const account = (index: number) => `customer-${index}`;
  beforeEach(async () => {
    m.list({ id: "1" });
    await m.scan();
    m.time.advance(1);
    const at = m.time.now();
    const puts = Array.from({ length: count }, (_, index) => {
      const id = `rul_${index}`;
      const accountId = account(index);
      const info = rule({
        id,
        accountId,
        autoBuy: false,
        createdAt: at,
        evaluateAt: at,
        position: position(at, id),
      });
      return { put: { ...Rule.key(accountId, id), ...info, collection: Rule.collection("hetzner") } };
    });
    for (let from = 0; from < count; from += 100) {
      await Table.transact(m.ctx.table, puts.slice(from, from + 100));
    }
  });

  const matched = async () => new Set(m.writes().filter((key) => key.startsWith("MATCH#"))).size;

  test("the rest have their turn in the next, and what is new has not to wait", async () => {
    m.writes();
    expect(await m.scan()).toMatchObject({ backlog: 100 });
    expect(await matched()).toBe(1_000);
    m.list({ id: "2" });
    expect(await m.scanLater()).toMatchObject({ backlog: 0 });
    expect(await matched()).toBe(count + 100);
    expect(await m.scanLater()).toMatchObject({ backlog: 0 });
    expect(await matched()).toBe(0);
  });
});

// The scan that lost its lease writes no offer any more, whatever it had read before.
test("a scan whose lease was taken over writes no offer", async () => {
  m.list({ id: "1" });
  await m.scan();
  await Lease.release(m.ctx.table, m.lease);
  const lease = await Lease.acquire(m.ctx.table, m.lease.name, "other", m.time.now(), 60_000);
  if (!lease) throw new Error("The lease is not free.");
  const other = new Scanner(m.ctx, "hetzner");
  await other.load(0);

  m.list({ id: "1", net: 100 });
  expect(await m.scanLater()).toMatchObject({ superseded: true });
  expect((await m.offer("1"))?.listing.price.monthly.net).toBe(4000);
  m.list({ id: "1", net: 200 });
  expect(await other.cycle(lease, { listings: [...m.stock.values()], refused: 0 })).toMatchObject({
    superseded: false,
  });
  expect((await m.offer("1"))?.listing.price.monthly.net).toBe(200);
});

// Two scans at once ask for each order once.
test("two scanners at once record each match once", async () => {
  for (const account of ["eve", "ada", "bob"]) await buyingRule(m.ctx, account);
  m.list({ id: "1" }, { id: "2" }, { id: "3" });
  const others = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const scanner = new Scanner(m.ctx, "hetzner");
      await scanner.load(0);
      return scanner;
    }),
  );
  const inventory = { listings: [...m.stock.values()], refused: 0 };
  await Promise.all(others.map((scanner) => scanner.cycle(m.lease, inventory)));
  const all = (await Promise.all(["eve", "ada", "bob"].map(m.matches))).flat();
  expect(all).toHaveLength(3);
  expect(new Set(all.map((match) => match.listing.id)).size).toBe(3);
});

// Guarantee: no match is lost where whoever made the rule was throttled, or slept, in the middle of writing it.
describe("a rule that was written long after its date", () => {
  /** While its owner's request sleeps, the scans go on. */
  async function made(autoBuy: boolean): Promise<void> {
    m.list({ id: "1" });
    await m.scan();
    let slept = false;
    const sleeping = intercepted(m.ctx, async (command, send) => {
      if (command.constructor.name === "TransactWriteCommand" && !slept) {
        slept = true;
        for (const _ of [1, 2, 3, 4]) {
          m.time.advance(40);
          await m.scan();
        }
      }
      return await send();
    });
    await buyingRule(sleeping, "ada", { autoBuy });
    expect(slept).toBe(true);
  }

  test.each([true, false])("is matched by the scans that went on, autoBuy: %s", async (autoBuy) => {
    await made(autoBuy);
    m.time.advance(60);
    await m.scan();
    expect(await m.offered("ada")).toEqual(["1"]);
  });

  test.each([true, false])("is matched by the next process, autoBuy: %s", async (autoBuy) => {
    await made(autoBuy);
    const next = new Scanner(m.ctx, "hetzner");
    await next.load(m.time.now());
    await next.cycle(m.lease, { listings: [...m.stock.values()], refused: 0 });
    expect(await m.offered("ada")).toEqual(["1"]);
  });
});
