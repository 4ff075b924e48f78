// Guarantee: what was prepared makes an order faster and nothing else: same account, price of the moment, one order.

import { setPlan } from "@cloudco/core/account/account";
import { Connection } from "@cloudco/core/connection/connection";
import type { Listing } from "@cloudco/core/offer/offer";
import { execute } from "@cloudco/core/order/execute";
import { prepareFor } from "@cloudco/core/order/prepare";
import { Prepared } from "@cloudco/core/order/prepared";
import type { Adapter } from "@cloudco/core/provider/provider";
import { pauseRule } from "@cloudco/core/rule/edit";
import type { Rule } from "@cloudco/core/rule/rule";
import { account, eu } from "@cloudco/providers/test/ovh/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { buyingRule } from "./kit/customer.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { spoil } from "./kit/spoil.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";
/** One of the two builds on offer has so much disk. */
const BIG = 2_000;
const FILL = "POST /1.0/order/cart";

let time: Clock;
let w: FixtureWorld;
let rule: Rule.Info;
beforeEach(async () => {
  time = clock();
  w = await fixtureWorld(eu, time);
  await w.connect(ACCOUNT);
  rule = await w.wish(ACCOUNT, { locations: ["GRA"], minDiskGb: BIG });
  await stock("unavailable");
});
afterEach(() => w.close());

const stock = (availability: string, planCode = "24sk10") =>
  w.at.control("PUT", "/availability", { planCode, availability });
const prepared = () => Prepared.list(w.ctx.table, ACCOUNT);
const checkouts = () => w.at.requests(w.at.spending);

async function connected(): Promise<Connection.Info> {
  const connection = await Connection.find(w.ctx.table, ACCOUNT, "ovh-eu");
  if (!connection) throw new Error("There is no connection.");
  return connection;
}

type With = { adapter?: Adapter; connection?: Connection.Info; listings?: readonly Listing[] };

async function run({ adapter = w.adapter, connection, listings }: With = {}): Promise<number | null> {
  const reading = await w.adapter.assortment?.();
  const all = listings ?? (reading?.ok ? reading.listings : []);
  return await prepareFor(w.ctx, adapter, connection ?? (await connected()), all);
}

async function buy() {
  await w.scan();
  await w.order(await w.match(rule));
  return await w.match(rule);
}

async function journal(): Promise<string[]> {
  const entries = await w.at.control<{ method: string; path: string }[]>("GET", "/journal");
  return entries.map(({ method, path }) => `${method} ${path.split("?")[0]?.replace(/[\w-]{36}/, "*")}`);
}

test("what is out of stock is ordered with one call of three once it is in stock", async () => {
  await run();
  expect(await prepared()).toMatchObject([{ ruleId: rule.id, order: { expiresAt: expect.any(Number) } }]);
  expect(await checkouts()).toBe(0);
  await stock("1H-low");
  await w.scan();
  const before = (await journal()).length;
  await w.order(await w.match(rule));
  expect(await w.match(rule)).toMatchObject({ state: "placed" });
  expect((await journal()).slice(before).sort()).toEqual(
    [
      "GET /1.0/me/payment/method",
      "GET /1.0/order/cart/*/checkout",
      "POST /1.0/order/cart/*/checkout",
    ].sort(),
  );
  expect(await w.at.orders()).toHaveLength(1);
  expect(await prepared()).toEqual([]);
  expectWhole(await books(w.ctx.table, ACCOUNT));
});

// Guarantee: what can't be read of what was prepared holds no order up: it is ordered as if nothing were.
test("an order goes without one that can't be read", async () => {
  await run();
  const [{ listingId } = { listingId: "" }] = await prepared();
  const key = { pk: `ACCOUNT#${ACCOUNT}`, sk: `PREPARED#${rule.id}#${listingId}` };
  await spoil(w.ctx, key, "order");
  await stock("1H-low");
  expect(await buy()).toMatchObject({ state: "placed" });
  expect(await w.at.orders()).toHaveLength(1);
});

