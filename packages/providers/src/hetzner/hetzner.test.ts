// Guarantee: no login is wasted that could block the address, and what is quoted is what this account would pay.

import { randomBytes } from "node:crypto";
import { monthlyNet } from "@cloudco/core/offer/offer";
import type { Credentials } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { describe, expect, test, vi } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { given } from "../../test/given.ts";
import {
  control,
  credentials,
  fault,
  hetzner,
  login,
  offer,
  request,
  robot,
  robotError,
  user,
} from "../../test/hetzner/rig.ts";
import { Providers } from "../providers.ts";
import { adapter } from "./hetzner.ts";

test("is found by its id", () => {
  expect(Providers.get("hetzner")).toBe(adapter);
  expect(Providers.all).toContain(adapter);
});

describe("verify", () => {
  test("accepts an account without servers", async () => {
    expect(await adapter.verify(login)).toEqual({ ok: true });
  });

  test("works with a base URL that ends in a slash", async () => {
    vi.stubEnv("HETZNER_ROBOT_URL", `${hetzner.url}/`);
    expect(await adapter.verify(login)).toEqual({ ok: true });
  });

  test("accepts an account with servers", async () => {
    await control("PUT", "/settings", { readyAfterSeconds: 0 });
    await placeOrder(adapter, login, request(await offer()));
    expect(await adapter.verify(login)).toEqual({ ok: true });
  });

  test("tells a wrong password from everything else, and what is mostly behind it", async () => {
    const wrong = credentials(user, randomBytes(12).toString("hex"));
    const message = expect.stringMatching(/not the login of the Robot website.*enable access/);
    expect(await adapter.verify(wrong)).toEqual({ ok: false, cause: "credentials", message });
  });

  // Guarantee: what can't be right costs none of the three logins after which Hetzner blocks the address.
  test.each([
    {},
    { username: new Secret("u") },
    { username: new Secret(""), password: new Secret("p") },
    { username: new Secret("u:u"), password: new Secret("p") },
  ])("sends no login that can't be right", async (incomplete: Credentials) => {
    expect(await adapter.verify(incomplete)).toMatchObject({ ok: false, cause: "credentials" });
    expect(await control("GET", "/journal")).toEqual([]);
  });

  test.each([
    [{ kind: "rate-limit" }, { cause: "rate_limited", retryAfterSeconds: 3600 }],
    [{ kind: "status", status: 503 }, { cause: "unavailable" }],
    [{ kind: "reset" }, { cause: "unavailable" }],
    [{ kind: "truncate" }, { cause: "unavailable" }],
    [{ kind: "wrong-json" }, { cause: "unreadable" }],
    [{ kind: "not-json" }, { cause: "unreadable" }],
    [{ kind: "huge" }, { cause: "unreadable" }],
    [robotError(404, "NOT_FOUND"), { cause: "refused" }],
    [robotError(403, "FORBIDDEN"), { cause: "not_allowed" }],
    [{ kind: "body", status: 401, body: "" }, { cause: "credentials" }],
    [{ kind: "body", status: 302, body: "[]" }, { cause: "unreadable" }],
    [{ kind: "body", status: 429, body: "slow down" }, { cause: "rate_limited" }],
  ])("with %j is no proof", async (input, failure) => {
    await fault("GET /server", input);
    expect(await adapter.verify(login)).toMatchObject({ ok: false, ...failure });
  });

  test("ends with its signal", async () => {
    await fault("GET /server", { kind: "hang" });
    const result = await adapter.verify(login, AbortSignal.timeout(50));
    expect(result).toMatchObject({ ok: false, cause: "timeout" });
  });
});

