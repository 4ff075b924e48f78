// Guarantee: of two orders that can't be told apart in the provider's records, one is under way at a time.

import { reconcile } from "@cloudco/core/order/reconcile";
import { settlePlaced } from "@cloudco/core/order/settle";
import type { Rule } from "@cloudco/core/rule/rule";
import { askTermination } from "@cloudco/core/snipe/edit";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { terminate } from "@cloudco/core/snipe/terminate";
import { account, eu } from "@cloudco/providers/test/ovh/fixture";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

/** OVHcloud carries no id of ours into an order, so that two for one plan can be told apart only if we see to it. */
const ACCOUNT = "ada";

let time: Clock;
let w: FixtureWorld;
beforeEach(async () => {
  time = clock();
  w = await fixtureWorld(eu, time);
  await w.connect(ACCOUNT);
});
afterEach(() => w.close());

const lose = (when: "before" | "after") => w.at.fault(w.at.spending, { kind: "reset", when });
const wish = (location: string, accountId = ACCOUNT) => w.wish(accountId, { locations: [location] });
const buy = async (rule: Rule.Info) => {
  await w.scan();
  await w.order(await w.match(rule));
  return await w.match(rule);
};
const checkouts = () => w.at.requests(w.at.spending);
const references = async () => (await w.at.orders()).map((order) => String((order as { id: number }).id));

describe("while an order is unknown", () => {
  let unknown: Rule.Info;
  let waiting: Rule.Info;
  beforeEach(async () => {
    unknown = await wish("GRA");
    waiting = await wish("RBX");
    await lose("before");
    expect(await buy(unknown)).toMatchObject({ state: "unknown" });
  });

  test("another of the same account for the plan waits, wherever it is for, and is bought after it", async () => {
    await w.order(await w.match(waiting));
    expect(await w.match(waiting)).toMatchObject({
      state: "not_sent",
      failure: { cause: "contended", message: expect.stringContaining("waits until that is settled") },
    });
    expect(await checkouts()).toBe(1);
    expect(await w.holder(await w.match(unknown))).toBe((await w.match(unknown)).id);
    await settleAll(w, time, ACCOUNT);
    expect(await w.match(unknown)).toMatchObject({ state: "reconciled_absent" });
    expect(await buy(waiting)).toMatchObject({ state: "placed" });
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });

  // Guarantee: who waits for a person holds up one rule, and no other: what it may have bought is dated a day earlier.
  test("and left to a person after a day, the plan is free for the account's other rules", async () => {
    await w.at.fault("GET /1.0/me/order", { kind: "status", status: 503, times: 0 });
    time.advance(86_400);
    await reconcile(w.ctx, () => w.adapter);
    expect(await w.match(unknown)).toMatchObject({ state: "needs_human" });
    await w.at.control("DELETE", "/faults");
    await w.order(await w.match(waiting)); // it has become too old
    expect(await buy(waiting)).toMatchObject({ state: "placed" });
    expect(await w.rule(ACCOUNT, unknown.id)).toMatchObject({ openMatch: (await w.match(unknown)).id });
    // And a person can still say what became of it.
    const found = { reference: "1", server: { id: null, ipv4: null, state: "ready" } } as const;
    expect(await settlePlaced(w.ctx, await w.match(unknown), found, "reconciled_placed")).toBe(true);
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });

  test("another customer's does not wait, nor another plan's", async () => {
    await w.connect("bob", await account(w.at.controlUrl));
    expect(await buy(await wish("GRA", "bob"))).toMatchObject({ state: "placed" });
    await control(w.at.controlUrl, "POST", "/stock", { planCode: "24sk20", cents: 1698 });
    const other = await wish("SBG");
    expect(await buy(other)).toMatchObject({ state: "placed", listing: { id: /^24sk20\./ } });
  });
});

test("two that are begun at once: one goes out", async () => {
  const rules = [await wish("GRA"), await wish("RBX")];
  await w.scan();
  await Promise.all(rules.map(async (rule) => w.order(await w.match(rule))));
  const states = await Promise.all(rules.map(async (rule) => (await w.match(rule)).state));
  expect(states.sort()).toEqual(["not_sent", "placed"]);
  expect(await checkouts()).toBe(1);
});

// Guarantee: a rule is not completed by a server that was bought for another, minutes before or after.
test("an order that never arrived is not taken for one that was bought before", async () => {
  expect(await buy(await wish("GRA"))).toMatchObject({ state: "placed" });
  const rule = await wish("GRA");
  await lose("before");
  expect(await buy(rule)).toMatchObject({ state: "unknown" });
  await settleAll(w, time, ACCOUNT);
  expect(await w.match(rule)).toMatchObject({ state: "reconciled_absent" });
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "active", left: rule.budget });
  expect(await w.snipes(ACCOUNT)).toHaveLength(1);
  expectWhole(await books(w.ctx.table, ACCOUNT));
});

