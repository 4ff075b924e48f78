// Guarantee: what is listed is in stock, what is quoted is what the account pays, and half an inventory is none.

import { randomBytes } from "node:crypto";
import type { Listing } from "@cloudco/core/offer/offer";
import { Secret } from "@cloudco/core/secret/secret";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { given } from "../../test/given.ts";
import { build, catalogue, ID, plan } from "../../test/ovh/samples.ts";
import { business, gateway, Status, Stub } from "../../test/ovh/stub.ts";
import { Providers } from "../providers.ts";
import { europe, northAmerica } from "./ovh.ts";

const eu = new Stub("OVH_EU_URL");
const ca = new Stub("OVH_CA_URL");

const CATALOGUE = "GET /order/catalog/public/eco";
const STOCK = "GET /dedicated/server/datacenter/availabilities";
const key = () => new Secret(randomBytes(16).toString("hex"));
const login = { applicationKey: key(), applicationSecret: key(), consumerKey: key() };

const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000);

beforeEach(() => {
  eu.answer({ [CATALOGUE]: catalogue, [STOCK]: [build], "GET /me": { ovhSubsidiary: "IE" } });
});

afterEach(() => {
  vi.useRealTimers();
});

test("both regions are found by their ids", () => {
  expect(Providers.get("ovh-eu")).toBe(europe);
  expect(Providers.get("ovh-ca")).toBe(northAmerica);
});

describe("inventory", () => {
  test("is public, and each region's own", async () => {
    const canadian = { ...catalogue, locale: { currencyCode: "CAD", subsidiary: "CA", taxRate: 0 } };
    ca.answer({ [CATALOGUE]: canadian, [STOCK]: [build] });
    expect(given(await europe.inventory(null)).listings).toMatchObject([
      { id: ID, provider: "ovh-eu", price: { currency: "EUR" } },
      { provider: "ovh-eu" },
    ]);
    expect(given(await northAmerica.inventory(null)).listings).toMatchObject([
      { id: ID, provider: "ovh-ca", price: { currency: "CAD" } },
      { provider: "ovh-ca" },
    ]);
    expect(eu.seen.find(({ path }) => path.startsWith("/order"))?.query.toString()).toBe("ovhSubsidiary=FR");
    expect(ca.seen.find(({ path }) => path.startsWith("/order"))?.query.toString()).toBe("ovhSubsidiary=CA");
    for (const { headers } of [...eu.seen, ...ca.seen])
      expect(headers).not.toHaveProperty("x-ovh-application");
  });

  test("is of another subsidiary where that is configured", async () => {
    vi.stubEnv("OVH_EU_SUBSIDIARY", "PL");
    await europe.inventory(null);
    expect(eu.seen.find(({ path }) => path.startsWith("/order"))?.query.toString()).toBe("ovhSubsidiary=PL");
  });

  test("gives the same object until something changes", async () => {
    const first = await europe.inventory(null);
    expect(await europe.inventory(null)).toBe(first);
    minutes(2);
    expect(await europe.inventory(null)).toBe(first);
    eu.answer({ [STOCK]: [{ ...build, datacenters: [{ datacenter: "gra", availability: "1H-low" }] }] });
    expect(given(await europe.inventory(null)).listings).toHaveLength(1);
  });

  test("reads the large catalogue once a minute, and at once for a plan that it has not seen", async () => {
    const read = () => eu.calls.filter((call) => call === CATALOGUE).length;
    const other = { ...build, planCode: "24adv01" };
    eu.answer({ [STOCK]: [build, other] });
    for (let poll = 0; poll < 3; poll += 1) await europe.inventory(null);
    eu.answer({ [STOCK]: [other, build] });
    await europe.inventory(null);
    expect(read()).toBe(1);
    const added = { ...plan, planCode: "26sk99" };
    eu.answer({
      [CATALOGUE]: { ...catalogue, plans: [plan, added] },
      [STOCK]: [{ ...build, planCode: "26sk99" }],
    });
    expect(given(await europe.inventory(null)).listings).toMatchObject([
      { id: ID.replace("24sk10", "26sk99") },
      {},
    ]);
    expect(read()).toBe(2);
    minutes(2);
    await europe.inventory(null);
    expect(read()).toBe(3);
  });

  test("counts what it can't read, in the catalogue and among what is in stock", async () => {
    const plans = [plan, { ...plan, planCode: "24sk20", pricings: [] }, "plan"];
    const other = { ...build, memory: "ram-16g" };
    eu.answer({ [CATALOGUE]: { ...catalogue, plans }, [STOCK]: [build, other, { planCode: 1 }] });
    expect(await europe.inventory(null)).toMatchObject({ listings: [{}, {}], refused: 5 });
  });

  test("may be empty", async () => {
    eu.answer({ [STOCK]: [] });
    expect(await europe.inventory(null)).toEqual({ ok: true, listings: [], refused: 0 });
    const plans = [plan, { planCode: "24sk20" }];
    eu.answer({ [CATALOGUE]: { ...catalogue, plans } });
    minutes(2);
    expect(await europe.inventory(null)).toEqual({ ok: true, listings: [], refused: 1 });
  });

  test.each<[string, unknown, string]>([
    [CATALOGUE, new Status(503), "unavailable"],
    [CATALOGUE, new Status(429), "rate_limited"],
    [CATALOGUE, business("invalid ovhSubsidiary"), "unreadable"],
    [CATALOGUE, { plans: [] }, "unreadable"],
    [CATALOGUE, { ...catalogue, plans: [{ planCode: "24sk10" }] }, "unreadable"],
    [CATALOGUE, { ...catalogue, locale: { currencyCode: "CZK" } }, "unreadable"],
    [STOCK, new Status(500), "unavailable"],
    [STOCK, business("No availabilities found", 404), "unreadable"],
    [STOCK, {}, "unreadable"],
    [STOCK, [{ fqn: "24sk10" }], "unreadable"],
    [STOCK, [{ ...build, memory: "ram-16g" }], "unreadable"],
  ])("fails where %s answers %j", async (route, answer, cause) => {
    eu.answer({ [route]: answer });
    expect(await europe.inventory(null)).toMatchObject({ ok: false, cause });
  });
});

