import { setPlan } from "@cloudco/core/account/account";
import { Lease } from "@cloudco/core/lease/lease";
import type { Match } from "@cloudco/core/match/match";
import { settleFailed } from "@cloudco/core/order/settle";
import { edit, pause, remove, resume } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { type Cycle, Scanner } from "@cloudco/core/scan/scanner";
import { Table } from "@cloudco/core/table/table";
import { position } from "@cloudco/core/table/time";
import { listing, rule } from "@cloudco/core/testing/arbitrary";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { buyingRule } from "./testing/customer.ts";
import { intercepted } from "./testing/intercept.ts";
import { type Market, market } from "./testing/market.ts";
import { written } from "./testing/table-writes.ts";

let m: Market;
beforeEach(async () => {
  m = await market();
});

const telling = (criteria = {}) => buyingRule(m.ctx, "ada", { autoBuy: false, ...criteria });
const stock = (...offers: Parameters<typeof listing>[0][]) => {
  for (const offer of offers) m.stock.set(offer?.id ?? "1", listing(offer));
};
const offered = async () => (await m.matches("ada")).map((match) => match.listing.id).sort();
const scanLater = async (): Promise<Cycle> => {
  m.time.advance(1);
  return await m.scan();
};

describe("what is written", () => {
  test("each offer once, and nothing where nothing changed", async () => {
    await telling();
    stock({ id: "1" }, { id: "2" });
    m.writes();
    expect(await m.scan()).toMatchObject({ changed: 2, gone: 0 });
    expect(m.writes().filter((key) => key.startsWith("OFFER#"))).toEqual(["OFFER#1", "OFFER#2"]);
    expect(await offered()).toEqual(["1", "2"]);
    for (let times = 0; times < 3; times++) {
      expect(await scanLater()).toEqual({ superseded: false, changed: 0, gone: 0, matches: 0, backlog: 0 });
    }
    expect(m.writes()).toEqual([]);
  });

  test("only what changed", async () => {
    stock({ id: "1" }, { id: "2" }, { id: "3" });
    await m.scan();
    m.writes();
    stock({ id: "2", net: 3000 });
    await scanLater();
    expect(m.writes()).toEqual(["OFFER#2"]);
  });

  test("more offers than a transaction holds", async () => {
    for (let id = 0; id < 250; id++) stock({ id: String(id) });
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
    stock({ net });
    await scanLater();
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
  stock({});
  await m.scan();
  expect(await expiry()).toBeUndefined();
  const first = await m.offer("1");

  m.stock.clear();
  expect(await scanLater()).toMatchObject({ changed: 0, gone: 1 });
  expect(await m.offer("1")).toMatchObject({ available: false });
  const days = ((await expiry()) ?? 0) / 86_400 - m.time.now() / 86_400_000;
  expect(days).toBeCloseTo(30, 2);
  expect(await scanLater()).toMatchObject({ changed: 0, gone: 0 });

  stock({});
  expect(await scanLater()).toMatchObject({ changed: 1, gone: 0 });
  expect(await m.offer("1")).toMatchObject({
    available: true,
    firstSeenAt: first?.firstSeenAt,
    prices: first?.prices,
  });
  expect(await expiry()).toBeUndefined();
  expect(await offered()).toEqual(["1"]);
});

describe("a rule", () => {
  beforeEach(async () => {
    stock({ id: "1" }, { id: "2", memoryGib: 128, net: 4500 });
    await m.scan();
  });

  test("made after the offers is matched by the next scan", async () => {
    await telling();
    expect(await offered()).toEqual([]);
    await scanLater();
    expect(await offered()).toEqual(["1", "2"]);
  });

  test("that is changed is matched anew by the next scan", async () => {
    const { id } = await telling({ minMemoryGib: 100 });
    await scanLater();
    expect(await offered()).toEqual(["2"]);
    m.time.advance(1);
    await edit(m.ctx, "ada", id, { minMemoryGib: 0 });
    await m.scan();
    expect(await offered()).toEqual(["1", "2"]);
    m.time.advance(1);
    await edit(m.ctx, "ada", id, { maxMonthly: 100 });
    stock({ id: "3" });
    await m.scan();
    expect(await offered()).toEqual(["1", "2"]);
  });

  // A rule that was stopped makes no match, from the moment it was stopped.
  test.each<[string, (id: string) => Promise<unknown>]>([
    ["paused", (id) => pause(m.ctx, "ada", id)],
    ["deleted", (id) => remove(m.ctx, "ada", id)],
  ])("that is %s matches nothing", async (_, stop) => {
    const { id } = await telling();
    m.time.advance(1);
    await stop(id);
    await m.scan();
    stock({ id: "3" });
    await scanLater();
    expect(await offered()).toEqual([]);
    await resume(m.ctx, "ada", id);
    await scanLater();
    expect(await offered()).toEqual(_ === "paused" ? ["1", "2", "3"] : []);
  });

  test("stopped between the scan's reading of it and the match matches nothing", async () => {
    const { id } = await telling();
    const late = intercepted(m.ctx, async (command, send) => {
      if (written(command).some((key) => key.startsWith("MATCH#"))) await pause(m.ctx, "ada", id);
      return await send();
    });
    const scanner = new Scanner(late, "hetzner");
    await scanner.load(0);
    await scanner.cycle(m.lease, { listings: [...m.stock.values()], refused: 0 });
    expect(await offered()).toEqual([]);
  });
});

describe("a rule that buys", () => {
  const fail = async (id: string, cause: Match.FailureCause) => {
    const match = (await m.matches("ada")).find((each) => each.listing.id === id && each.state === "matched");
    if (match) await settleFailed(m.ctx, match, { cause, message: "no" }, "not_sent");
    return match !== undefined;
  };

  test("asks for the cheapest alone, and for no second one while that is under way", async () => {
    await buyingRule(m.ctx, "ada");
    stock({ id: "1", net: 4000 }, { id: "2", net: 3000 }, { id: "3", net: 3500 });
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await offered()).toEqual(["2"]);
    await scanLater();
    expect(await offered()).toEqual(["2"]);
  });

  // A purchase that failed costs the customer one machine, not the next one.
  test("takes another machine in the cycle after the first was sold", async () => {
    await buyingRule(m.ctx, "ada");
    stock({ id: "1", net: 3000 }, { id: "2", net: 4000 });
    await m.scan();
    m.time.advance(1);
    expect(await fail("1", "sold")).toBe(true);
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await offered()).toEqual(["1", "2"]);
  });

  test("takes a machine that appears while the one that failed is still listed", async () => {
    await buyingRule(m.ctx, "ada");
    stock({ id: "1" });
    await m.scan();
    m.time.advance(1);
    await fail("1", "sold");
    expect(await m.scan()).toMatchObject({ matches: 0 });
    stock({ id: "2" });
    expect(await scanLater()).toMatchObject({ matches: 1 });
    expect(await offered()).toEqual(["1", "2"]);
  });

  test("tries the same machine again once its time has come", async () => {
    await buyingRule(m.ctx, "ada");
    stock({ id: "1" });
    await m.scan();
    await fail("1", "sold");
    m.time.advance(599);
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(2);
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await m.matches("ada")).toMatchObject([{ attempt: 2, state: "matched", failure: null }]);
  });

  test("that is to wait takes nothing, and everything there is afterwards", async () => {
    await buyingRule(m.ctx, "ada");
    stock({ id: "1" });
    await m.scan();
    await fail("1", "rate_limited");
    stock({ id: "2", net: 3900 });
    m.time.advance(3_599);
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(2);
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await offered()).toEqual(["1", "2"]);
  });

  test("does not ask for what it can't pay", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { budget: 4169 });
    stock({ id: "1" });
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(1);
    await edit(m.ctx, "ada", id, { budget: 4170 });
    expect(await m.scan()).toMatchObject({ matches: 1 });
  });
});