// Guarantee: a prepared cart changes nothing about a lost reply: one order, found again.
test.each(["reset", "truncate"])("an order with it whose reply is lost is found again (%s)", async (kind) => {
  await run();
  await stock("1H-low");
  await w.at.fault(w.at.spending, kind === "reset" ? { kind, when: "after" } : { kind: "truncate" });
  await buy();
  await settleAll(w, time, ACCOUNT);
  expect(await w.match(rule)).toMatchObject({ state: "reconciled_placed" });
  expect(await checkouts()).toBe(1);
  expect(await w.at.orders()).toHaveLength(1);
  expect(await prepared()).toEqual([]);
  expectWhole(await books(w.ctx.table, ACCOUNT));
});

// Guarantee: what may have been ordered with is not ordered with again.
test("an order with it that never arrived leaves it to nobody", async () => {
  await run();
  await stock("1H-low");
  await w.at.fault(w.at.spending, { kind: "reset", when: "before" });
  expect(await buy()).toMatchObject({ state: "unknown", trace: { cartId: expect.any(String) } });
  expect(await prepared()).toEqual([]);
  await settleAll(w, time, ACCOUNT);
  expect(await buy()).toMatchObject({ state: "placed", attempt: 2 });
  expect(await w.at.orders()).toHaveLength(1);
});

test("serves the next time where it was sold out in that moment", async () => {
  await run();
  const [made] = await prepared();
  await stock("1H-low");
  await w.scan();
  await stock("unavailable");
  await w.order(await w.match(rule));
  expect(await w.match(rule)).toMatchObject({ state: "not_sent", failure: { cause: "sold" } });
  expect(await prepared()).toEqual([made]);
  await w.scan();
  time.advance(3_600);
  await stock("1H-low");
  expect(await buy()).toMatchObject({ state: "placed" });
  expect(await w.at.requests(FILL)).toBe(1);
});

// Guarantee: nothing is bought with the keys of an account that the customer has replaced.
test("is not used with other keys than it was made with", async () => {
  await run();
  await w.connect(ACCOUNT, await account(w.at.controlUrl));
  await stock("1H-low");
  expect(await buy()).toMatchObject({ state: "placed" });
  expect(await w.at.requests(FILL)).toBe(2);
  expect(await w.at.orders()).toHaveLength(1);
});

// Guarantee: the price is the one of the moment, and no dearer than the rule allows.
test("is not ordered with at a price above the rule's", async () => {
  await run();
  await stock("1H-low");
  await w.scan();
  await w.at.control("PATCH", "/stock/24sk10", { cents: 99_900 });
  await w.order(await w.match(rule));
  expect(await w.match(rule)).toMatchObject({ failure: { cause: "price" } });
  expect(await checkouts()).toBe(0);
});

// Guarantee: no order leaves of which nobody has read the price at this moment.
test("taken away at the last moment, leaves an order whose price is read", async () => {
  await run();
  await stock("1H-low");
  await w.scan();
  const { id } = await w.match(rule);
  const calls: string[] = [];
  const late = bounded(w.ctx, w.adapter, async ({ call, when }) => {
    calls.push(call);
    if (call !== "GetCommand" || when !== "after" || (await w.match(rule)).state !== "reserved") return;
    for (const order of await prepared()) await Prepared.remove(w.ctx.table, order);
  });
  await execute(late.ctx, () => late.adapter, { v: 1, accountId: ACCOUNT, matchId: id });
  expect(await w.match(rule)).toMatchObject({ state: "placed" });
  expect(calls).toContain("quote");
});