// Guarantee: a server that another account of the provider's has is never taken for ours.
test("an order is not found in another account, whose keys were saved since", async () => {
  const rule = await wish("GRA");
  await lose("before");
  expect(await buy(rule)).toMatchObject({ state: "unknown" });
  const others = await account(w.at.controlUrl);
  await w.connect("bob", others);
  expect(await buy(await wish("GRA", "bob"))).toMatchObject({ state: "placed" });
  await w.connect(ACCOUNT, others);
  for (const _ of [1, 2, 3, 4, 5, 6]) {
    time.advance(61);
    await w.order(await w.match(rule));
  }
  expect(await w.match(rule)).toMatchObject({ state: "unknown" });
  expect(await w.snipes(ACCOUNT)).toEqual([]);
});

test.each(["before", "after"])(
  "one whose reply was lost is found beside one bought right %s it",
  async (which) => {
    const [first, second] = [await wish("GRA"), await wish("GRA")];
    if (which === "after") await lose("after");
    const one = await buy(first);
    if (which === "before") await lose("after");
    const two = await buy(second);
    expect([one, two]).toMatchObject([
      { state: which === "after" ? "reconciled_placed" : "placed" },
      { state: which === "after" ? "placed" : "reconciled_placed" },
    ]);
    expect([one.reference, two.reference]).toEqual(await references());
  },
);

test("each of two is told its own server and address", async () => {
  await w.at.control("PUT", "/settings", { deliveringAfterSeconds: 0, deliveredAfterSeconds: 0 });
  for (const rule of [await wish("GRA"), await wish("GRA")]) await buy(rule);
  time.advance(60);
  await refreshSnipes(w.ctx, () => w.adapter);
  const sold = (await w.at.orders()) as { id: number; servers: string[] }[];
  const known = (await w.snipes(ACCOUNT)).map(({ reference, server }) => [reference, server.id]);
  expect(known.sort()).toEqual(sold.map(({ id, servers }) => [String(id), servers[0]]).sort());
});

// Guarantee: with keys that were saved again, a server is not said to be in another account because of its neighbour.
test("of two the account is proven by its own order, also where the keys were saved again", async () => {
  await w.at.control("PUT", "/settings", { deliveringAfterSeconds: 0, deliveredAfterSeconds: 0 });
  for (const rule of [await wish("GRA"), await wish("GRA")]) await buy(rule);
  await w.connect(ACCOUNT);
  const gone = {
    kind: "body",
    status: 404,
    body: JSON.stringify({ class: "Client::NotFound", message: "no" }),
  };
  await w.at.fault("GET /1.0/dedicated/server/*/serviceInfos", { ...gone, times: 2 });
  for (const { id } of await w.snipes(ACCOUNT)) {
    await askTermination(w.ctx, ACCOUNT, id);
    await terminate(w.ctx, () => w.adapter, { accountId: ACCOUNT, snipeId: id });
  }
  expect(await w.snipes(ACCOUNT)).toMatchObject(Array(2).fill({ termination: { state: "terminated" } }));
});

test("a plan that was sold to somebody else is free for the next order at once", async () => {
  const [first, second] = [await wish("GRA"), await wish("RBX")];
  await w.at.fault(w.at.spending, { kind: "sold" });
  expect(await buy(first)).toMatchObject({ state: "rejected", failure: { cause: "sold" } });
  expect(await buy(second)).toMatchObject({ state: "placed" });
});

// Guarantee: a process that dies with the claim leaves it to whoever takes the match over, or settles it.
test.each(["quote", "order"])(
  "a process that dies at its %s blocks the plan no longer than its match",
  async (call) => {
    const rule = await wish("GRA");
    await w.scan();
    const dying = bounded(w.ctx, w.adapter, async (boundary) => {
      if (boundary.call === call && boundary.when === "after") throw new Error("The process died.");
    });
    const match = await w.match(rule);
    await expect(w.order(match, dying.adapter)).rejects.toThrow("The process died.");
    expect(await w.holder(await w.match(rule))).toBe(match.id);
    time.advance(31);
    await reconcile(w.ctx, () => w.adapter);
    await settleAll(w, time, ACCOUNT);
    expect(await w.match(rule)).toMatchObject({ state: call === "quote" ? "placed" : "reconciled_placed" });
    expect(await buy(await wish("RBX"))).toMatchObject({ state: "placed" });
    expect(await references()).toHaveLength(2);
  },
);

// Guarantee: no more is paid than was reserved: what the cart asks is held against rent and setup, each.
test.each([
  { cents: 1700 },
  { setupCents: 1700 },
  { cents: 1700, setupCents: 0 },
  { cents: 0, setupCents: 1700 },
])("a price that rose after it was read, by %j", async (dearer) => {
  const rule = await wish("GRA");
  await w.scan();
  const late = bounded(w.ctx, w.adapter, async ({ call, when }) => {
    if (call === "draft" && when === "before") await w.at.control("PATCH", "/stock/24sk10", dearer);
  });
  await w.order(await w.match(rule), late.adapter);
  expect(await w.match(rule)).toMatchObject({ state: "not_sent", failure: { cause: "price" } });
  expect(await checkouts()).toBe(0);
  expect(await w.holder(await w.match(rule))).toBeNull();
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "active", left: rule.budget });
});

test("what is reserved is first month and setup, and that is what is paid", async () => {
  const rule = await wish("GRA");
  const { amount } = await buy(rule);
  expect(await w.at.orders()).toMatchObject([{ netCents: amount }]);
  expect(amount).toBe(1699 + 1699);
});