describe("quote", () => {
  async function listed(): Promise<Listing> {
    const [listing] = given(await europe.inventory(null)).listings;
    if (!listing) throw new Error("nothing is listed");
    eu.seen.length = 0;
    return listing;
  }

  test("is read anew, at the subsidiary that the account buys from", async () => {
    const listing = await listed();
    const pricings = plan.pricings.map((row) => ({ ...row, price: row.price / 2, tax: null }));
    eu.answer({ [CATALOGUE]: { ...catalogue, plans: [{ ...plan, pricings }] } });
    const half = { net: 850, gross: null };
    const price = { currency: "EUR", monthly: half, setup: half, terms: [] };
    expect(await europe.quote(login, listing)).toEqual({
      ok: true,
      listing: {
        ...listing,
        price,
        prices: { IE: price },
      },
    });
    const queries = eu.seen.map(({ query }) => query.toString()).filter(Boolean);
    expect(queries.sort()).toEqual(["ovhSubsidiary=IE", "ovhSubsidiary=IE", "planCode=24sk10"]);
  });

  test.each([
    [[{ ...build, datacenters: [{ datacenter: "gra", availability: "unavailable" }] }]],
    [[{ ...build, memory: "ram-64g-ecc-2133" }]],
    [[]],
    [business("No availabilities found for 24sk10", 404)],
  ])("of a server that is out of stock: %j", async (stock) => {
    const listing = await listed();
    eu.answer({ [STOCK]: stock });
    expect(await europe.quote(login, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test("of a plan that the subsidiary does not sell", async () => {
    const listing = await listed();
    eu.answer({ [CATALOGUE]: { ...catalogue, plans: [] } });
    expect(await europe.quote(login, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  // Guarantee: amounts of two currencies are never compared.
  test.each(["GBP", "CZK"])("of an account that pays in %s says so", async (currencyCode) => {
    const listing = await listed();
    eu.answer({ [CATALOGUE]: { ...catalogue, locale: { currencyCode } } });
    expect(await europe.quote(login, listing)).toMatchObject({
      ok: false,
      cause: "price",
      message: expect.stringMatching(currencyCode === "GBP" ? /in GBP/ : /in another currency/),
    });
  });

  test.each<[string, unknown, string]>([
    ["GET /me", gateway("INVALID_CREDENTIAL"), "credentials"],
    ["GET /me", {}, "unreadable"],
    [CATALOGUE, new Status(502), "unavailable"],
    [CATALOGUE, { ...catalogue, plans: [{ planCode: "24sk10" }] }, "unreadable"],
    [STOCK, [{ planCode: "24sk10" }], "unreadable"],
    [STOCK, [{ ...build, memory: "ram-16g" }], "unreadable"],
    [STOCK, new Status(404, "<h1>404</h1>"), "unreadable"],
  ])("fails where %s answers %j", async (route, answer, cause) => {
    const listing = await listed();
    eu.answer({ [route]: answer });
    expect(await europe.quote(login, listing)).toMatchObject({ ok: false, cause });
  });
});
