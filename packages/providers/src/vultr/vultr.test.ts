// Guarantee: a key is taken only if it can do what we need, half an inventory is none, and what is gone is not
// quoted.

import { Secret } from "@cloudco/core/secret/secret";
import { describe, expect, test, vi } from "vitest";
import { given } from "../../test/given.ts";
import { metal } from "../../test/vultr/fixture.ts";
import { api, at, error, setKey, use } from "../../test/vultr/rig.ts";
import { adapter } from "./vultr.ts";

const NEEDED = ["subscriptions_view", "subscriptions", "provisioning"];

describe("verify", () => {
  test("takes a key with a base URL that ends in a slash, and with blanks around it", async () => {
    vi.stubEnv("VULTR_URL", `${at.env.VULTR_URL}/`);
    const key = new Secret(` ${at.credentials.key?.reveal()}\n`);
    expect(await adapter.verify({ key })).toEqual({ ok: true });
  });

  test("takes a sub-user's key that may do no more than it must", async () => {
    await setKey({ acls: NEEDED });
    expect(await adapter.verify(at.credentials)).toEqual({ ok: true });
  });

  test.each(NEEDED)("names the permission %s where it is missing", async (acl) => {
    await setKey({ acls: NEEDED.filter((name) => name !== acl) });
    const message = expect.stringMatching(new RegExp(`permissions ${acl}: `));
    expect(await adapter.verify(at.credentials)).toEqual({ ok: false, cause: "not_allowed", message });
  });

  test("takes an account that does not tell its permissions", async () => {
    await at.fault("GET /v2/account", { kind: "body", body: '{"account":{"name":"x"}}' });
    expect(await adapter.verify(at.credentials)).toEqual({ ok: true });
  });

  test.each([401, 403])("explains a list of allowed addresses, refused with %i", async (ipRefusalStatus) => {
    await at.control("PUT", "/settings", { ipRefusalStatus });
    await setKey({ ipAllowed: false });
    const message = expect.stringMatching(
      /list of allowed addresses.*Access Control, add CloudCO's address 127\.0\.0\.1/,
    );
    expect(await adapter.verify(at.credentials)).toEqual({ ok: false, cause: "not_allowed", message });
  });

  test.each([
    ["Unauthorized IP address: 2001:db8::7", "2001:db8::7"],
    ["Your IP is not allowed", "add CloudCO's address or allow all"],
    ["Unauthorized IP address: 999.0.0.1", "add CloudCO's address or allow all"],
  ])("shows of %j only an address", async (words, shown) => {
    await at.fault("GET /v2/account", error(403, words));
    const message = expect.stringContaining(shown);
    expect(await adapter.verify(at.credentials)).toMatchObject({ cause: "not_allowed", message });
  });

  test("tells a key that was replaced", async () => {
    await at.control("DELETE", "/tokens/token-1");
    const message = expect.stringMatching(/mistyped or replaced.*enable the API/);
    expect(await adapter.verify(at.credentials)).toEqual({ ok: false, cause: "credentials", message });
  });

  test.each([
    [{ kind: "rate-limit" }, { cause: "rate_limited", retryAfterSeconds: 1 }],
    [{ kind: "status", status: 503 }, { cause: "unavailable" }],
    [{ kind: "reset" }, { cause: "unavailable" }],
    [{ kind: "truncate" }, { cause: "unavailable" }],
    [{ kind: "wrong-json" }, { cause: "unreadable" }],
    [{ kind: "not-json" }, { cause: "unreadable" }],
    [{ kind: "huge" }, { cause: "unreadable" }],
    [{ kind: "body", status: 401, body: "" }, { cause: "credentials" }],
    [{ kind: "body", status: 403, body: "<h1>Forbidden</h1>" }, { cause: "unreadable" }],
    [error(403, "Your account does not have permission"), { cause: "not_allowed" }],
    [error(404, "not here"), { cause: "refused" }],
    [error(429, "slow down", { "retry-after": "5" }), { cause: "rate_limited", retryAfterSeconds: 5 }],
  ])("with %j is no proof", async (fault, failure) => {
    await at.fault("GET /v2/account", fault);
    expect(await adapter.verify(at.credentials)).toMatchObject({ ok: false, ...failure });
  });

  test("ends with its signal", async () => {
    await at.fault("GET /v2/account", { kind: "hang" });
    const verification = await adapter.verify(at.credentials, AbortSignal.timeout(50));
    expect(verification).toMatchObject({ ok: false, cause: "timeout" });
  });
});

