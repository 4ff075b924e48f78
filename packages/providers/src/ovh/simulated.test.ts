// Guarantee: from the keys to the server that is ended, one order is one server, at a price that was asked for,
// whoever else buys.

import { Secret } from "@cloudco/core/secret/secret";
import { describe, expect, test } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { given } from "../../test/given.ts";
import {
  account,
  application,
  ca,
  control,
  eu,
  fault,
  login,
  offer,
  orders,
  request,
  sent,
} from "../../test/ovh/rig.ts";
import { ConsumerKey } from "./consumer-key.ts";
import { europe, northAmerica } from "./ovh.ts";
import { Region } from "./region.ts";
import { Rights } from "./rights.ts";

const CHECKOUT = "/order/cart/*/checkout";

describe("an account", () => {
  test("is verified with the rights that CloudCO asks for, and no more", async () => {
    expect(await europe.verify(login)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
    const least = await account(eu, {}, { rules: Rights.NEEDED });
    expect(await europe.verify(least)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
    const placed = await placeOrder(europe, least, request(await offer()));
    expect(placed).toMatchObject({ kind: "placed" });
    await control("POST", "/clock", { advanceSeconds: 61 });
    const found = await europe.find(least, request(await offer()), Date.now());
    if (found.kind !== "found") throw new Error("the order is not found");
    expect(found.server).toMatchObject({ state: "ready", ipv4: expect.any(String) });
    const { reference, server } = found;
    const end = await europe.terminate?.(least, { serverId: server.id, reference, category: "dedicated" });
    expect(end).toMatchObject({ kind: "terminated" });
  });

  test("is told which rights its key lacks", async () => {
    const rules = [{ method: "GET", path: "/me" }];
    expect(await europe.verify(await account(eu, {}, { rules }))).toMatchObject({
      cause: "not_allowed",
      message: expect.stringContaining("GET /me/order, GET /me/order/*"),
    });
  });

  test("of the other region is recognised, and a secret that does not fit is", async () => {
    const canadian = await account(ca);
    expect(await northAmerica.verify(canadian)).toEqual({ ok: true, priceList: "CA", currency: "CAD" });
    expect(await europe.verify(canadian)).toMatchObject({
      message: expect.stringContaining("North America"),
    });
    const mixed = { ...login, applicationSecret: new Secret("another") };
    expect(await europe.verify(mixed)).toMatchObject({
      cause: "credentials",
      message: expect.stringContaining("secret does not belong"),
    });
  });

  test("gets its consumer key by a link", async () => {
    const { id } = await control<{ id: string }>("POST", "/accounts", {});
    const requested = await ConsumerKey.request(Region.EUROPE, new Secret(application));
    if (!requested.ok) throw new Error(requested.message);
    const keys = { ...login, consumerKey: requested.consumerKey };
    expect(await europe.verify(keys)).toMatchObject({ cause: "credentials" });
    await control("POST", "/validations", { url: requested.validationUrl, account: id });
    expect(await europe.verify(keys)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
  });

  test.each(["QUERY_TIME_OUT", "INVALID_KEY"])(
    "is verified by a clock that has moved, after %s",
    async (code) => {
      await control("PUT", "/settings", { timestampRefusal: code });
      expect(await europe.verify(login)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
      await control("POST", "/clock", { advanceSeconds: 3_600 });
      expect(await europe.verify(login)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
    },
  );
});

describe("a server", () => {
  test("is listed, quoted, bought, found, delivered and ended", async () => {
    const listing = await offer({ cents: 2099, setupCents: 999 });
    expect(listing).toMatchObject({
      memoryGib: 32,
      disks: [{ kind: "ssd", count: 2, sizeGb: 480 }],
      price: { monthly: { net: 2099, gross: 2519 }, setup: { net: 999, gross: 1199 } },
    });
    expect(await europe.quote(login, listing)).toEqual({ ok: true, listing });
    const since = Date.now();
    const placed = await placeOrder(europe, login, request(listing));
    const [order] = await orders();
    expect(placed).toMatchObject({ kind: "placed", reference: String(order?.id) });
    expect(order).toMatchObject({ netCents: 3098, status: "checking", waived: false });
    const reference = String(order?.id);
    expect(await europe.find(login, request(listing), since)).toMatchObject({
      kind: "found",
      reference,
      server: { id: null, state: "provisioning" },
    });
    await control("POST", "/clock", { advanceSeconds: 61 });
    const [{ servers } = { servers: [] }] = await orders();
    const ready = { id: servers[0], ipv4: expect.stringMatching(/^\d/), state: "ready" };
    expect(await europe.find(login, request(listing), since)).toEqual({
      kind: "found",
      reference,
      server: ready,
    });
    const server = { serverId: null, reference, category: "dedicated" } as const;
    const end = await europe.terminate?.(login, server);
    if (end?.kind !== "terminated") throw new Error("not terminated");
    expect(end.at).toBeGreaterThan(Date.now());
    expect(await europe.terminate?.(login, server)).toEqual(end);
    await control("POST", "/clock", { advanceSeconds: 40 * 86_400 });
    expect(await europe.terminate?.(login, { ...server, serverId: servers[0] ?? "" })).toEqual({
      kind: "gone",
    });
  });

  test("of another build or datacentre is another order", async () => {
    const listing = await offer();
    const { listings } = given(await europe.inventory(null));
    const other = listings.find(
      ({ location, disks }) => location.code === "rbx" && disks[0]?.sizeGb === 2000,
    );
    if (!other) throw new Error("not listed");
    const second = request(other, { orderId: "mat_2-1" });
    expect(await placeOrder(europe, login, second)).toMatchObject({ kind: "placed" });
    const drafted = await europe.draft(login, request(listing));
    const trace = drafted.ok && drafted.trace;
    expect(await europe.find(login, { ...request(listing), trace }, Date.now())).toEqual({ kind: "absent" });
    expect(await europe.find(login, second, Date.now())).toMatchObject({ kind: "found" });
  });

  test("for a year is paid in advance where that costs no more than the months", async () => {
    const listing = await offer();
    const template = { sshKeys: [], ipv4: true, termMonths: 12 };
    expect(await placeOrder(europe, login, request(listing, { template }))).toMatchObject({ kind: "placed" });
    expect(await orders()).toMatchObject([{ netCents: 18_349 }]);
  });

  test("that is out of stock is not listed, quoted or ordered", async () => {
    const listing = await offer();
    await control("PUT", "/availability", { planCode: "24sk10", availability: "unavailable" });
    expect(await europe.inventory(null)).toEqual({ ok: true, listings: [], refused: 0 });
    expect(await europe.quote(login, listing)).toMatchObject({ ok: false, cause: "sold" });
    expect(await placeOrder(europe, login, request(listing))).toMatchObject({
      kind: "not_sent",
      cause: "sold",
    });
  });

  test("that somebody else takes at the last moment is lost, and one that is dearer says so", async () => {
    const listing = await offer();
    await fault(`POST ${CHECKOUT}`, { kind: "sold" });
    expect(await placeOrder(europe, login, request(listing))).toMatchObject({
      kind: "rejected",
      cause: "sold",
    });
    await control("PUT", "/availability", { planCode: "24sk10", availability: "72H" });
    await control("PATCH", "/stock/24sk10", { setupCents: 1700 });
    expect(await europe.draft(login, request(listing))).toMatchObject({
      ok: true,
      listing: { price: { setup: { net: 1700 } } },
    });
    expect(await orders()).toEqual([]);
  });

  test("of which one is left has one winner", async () => {
    const listing = await offer();
    await control("PUT", "/availability", { planCode: "24sk10", availability: "1H-low", left: 1 });
    const second = await account(eu);
    const outcomes = await Promise.all(
      [login, second].map((keys) => placeOrder(europe, keys, request(listing))),
    );
    expect(outcomes.map(({ kind }) => kind)).toContain("placed");
    expect(outcomes.find(({ kind }) => kind !== "placed")).toMatchObject({ cause: "sold" });
    expect(await orders()).toHaveLength(1);
  });

  test.each([
    [{ paymentMethod: "none" }, { kind: "not_sent", cause: "payment" }],
    [{ paymentMethod: "expired" }, { kind: "not_sent", cause: "payment" }],
    [{ ordering: false }, { kind: "unknown", cause: "not_allowed" }],
    [{ subsidiary: "GB" }, { kind: "not_sent", cause: "price" }],
  ])("is not bought by an account of %j", async (fields, end) => {
    const listing = await offer();
    expect(await placeOrder(europe, await account(eu, fields), request(listing))).toMatchObject(end);
    expect(await orders()).toEqual([]);
  });

  test("is bought with two requests where its cart was prepared before it was in stock", async () => {
    const listing = await offer();
    await control("PUT", "/availability", { planCode: "24sk10", availability: "unavailable" });
    const preparation = await europe.prepare?.(login, request(listing));
    if (!preparation?.ok) throw new Error("not prepared");
    const { prepared } = preparation;
    expect(await placeOrder(europe, login, request(listing, { prepared }))).toMatchObject({ cause: "sold" });
    expect(await europe.prepare?.(login, request(listing, { prepared }))).toEqual({ ok: true, prepared });
    await control("PUT", "/availability", { planCode: "24sk10", availability: "1H-low" });
    await control("DELETE", "/journal");
    expect(await placeOrder(europe, login, request(listing, { prepared }))).toMatchObject({ kind: "placed" });
    expect(await sent("*", "/order/*")).toBe(0);
    expect([
      await sent("GET", CHECKOUT),
      await sent("POST", CHECKOUT),
      await sent("POST", "/order/cart"),
    ]).toEqual([1, 1, 0]);
    expect(await placeOrder(europe, login, request(listing, { prepared }))).toMatchObject({
      kind: "not_sent",
    });
    expect(await orders()).toHaveLength(1);
  });
});