describe("the next run", () => {
  test("makes none again, and looks after half an hour whether they are good", async () => {
    await run();
    const made = await prepared();
    const asked = (await journal()).length;
    await run();
    const [, ...since] = (await journal()).slice(asked).filter((route) => !route.includes("/catalog"));
    expect(since).toEqual([]);
    time.advance(31 * 60);
    await run();
    expect(await w.at.requests(FILL)).toBe(1);
    const [checked] = await prepared();
    expect(checked?.order).toEqual(made[0]?.order);
    expect(checked?.checkedAt).toBeGreaterThan(time.now() - 60_000);
  });

  test("forgets what nobody wants any more", async () => {
    await run();
    await pauseRule(w.ctx, ACCOUNT, rule.id);
    await run();
    expect(await prepared()).toEqual([]);
  });

  test("makes none, and keeps none, for a plan that buys nothing", async () => {
    await setPlan(w.ctx.table, ACCOUNT, "free");
    await run();
    expect(await w.at.requests(FILL)).toBe(0);
    await setPlan(w.ctx.table, ACCOUNT, "pro");
    await run();
    expect(await prepared()).toHaveLength(1);
    await setPlan(w.ctx.table, ACCOUNT, "free");
    await run();
    expect(await prepared()).toEqual([]);
  });

  test("asks an adapter that prepares nothing for nothing", async () => {
    const { prepare, ...plain } = w.adapter;
    expect(prepare).toBeDefined();
    expect(await run({ adapter: plain })).toBeNull();
    expect(await prepared()).toEqual([]);
  });

  test("makes none with credentials that can't be opened", async () => {
    const connection = await connected();
    const sealed = Uint8Array.from(connection.sealed, (byte, at) => (at === 0 ? byte ^ 1 : byte));
    expect(await run({ connection: { ...connection, sealed } })).toBeNull();
    expect(await prepared()).toEqual([]);
    expect(await w.at.requests(FILL)).toBe(0);
  });

  test("makes none for a term that is not sold", async () => {
    const reading = await w.adapter.assortment?.();
    const listings = reading?.ok ? reading.listings : [];
    const bare = listings.map(({ prices: _, ...listing }) => ({
      ...listing,
      price: { ...listing.price, terms: [] },
    }));
    const { category, currency, maxMonthly, maxSetup } = rule;
    const wanted = { category, currency, maxMonthly, maxSetup, locations: ["GRA"], minDiskGb: BIG };
    const year = await buyingRule(
      w.ctx,
      ACCOUNT,
      { ...wanted, termMonths: 12, budget: 1_000_000 },
      rule.provider,
    );
    await run({ listings: bare });
    expect((await prepared()).map(({ ruleId }) => ruleId)).toEqual([rule.id]);
    await run({ listings });
    expect((await prepared()).map(({ ruleId }) => ruleId)).toContain(year.id);
  });

  test("goes on where the last one stopped: two are made at a time", async () => {
    await stock("1H-low");
    for (const place of ["RBX", "SBG"]) await w.wish(ACCOUNT, { locations: [place], minDiskGb: BIG });
    await w.wish(ACCOUNT, { locations: ["GRA", "RBX", "SBG"], minDiskGb: BIG });
    for (const made of [2, 4, 6, 6]) {
      await run();
      expect(await prepared()).toHaveLength(made);
    }
  });

  test("waits as long as OVHcloud asks for", async () => {
    await w.at.fault(FILL, { kind: "rate-limit" });
    expect(await run()).toBeGreaterThanOrEqual(60);
    expect(await w.at.requests(FILL)).toBe(1);
  });

  test("does not try again at once what can't be prepared", async () => {
    await w.at.fault("POST /1.0/order/cart/*/eco", {
      kind: "body",
      status: 400,
      body: JSON.stringify({ class: "Client::BadRequest", message: "no" }),
    });
    await run();
    expect(await prepared()).toMatchObject([{ order: null, failure: { cause: expect.any(String) } }]);
    await run();
    expect(await w.at.requests(FILL)).toBe(1);
    time.advance(31 * 60);
    await run();
    expect(await prepared()).toMatchObject([{ order: { expiresAt: expect.any(Number) }, failure: null }]);
  });
});