describe("inventory", () => {
  test("has every plan in every region where it can be had, without a key", async () => {
    await at.control("POST", "/stock", [
      {
        id: "vhf-2c-4gb",
        type: "vhf",
        cpus: 2,
        ram: 4096,
        disk: 128,
        monthlyCost: 24,
        locations: ["fra", "sao"],
      },
      { id: "vbm-4c-32gb", type: "vbm", locations: ["ams"] },
      { id: "sold-out", locations: [] },
      { id: "preemptible", deployOndemand: false },
    ]);
    await at.control("PATCH", "/stock/vhf-2c-4gb", {
      locationCost: { sao: { monthlyCost: 36, hourlyCost: 0.05 } },
    });
    const { listings, refused } = given(await adapter.inventory(null));
    expect(refused).toBe(0);
    expect(listings.map(({ id, price }) => [id, price.monthly.net])).toEqual([
      ["vc2-1c-1gb:ewr", 500],
      ["vhf-2c-4gb:fra", 2400],
      ["vhf-2c-4gb:sao", 3600],
      ["vbm-4c-32gb:ams", 12_000],
    ]);
    expect(listings[1]).toEqual({
      id: "vhf-2c-4gb:fra",
      provider: "vultr",
      category: "vm",
      name: "vhf-2c-4gb",
      cpu: { name: "Intel vCPU", cores: 2, threads: null },
      memoryGib: 4,
      disks: [{ kind: "nvme", count: 1, sizeGb: 128 }],
      ecc: null,
      gpu: null,
      bandwidthMbit: null,
      location: { code: "fra", site: "Frankfurt", country: "DE" },
      price: { currency: "USD", monthly: { net: 2400, gross: null }, setup: { net: 0, gross: null } },
      ipv4: null,
      ipv6Only: false,
      fixedPrice: null,
      nextDropAt: null,
      unique: false,
    });
    expect(listings[3]).toMatchObject({
      category: "dedicated",
      cpu: { name: "Intel E3-1270v6", cores: 4 },
      memoryGib: 32,
      disks: [{ kind: "ssd", count: 2, sizeGb: 240 }],
    });
  });

  test("is read to its last page", async () => {
    const plans = Array.from({ length: 501 }, (_, index) => ({ id: `vc2-${index}`, locations: ["ams"] }));
    await at.control("POST", "/stock", plans);
    expect(given(await adapter.inventory(null)).listings).toHaveLength(502);
    expect(await at.requests("GET /v2/plans")).toBe(2);
  });

  test("leaves out and counts what it can't read", async () => {
    const { plans } = await api<{ plans: object[] }>("/plans");
    const [plan] = plans;
    const entries = [
      ...plans,
      null,
      { ...plan, id: "twice" },
      { ...plan, id: "twice" },
      { ...plan, id: "vc2/../account" },
      { ...plan, id: "free", monthly_cost: 0, hourly_cost: 0 },
      { ...plan, id: "odd", ram: "1 GB" },
      { ...plan, id: "nowhere", locations: ["moon"] },
    ];
    const body = JSON.stringify({
      plans: entries,
      meta: { total: entries.length, links: { next: "", prev: "" } },
    });
    await at.fault("GET /v2/plans", { kind: "body", body });
    expect(await adapter.inventory(null)).toMatchObject({ listings: [{ id: "vc2-1c-1gb:ewr" }], refused: 6 });
  });

  // Guarantee: half an inventory is none: what is missing in it would count as sold.
  test.each(["GET /v2/plans", "GET /v2/plans-metal", "GET /v2/regions"])(
    "is none without %s",
    async (route) => {
      await at.control("POST", "/stock", { id: "vbm-4c-32gb", type: "vbm", locations: ["ams"] });
      for (const [fault, cause] of [
        [{ kind: "status", status: 502 }, "unavailable"],
        [{ kind: "reset" }, "unavailable"],
        [{ kind: "truncate" }, "unavailable"],
        [{ kind: "not-json" }, "unreadable"],
        [{ kind: "wrong-json" }, "unreadable"],
        [{ kind: "huge" }, "unreadable"],
        [error(429, "slow down", { "retry-after": "2" }), "rate_limited"],
      ] as const) {
        await at.fault(route, fault);
        expect(await adapter.inventory(null)).toMatchObject({ ok: false, cause });
      }
      await at.advance(2);
      expect(given(await adapter.inventory(null)).listings).toHaveLength(2);
    },
  );

  test.each([
    ["GET /v2/plans", "plans"],
    ["GET /v2/plans-metal", "plans_metal"],
    ["GET /v2/regions", "regions"],
  ])("with nothing to be read in %s is none", async (route, key) => {
    const body = JSON.stringify({ [key]: [{ id: 1 }], meta: { total: 1, links: { next: "", prev: "" } } });
    await at.fault(route, { kind: "body", body });
    expect(await adapter.inventory(null)).toMatchObject({ ok: false, cause: "unreadable" });
  });

  test("obeys Vultr's wish to wait", async () => {
    await at.fault("GET /v2/plans", error(429, "slow down", { "retry-after": "12" }));
    const failure = { cause: "rate_limited", retryAfterSeconds: 12 };
    expect(await adapter.inventory(null)).toMatchObject({ ok: false, ...failure });
  });
});