describe("many customers", () => {
  test("after the same machine: the oldest rule asks for it", async () => {
    for (const account of ["eve", "ada", "bob"]) {
      m.time.advance(1);
      await buyingRule(m.ctx, account);
    }
    await m.scan();
    stock({ id: "1" });
    expect(await scanLater()).toMatchObject({ matches: 1 });
    expect(await m.matches("eve")).toMatchObject([{ listing: { id: "1" } }]);
  });

  test("after three machines: one each, the oldest rule the cheapest", async () => {
    for (const account of ["eve", "ada", "bob", "mallory"]) {
      m.time.advance(1);
      await buyingRule(m.ctx, account);
    }
    await m.scan();
    stock({ id: "1", net: 4000 }, { id: "2", net: 3000 }, { id: "3", net: 3500 });
    expect(await scanLater()).toMatchObject({ matches: 3 });
    const took = async (account: string) => (await m.matches(account)).map((match) => match.listing.id);
    expect(await took("eve")).toEqual(["2"]);
    expect(await took("ada")).toEqual(["3"]);
    expect(await took("bob")).toEqual(["1"]);
    expect(await took("mallory")).toEqual([]);
  });

  // An older rule that is busy does not hold up the next customer.
  test("after the same machine: where the oldest rule is busy, the next asks for it at once", async () => {
    const oldest = await buyingRule(m.ctx, "eve");
    m.time.advance(1);
    await buyingRule(m.ctx, "ada");
    await m.scan();
    await Table.update(m.ctx.table, Rule.key("eve", oldest.id), {
      expression: "SET #openMatch = :match",
      values: { ":match": "mat_other" },
    });
    stock({ id: "1" });
    expect(await scanLater()).toMatchObject({ matches: 1 });
    expect(await m.matches("ada")).toMatchObject([{ listing: { id: "1" } }]);
  });

  test("after capacity that many can buy: all at once", async () => {
    for (const account of ["eve", "ada", "bob"]) await buyingRule(m.ctx, account);
    stock({ id: "1", unique: false });
    expect(await m.scan()).toMatchObject({ matches: 3 });
  });

  test("whose plan does not buy are told all the same", async () => {
    await setPlan(m.ctx.table, "ada", "free");
    await telling();
    stock({ id: "1" });
    await m.scan();
    expect(await m.matches("ada")).toMatchObject([{ state: "alerted" }]);
  });
});

