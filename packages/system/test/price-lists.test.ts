// Guarantee: a rule is judged, bought and shown by the price of the account that would pay, in its currency.

import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection } from "@cloudco/core/connection/save";
import type { Listing } from "@cloudco/core/offer/offer";
import { usedPriceLists } from "@cloudco/core/offer/price-lists";
import { findOffer } from "@cloudco/core/offer/stored";
import { editRule } from "@cloudco/core/rule/edit";
import type { Rule } from "@cloudco/core/rule/rule";
import { around } from "@cloudco/providers/around";
import { descriptors } from "@cloudco/providers/descriptors";
import { account, ca, eu } from "@cloudco/providers/test/ovh/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clock } from "./kit/clock.ts";
import { buyingRule } from "./kit/customer.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const PLAN = {
  cents: 1699,
  setupCents: 1699,
  subsidiaries: {
    DE: { cents: 1764, setupCents: 1764, terms: [{ mode: "upfront12", months: 12, cents: 19_999 }] },
    GB: { cents: 1475, setupCents: 1475 },
    WE: { cents: 1850, setupCents: 1850 },
  },
};
const wish = { category: "dedicated" as const, maxSetup: 2000, budget: 40_000, locations: ["GRA"] };

let w: FixtureWorld;
beforeEach(async () => {
  w = await fixtureWorld(eu, clock());
  await w.at.control("POST", "/stock", PLAN);
});
afterEach(() => w.close());

const login = (subsidiary: string) => account(w.at.controlUrl, { subsidiary });
const rule = (accountId: string, criteria: Partial<Rule.Criteria>) =>
  buyingRule(w.ctx, accountId, { ...wish, ...criteria }, "ovh-eu");
const bought = async () =>
  (await w.at.orders()).map((order) => (order as unknown as { netCents: number }).netCents);
const buy = async (of: Rule.Info) => {
  await w.scan();
  await w.order(await w.match(of));
  return await w.match(of);
};

describe("of one server", () => {
  test("a German account pays the German price, and a French one the French", async () => {
    await w.connect("ada", await login("FR"));
    await w.connect("bob", await login("DE"));
    const french = await rule("ada", { maxMonthly: 1699 });
    const german = await rule("bob", { maxMonthly: 1764 });
    const tooLow = await rule("bob", { maxMonthly: 1763 });
    await w.scan();
    expect((await w.matches("bob")).filter(({ ruleId }) => ruleId === tooLow.id)).toEqual([]);
    expect(await buy(german)).toMatchObject({
      state: "placed",
      monthly: 1764,
      listing: { price: { currency: "EUR", monthly: { net: 1764 }, setup: { net: 1764 } } },
    });
    expect(await buy(french)).toMatchObject({ state: "placed", monthly: 1699 });
    expect(await bought()).toEqual([2 * 1764, 2 * 1699]);
    for (const accountId of ["ada", "bob"]) expectWhole(await books(w.ctx.table, accountId));
  });

  test("a British account pays in pounds", async () => {
    await w.connect("ada", await login("GB"));
    expect(await Connection.find(w.ctx.table, "ada", "ovh-eu")).toMatchObject({
      priceList: "GB",
      currency: "GBP",
    });
    const british = await rule("ada", { maxMonthly: 1475 });
    expect(british).toMatchObject({ currency: "GBP", priceList: "GB" });
    expect(await buy(british)).toMatchObject({
      state: "placed",
      listing: { price: { currency: "GBP", monthly: { net: 1475 } } },
    });
    expect(await bought()).toEqual([2 * 1475]);
  });

  test("a term costs what its own row says, to the cent", async () => {
    await w.connect("ada", await login("DE"));
    const year = await rule("ada", { maxMonthly: 1667, maxSetup: 0, termMonths: 12, budget: 19_999 });
    expect(await buy(year)).toMatchObject({ state: "placed", amount: 19_999, monthly: 1667 });
    expect(await bought()).toEqual([19_999]);
    expect(await w.rule("ada", year.id)).toMatchObject({ left: 0, committed: 19_999 });
  });
});

test("stock is one, with a price by each list that somebody uses", async () => {
  await w.connect("ada", await login("DE"));
  await w.connect("bob", await login("GB"));
  await w.scan();
  const { id } = await w.at.listing();
  const offer = await findOffer(w.ctx.table, "ovh-eu", id);
  expect(Object.keys(offer?.listing.prices ?? {}).sort()).toEqual(["DE", "FR", "GB"]);
  expect(offer?.prices.map(({ priceList, monthly }) => [priceList, monthly]).sort()).toEqual([
    ["DE", 1764],
    ["FR", 1699],
    ["GB", 1475],
  ]);
  expect(await usedPriceLists(w.ctx.table, "ovh-eu")).toEqual(["DE", "GB"]);
});