describe("quote", () => {
  test("is what the plan costs now in its region", async () => {
    const listing = await at.listing();
    await at.control("PATCH", "/stock/vc2-1c-1gb", {
      locationCost: { ewr: { monthlyCost: 6, hourlyCost: 0.01 } },
    });
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({
      listing: { price: { monthly: { net: 600 } } },
    });
  });

  // Guarantee: what the bulk list still shows and the region no longer has is not ordered.
  test("of a plan that is listed, and that its region has none of, is sold", async () => {
    const listing = await at.listing();
    await at.control("PATCH", "/stock/vc2-1c-1gb", { capacity: { ewr: 0 } });
    expect(given(await adapter.inventory(null)).listings).toHaveLength(1);
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test("of bare metal asks for bare metal in stock", async () => {
    await use(metal);
    const listing = await at.listing();
    expect(await adapter.quote(at.credentials, listing)).toEqual({ ok: true, listing });
    expect(await at.requests("GET /v2/plans")).toBe(1);
    await at.control("PATCH", "/stock/vbm-4c-32gb", { capacity: { ewr: 0 } });
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test("of a plan that can't be read is none", async () => {
    const listing = await at.listing();
    const { plans } = await api<{ plans: object[] }>("/plans");
    const entries = [
      { ...plans[0], ram: "1 GB" },
      { ...plans[0], id: "another" },
    ];
    const body = JSON.stringify({ plans: entries, meta: { total: 2, links: { next: "", prev: "" } } });
    await at.fault("GET /v2/plans", { kind: "body", body });
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "unreadable" });
  });

  test("in a region that is gone is sold", async () => {
    const listing = { ...(await at.listing()), id: "vc2-1c-1gb:moon" };
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test.each([
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 401, body: "" }, "credentials"],
    [{ kind: "body", status: 404, body: "<h1>404</h1>" }, "unreadable"],
  ])("fails on %j", async (fault, cause) => {
    const listing = await at.listing();
    await at.fault("GET /v2/regions/ewr/availability", fault);
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause });
  });
});