describe("inventory", () => {
  test.each(["observed", "sample"])("reads the %s form without credentials", async (feedForm) => {
    await control("PUT", "/settings", { feedForm });
    const disks = [
      { kind: "nvme", sizeGb: 960, count: 2 },
      { kind: "hdd", sizeGb: 6000, count: 4 },
    ];
    const listing = await offer({
      cpu: "AMD Ryzen 9 3900",
      memory: 128,
      disks,
      datacenter: "HEL1-DC3",
      priceCents: 6105,
    });
    expect(listing).toMatchObject({
      cpu: { cores: 12 },
      memoryGib: 128,
      disks: [
        { kind: "nvme", sizeGb: 960, count: 2 },
        { kind: "hdd", sizeGb: 6000, count: 4 },
      ],
      location: { code: "HEL1-DC3", country: "FI" },
      price: { monthly: { net: 6105, gross: null }, setup: { net: 0, gross: null } },
    });
    expect(monthlyNet(listing, true)).toBe(6275);
  });

  test("gives the same object until the feed changes", async () => {
    await control("POST", "/stock", [{}, {}]);
    const first = await adapter.inventory(null);
    expect(await adapter.inventory(null)).toBe(first);
    await control("POST", "/stock", {});
    expect(given(await adapter.inventory(null)).listings).toHaveLength(3);
  });

  test("leaves out and counts what it can't place", async () => {
    await control("POST", "/stock", [
      {},
      { datacenter: null },
      { priceCents: 0 },
      { datacenter: "Falkenstein" },
    ]);
    expect(await adapter.inventory(null)).toMatchObject({ listings: [{}], refused: 3 });
  });

  test.each([
    [{ kind: "status", status: 502 }, "unavailable"],
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "huge" }, "unreadable"],
    [{ kind: "body", status: 429, body: "" }, "rate_limited"],
  ])("fails on %j", async (input, cause) => {
    await control("POST", "/stock", {});
    await fault("GET /_resources/*", input);
    expect(await adapter.inventory(null)).toMatchObject({ ok: false, cause });
    expect(given(await adapter.inventory(null)).listings).toHaveLength(1);
  });
});