describe("a rule made before there is an account", () => {
  test("is in the currency that its owner chooses, and judged by the account's prices once it is connected", async () => {
    const chosen = await rule("ada", { maxMonthly: 1764, currency: "EUR" });
    expect(chosen.priceList).toBe("FR");
    await w.connect("ada", await login("DE"));
    expect(await w.rule("ada", chosen.id)).toMatchObject({ priceList: "DE", revision: 2 });
    expect(await buy(chosen)).toMatchObject({ state: "placed", monthly: 1764 });
  });

  test("in another currency than the account pays in matches nothing until it is changed", async () => {
    const euros = await rule("ada", { maxMonthly: 3000, currency: "EUR" });
    await w.connect("ada", await login("GB"));
    await w.scan();
    expect(await w.matches("ada")).toEqual([]);
    const edited = await editRule(w.ctx, descriptors, "ada", euros.id, { name: "other" });
    expect(edited).toMatchObject({ refused: "criteria", problems: [{ field: "currency" }] });
    await editRule(w.ctx, descriptors, "ada", euros.id, { currency: "GBP", maxMonthly: 1475 });
    expect(await buy(euros)).toMatchObject({ state: "placed", monthly: 1475 });
  });

  test("follows the currency that its owner changes to", async () => {
    const { id } = await rule("ada", { maxMonthly: 3000, currency: "EUR" });
    const edited = await editRule(w.ctx, descriptors, "ada", id, { currency: "GBP" });
    expect(edited).toMatchObject({ rule: { currency: "GBP", priceList: "GB" } });
  });
});

// Guarantee: what was spent in one currency is never counted in another.
test("a rule that has bought keeps its currency, also when it could pay in another", async () => {
  await w.connect("ada", await login("DE"));
  const euros = await rule("ada", { maxMonthly: 1764, quantity: 2 });
  expect(await buy(euros)).toMatchObject({ state: "placed" });
  await removeConnection(w.ctx, "ada", "ovh-eu");
  const edited = await editRule(w.ctx, descriptors, "ada", euros.id, { currency: "GBP" });
  const message = expect.stringContaining("has spent EUR already");
  expect(edited).toEqual({ refused: "criteria", problems: [{ field: "currency", message }] });
  expect(await w.rule("ada", euros.id)).toMatchObject({ currency: "EUR", priceList: "DE" });
});

test("a term that is not sold any more is not bought for another", async () => {
  await w.connect("ada", await login("DE"));
  const year = await rule("ada", { maxMonthly: 1764, termMonths: 12 });
  await w.scan();
  const without = around(w.adapter, async (method, call) => {
    const result = await call();
    if (method === "quote") (result as unknown as { listing: Listing }).listing.price.terms = [];
    return result;
  });
  await w.order(await w.match(year), without);
  expect(await w.match(year)).toMatchObject({ state: "not_sent", failure: { cause: "price" } });
  expect(await w.at.orders()).toEqual([]);
});

test("an account of another subsidiary than the rule was judged by buys nothing by that price", async () => {
  await w.connect("ada", await login("FR"));
  const french = await rule("ada", { maxMonthly: 1699 });
  await w.scan();
  const match = await w.match(french);
  // Other keys of the same customer, of which the rule has not heard yet.
  const german = await login("DE");
  await w.order(match, { ...w.adapter, quote: (_, listing) => w.adapter.quote(german, listing) });
  expect(await w.match(french)).toMatchObject({ state: "not_sent", failure: { cause: "price" } });
  expect(await w.at.orders()).toEqual([]);
});

test("an account of OVHcloud North America in US dollars buys in US dollars", async () => {
  const north = await fixtureWorld(ca, clock());
  await north.at.control("POST", "/stock", PLAN);
  await north.connect("ada", await account(north.at.controlUrl, { subsidiary: "WE" }));
  const dollars = await buyingRule(
    north.ctx,
    "ada",
    { ...wish, maxMonthly: 1850, locations: ["BHS"] },
    "ovh-ca",
  );
  expect(dollars.currency).toBe("USD");
  await north.scan();
  await north.order(await north.match(dollars));
  expect(await north.match(dollars)).toMatchObject({
    state: "placed",
    listing: { price: { currency: "USD", monthly: { net: 1850 } } },
  });
  await north.close();
});

// What is beyond the Eco range, machines with cards among it, has a catalogue and routes of its own.
test("a server with cards, of the other catalogue, is found and bought", async () => {
  const families = [
    { name: "memory", addons: [{ product: "ram-64g-ecc-2666" }] },
    { name: "storage", addons: [{ product: "softraid-2x960nvme" }] },
    { name: "gpu", addons: [{ product: "gpu-2xnvidia-l4", cents: 90_000 }] },
  ];
  const plan = {
    planCode: "23scalegpu01-v2",
    catalogue: "baremetalServers",
    cents: 5_000,
    setupCents: 0,
    families,
  };
  await w.at.control("POST", "/stock", plan);
  await w.connect("ada", await login("FR"));
  const cards = await rule("ada", {
    category: "gpu",
    gpuModel: "L4",
    minGpus: 2,
    maxMonthly: 95_000,
    budget: 95_000,
  });
  expect(await buy(cards)).toMatchObject({
    state: "placed",
    listing: { gpu: { name: "NVIDIA L4", count: 2 }, price: { monthly: { net: 95_000 } } },
  });
  expect(await bought()).toEqual([95_000]);
});