describe("a crash between the match and the offers", () => {
  const DIED = new Error("The process died.");

  async function crash(): Promise<void> {
    const dying = intercepted(m.ctx, async (command, send) => {
      if (written(command).some((key) => key.startsWith("OFFER#"))) throw DIED;
      return await send();
    });
    const scanner = new Scanner(dying, "hetzner");
    await scanner.load(0);
    const cycle = scanner.cycle(m.lease, { listings: [...m.stock.values()], refused: 0 });
    await expect(cycle).rejects.toBe(DIED);
    await m.restart();
  }

  // After a restart a rule still asks for one machine: the order that it asked for before is not forgotten.
  test("repeats no order and asks for no other machine", async () => {
    await buyingRule(m.ctx, "ada");
    stock({ id: "1", net: 3000 }, { id: "2", net: 4000 });
    await crash();
    expect(await offered()).toEqual(["1"]);
    expect(await scanLater()).toMatchObject({ changed: 2, matches: 0 });
    expect(await offered()).toEqual(["1"]);
    expect(await scanLater()).toMatchObject({ changed: 0, matches: 0 });
  });

  test("tells nothing twice", async () => {
    await telling();
    stock({ id: "1" }, { id: "2" });
    await crash();
    const before = await m.matches("ada");
    await scanLater();
    expect(await m.matches("ada")).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe("more rules than one cycle matches against everything", () => {
  const count = 1_100;
  const account = (index: number) => `customer-${index}`;
  beforeEach(async () => {
    stock({ id: "1" });
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
    stock({ id: "2" });
    expect(await scanLater()).toMatchObject({ backlog: 0 });
    expect(await matched()).toBe(count + 100);
    expect(await scanLater()).toMatchObject({ backlog: 0 });
    expect(await matched()).toBe(0);
  });
});

// The scan that lost its lease writes no offer any more, whatever it had read before.
test("a scan whose lease was taken over writes no offer", async () => {
  stock({ id: "1" });
  await m.scan();
  await Lease.release(m.ctx.table, m.lease);
  const lease = await Lease.acquire(m.ctx.table, m.lease.name, "other", m.time.now(), 60_000);
  if (!lease) throw new Error("The lease is not free.");
  const other = new Scanner(m.ctx, "hetzner");
  await other.load(0);

  stock({ id: "1", net: 100 });
  expect(await scanLater()).toMatchObject({ superseded: true });
  expect((await m.offer("1"))?.listing.price.monthly.net).toBe(4000);
  stock({ id: "1", net: 200 });
  expect(await other.cycle(lease, { listings: [...m.stock.values()], refused: 0 })).toMatchObject({
    superseded: false,
  });
  expect((await m.offer("1"))?.listing.price.monthly.net).toBe(200);
});

// Two scans at once ask for each order once.
test("two scanners at once record each match once", async () => {
  for (const account of ["eve", "ada", "bob"]) await buyingRule(m.ctx, account);
  stock({ id: "1" }, { id: "2" }, { id: "3" });
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