describe("quote", () => {
  // Guarantee: what an address costs once belongs to the set-up fee that a rule allows, and to what is reserved.
  test("tells what an address costs once", async () => {
    const listing = await offer();
    const product = `GET /order/server_market/product/${listing.id}`;
    const body = {
      product: {
        id: Number(listing.id),
        cpu: listing.cpu.name,
        memory_size: 64,
        datacenter: "FSN1-DC14",
        price: "41.30",
        price_vat: "49.15",
        price_setup: "0.00",
        price_setup_vat: "0.00",
        orderable_addons: [
          {
            id: "primary_ipv4",
            prices: [{ location: "FSN1", price: { net: "1.7000" }, price_setup: { net: "19.0000" } }],
          },
        ],
      },
    };
    await fault(product, { kind: "body", body: JSON.stringify(body) });
    const quote = await adapter.quote(login, listing);
    expect(quote).toMatchObject({ ok: true, listing: { ipv4: 170, ipv4Setup: 1900 } });
    if (!quote.ok) return;
    const drafted = await adapter.draft(login, {
      orderId: "mat_1-1",
      listing: quote.listing,
      template: { sshKeys: [], ipv4: true },
    });
    expect(drafted).toMatchObject({ ok: true, due: 4130 + 170 + 1900 });
  });

  test("is what this account would pay", async () => {
    const listing = await offer({ priceCents: 4130, setupCents: 1000, ipv4Cents: 170 });
    await control("PATCH", `/stock/${listing.id}`, { priceCents: 3990, ipv4Cents: 190 });
    expect(await adapter.quote(login, listing)).toEqual({
      ok: true,
      listing: {
        ...listing,
        price: { currency: "EUR", monthly: { net: 3990, gross: 4748 }, setup: { net: 1000, gross: 1190 } },
        ipv4: 190,
      },
    });
  });

  test("shows a machine that is no longer what the feed said", async () => {
    const listing = await offer();
    await control("PATCH", `/stock/${listing.id}`, { memory: 32, cpu: "Intel Core i7-6700" });
    const quote = await adapter.quote(login, listing);
    expect(quote).toMatchObject({
      listing: { memoryGib: 32, cpu: { name: "Intel Core i7-6700", cores: 4 } },
    });
  });

  // Guarantee: a machine is not bought for drives that it does not have any more, nor left for how a size is rounded.
  test.each([
    [[{ kind: "nvme", sizeGb: 512, count: 2 }], [{ kind: "nvme", sizeGb: 512, count: 2 }]],
    [[{ kind: "nvme", sizeGb: 1024, count: 1 }], [{ kind: "nvme", sizeGb: 1024, count: 1 }]],
    [
      [
        { kind: "nvme", sizeGb: 1000, count: 2 },
        { kind: "hdd", sizeGb: 4000, count: 4 },
      ],
      null,
    ],
  ])("whose drives are now %j", async (disks, read) => {
    const fed = [
      { kind: "nvme", sizeGb: 1024, count: 2 },
      { kind: "hdd", sizeGb: 4000, count: 4 },
    ];
    const listing = await offer({ disks: fed });
    await control("PATCH", `/stock/${listing.id}`, { disks });
    const quote = await adapter.quote(login, listing);
    expect(quote.ok && quote.listing.disks).toEqual(read ?? listing.disks);
  });

  // Guarantee: an order is not withheld because Robot spells a processor differently than the feed.
  test.each([
    ["Intel Core i7-980X", "Intel Core i7 980x", 6],
    ["Intel XEON E-2176G", "Intel Xeon E2176G", 6],
    ["AMD EPYC 7502", "amd epyc-7502", 32],
  ])("knows %s as %s", async (fed, told, cores) => {
    const listing = await offer({ cpu: fed });
    expect(listing.cpu.cores).toBe(cores);
    await control("PATCH", `/stock/${listing.id}`, { cpu: told });
    expect(await adapter.quote(login, listing)).toMatchObject({ ok: true, listing: { cpu: listing.cpu } });
  });

  test.each([
    [
      "of its site",
      [
        ["HEL1", "2.1000"],
        ["FSN1", "1.7000"],
      ],
      170,
    ],
    [
      "of the dearest site, where its own is not named",
      [
        ["HEL1", "2.1000"],
        ["NBG1", "1.7000"],
      ],
      210,
    ],
    ["as the feed has it, where Robot names no address", null, 150],
  ])("has the IPv4 price %s", async (_, sites, ipv4) => {
    const listing = await offer({ datacenter: "FSN1-DC14", ipv4Cents: 150 });
    const { product } = (await robot(`/order/server_market/product/${listing.id}`)) as { product: object };
    const prices = sites?.map(([location, net]) => ({ location, price: { net } }));
    const orderable_addons = prices ? [{ id: "primary_ipv4", prices }] : [];
    await fault("GET /order/*", {
      kind: "body",
      body: JSON.stringify({ product: { ...product, orderable_addons } }),
    });
    expect(await adapter.quote(login, listing)).toMatchObject({ ok: true, listing: { ipv4 } });
  });

  test("of a machine that is gone", async () => {
    const listing = await offer();
    await control("DELETE", `/stock/${listing.id}`);
    expect(await adapter.quote(login, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test.each([
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 404, body: "<h1>404</h1>" }, "unreadable"],
    [{ kind: "body", status: 401, body: "null" }, "credentials"],
  ])("fails on %j", async (input, cause) => {
    const listing = await offer();
    await fault("GET /order/*", input);
    expect(await adapter.quote(login, listing)).toMatchObject({ ok: false, cause });
  });

  test.each([
    ["another machine", { id: 1 }],
    ["a gross price below the net one", { price_vat: "1.00" }],
    ["no price", { price: null }],
    ["an address whose price can't be read", { orderable_addons: [{ id: "primary_ipv4", prices: "1.70" }] }],
  ])("is none with %s", async (_, change) => {
    const listing = await offer();
    const { product } = (await robot(`/order/server_market/product/${listing.id}`)) as { product: object };
    await fault("GET /order/*", {
      kind: "body",
      body: JSON.stringify({ product: { ...product, ...change } }),
    });
    expect(await adapter.quote(login, listing)).toMatchObject({ ok: false, cause: "unreadable" });
  });
});

test("a mistake of ours is a failure, not a crash", async () => {
  const unspeakable = { ...(await offer()), id: "\ud800" };
  expect(await adapter.quote(login, unspeakable)).toMatchObject({ ok: false, cause: "unreadable" });
});
