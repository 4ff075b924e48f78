// Guarantee: a token is taken only if it can do what we need, and half an inventory or a guessed price is none.

import { monthlyNet } from "@cloudco/core/offer/offer";
import type { Failure } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { describe, expect, test, vi } from "vitest";
import { api, at, error, limitTo } from "../../test/digitalocean/rig.ts";
import { given } from "../../test/given.ts";
import { adapter } from "./digitalocean.ts";

const NEEDED = [
  "account:read",
  "sizes:read",
  "regions:read",
  "image:read",
  "ssh_key:read",
  "droplet:read",
  "actions:read",
  "tag:read",
];

describe("verify", () => {
  test("takes a token with a base URL that ends in a slash, and with blanks around it", async () => {
    vi.stubEnv("DIGITALOCEAN_URL", `${at.env.DIGITALOCEAN_URL}/`);
    const token = new Secret(` ${at.credentials.token?.reveal()}\n`);
    expect(await adapter.verify({ token })).toEqual({ ok: true });
  });

  test("takes a token that may do no more than it must", async () => {
    await limitTo(NEEDED);
    expect(await adapter.verify(at.credentials)).toEqual({ ok: true });
  });

  test.each(NEEDED)("names the scope %s where it is missing, and no other", async (scope) => {
    await limitTo(NEEDED.filter((name) => name !== scope));
    const verification = await adapter.verify(at.credentials);
    expect(verification).toMatchObject({ ok: false, cause: "not_allowed" });
    const named = NEEDED.filter((name) => JSON.stringify(verification).includes(name));
    // Without Droplets there are no tags to try.
    expect(named).toEqual(scope === "droplet:read" ? [scope, "tag:read"] : [scope]);
  });

  test("names all scopes that are missing", async () => {
    await limitTo(["account:read", "droplet:read"]);
    expect(await adapter.verify(at.credentials)).toMatchObject({
      message: expect.stringMatching(
        /sizes:read, regions:read, image:read, ssh_key:read, actions:read, tag:read/,
      ),
    });
  });

  test("tells a locked account from a wrong token", async () => {
    await at.control("PATCH", "/accounts/team-1", { status: "locked" });
    const message = expect.stringMatching(/token is right.*locked/);
    expect(await adapter.verify(at.credentials)).toEqual({ ok: false, cause: "not_allowed", message });
  });

  test("takes an account that DigitalOcean has only warned", async () => {
    await at.control("PATCH", "/accounts/team-1", { status: "warning" });
    expect(await adapter.verify(at.credentials)).toEqual({ ok: true });
  });

  test("tells a token that was deleted", async () => {
    await at.control("DELETE", "/tokens/token-1");
    const message = expect.stringMatching(/mistyped, has expired or was deleted.*API, Tokens/);
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
    [{ kind: "body", status: 429, body: "", headers: { "retry-after": "9" } }, { retryAfterSeconds: 9 }],
    [error(401, "Unable to authenticate you."), { cause: "credentials" }],
    [error(404, "not here"), { cause: "refused" }],
  ])("with %j is no proof", async (fault, failure) => {
    await at.fault("GET /v2/account", fault);
    expect(await adapter.verify(at.credentials)).toMatchObject({ ok: false, ...failure });
  });

  test("with a trial that fails is no proof", async () => {
    await at.fault("GET /v2/regions", { kind: "status", status: 500 });
    expect(await adapter.verify(at.credentials)).toMatchObject({ ok: false, cause: "unavailable" });
  });

  test("takes a tag that is not found for one that was never used", async () => {
    await at.fault("GET /v2/droplets", { ...error(404, "not found"), times: 2 });
    expect(await adapter.verify(at.credentials)).toEqual({ ok: true });
  });

  test("ends with its signal", async () => {
    await at.fault("GET /v2/account", { kind: "hang" });
    const verification = await adapter.verify(at.credentials, AbortSignal.timeout(50));
    expect(verification).toMatchObject({ ok: false, cause: "timeout" });
  });
});

describe("inventory", () => {
  // Guarantee: what is taken back at two hours' notice is never bought as an ordinary Droplet.
  test("has no spot sizes, and knows where Memphis and Kansas City are", async () => {
    const gpu = { count: 1, model: "amd_mi350x", vramGb: 288 };
    await at.control("POST", "/stock", [
      { slug: "gpu-mi350x1-288gb-spot", gpu, priceMonthly: 1830.24, regions: ["ric1"] },
      { slug: "s-spot-2vcpu", regions: ["mem1"] },
      { slug: "gpu-mi350x1-288gb", gpu, priceMonthly: 3660.48, regions: ["ric1"] },
      { slug: "s-2vcpu-2gb", regions: ["mem1", "mkc1"] },
    ]);
    const { listings } = given(await adapter.inventory(at.credentials));
    expect(listings.map(({ id, location }) => [id, location.country])).toEqual([
      ["s-1vcpu-1gb:fra1", "DE"],
      ["gpu-mi350x1-288gb:ric1", "US"],
      ["s-2vcpu-2gb:mem1", "US"],
      ["s-2vcpu-2gb:mkc1", "US"],
    ]);
    const spot = { ...(await at.request()).listing, id: "gpu-mi350x1-288gb-spot:ric1" };
    expect(await adapter.quote(at.credentials, spot)).toMatchObject({ ok: false, cause: "sold" });
  });

  test("has every size in every region where it can be had", async () => {
    await at.control("POST", "/stock", [
      { slug: "c-2", memory: 4096, vcpus: 2, disk: 50, priceMonthly: 42.5, regions: ["nyc1", "nyc3"] },
      { slug: "sold-out", regions: [] },
      { slug: "retired", available: false },
    ]);
    await at.control("PATCH", "/regions/nyc1", { available: false });
    const { listings, refused } = given(await adapter.inventory(at.credentials));
    expect(refused).toBe(0);
    expect(listings.map(({ id }) => id)).toEqual(["s-1vcpu-1gb:fra1", "c-2:nyc3"]);
    expect(listings[1]).toEqual({
      id: "c-2:nyc3",
      provider: "digitalocean",
      category: "vm",
      name: "c-2",
      cpu: { name: "vCPU", cores: 2, threads: null },
      memoryGib: 4,
      disks: [{ kind: "ssd", count: 1, sizeGb: 50 }],
      ecc: null,
      gpu: null,
      bandwidthMbit: null,
      location: { code: "nyc3", site: "New York", country: "US" },
      price: { currency: "USD", monthly: { net: 4250, gross: null }, setup: { net: 0, gross: null } },
      ipv4: null,
      ipv6Only: false,
      fixedPrice: null,
      nextDropAt: null,
      unique: false,
    });
  });

  test("has GPUs, with their scratch disks", async () => {
    const size = {
      slug: "gpu-h100x8-640gb",
      memory: 1_966_080,
      vcpus: 160,
      disk: 2048,
      price_monthly: 17_796.48,
      price_hourly: 23.92,
      regions: ["fra1"],
      available: true,
      gpu_info: { count: 8, model: "nvidia_h100", vram: { amount: 640, unit: "gib" } },
      disk_info: [
        { type: "local", size: { amount: 2, unit: "tib" } },
        { type: "scratch", size: { amount: 40, unit: "tib" } },
      ],
    };
    const body = JSON.stringify({ sizes: [size], links: {}, meta: { total: 1 } });
    await at.fault("GET /v2/sizes", { kind: "body", body });
    expect(given(await adapter.inventory(at.credentials)).listings).toMatchObject([
      {
        category: "gpu",
        memoryGib: 1920,
        disks: [
          { kind: "ssd", count: 1, sizeGb: 2048 },
          { kind: "ssd", count: 1, sizeGb: 40_960 },
        ],
        gpu: { name: "NVIDIA H100", count: 8 },
        price: { monthly: { net: 1_779_648 } },
      },
    ]);
  });

  // Guarantee: what is sold by the hour alone is never cheaper in a rule's eyes than the longest month of hours.
  test("prices what is sold by the hour alone with the longest month", async () => {
    await at.control("POST", "/stock", { priceMonthly: 0, priceHourly: 0.5, regions: ["fra1"] });
    const listing = await at.listing();
    expect(monthlyNet(listing, true)).toBe(37_200);
  });

  test("is read to its last page", async () => {
    const slugs = Array.from({ length: 401 }, (_, index) => ({ slug: `s-${index}`, regions: ["ams3"] }));
    await at.control("POST", "/stock", slugs);
    expect(given(await adapter.inventory(at.credentials)).listings).toHaveLength(402);
    expect(await at.requests("GET /v2/sizes")).toBe(3);
  });

  // Guarantee: half an inventory is none: what is missing in it would count as sold.
  test("is none where a page of it fails", async () => {
    const slugs = Array.from({ length: 250 }, (_, index) => ({ slug: `s-${index}` }));
    await at.control("POST", "/stock", slugs);
    const first = await api("/v2/sizes?per_page=200");
    await at.fault("GET /v2/sizes", { kind: "body", body: JSON.stringify(first) });
    await at.fault("GET /v2/sizes", { kind: "status", status: 502 });
    expect(await adapter.inventory(at.credentials)).toMatchObject({ ok: false, cause: "unavailable" });
  });

  test("leaves out and counts what it can't read", async () => {
    const { sizes } = await api<{ sizes: object[] }>("/v2/sizes");
    const entries = [
      ...sizes,
      null,
      { ...sizes[0], slug: "twice" },
      { ...sizes[0], slug: "twice" },
      { ...sizes[0], slug: "../droplets" },
      { ...sizes[0], slug: "free", price_monthly: 0, price_hourly: 0 },
      { ...sizes[0], slug: "odd", disk_info: [{ size: { amount: 25, unit: "floppies" } }] },
    ];
    const body = JSON.stringify({ sizes: entries, links: {}, meta: { total: entries.length } });
    await at.fault("GET /v2/sizes", { kind: "body", body });
    const inventory = await adapter.inventory(at.credentials);
    expect(inventory).toMatchObject({ listings: [{ id: "s-1vcpu-1gb:fra1" }], refused: 6 });
  });

  test("with a limit that is used up waits until the hour's oldest request is forgotten", async () => {
    const reset = Math.ceil(Date.now() / 1000) + 600;
    await at.fault(
      "GET /v2/sizes",
      error(429, "API rate limit exceeded.", { "ratelimit-reset": String(reset) }),
    );
    const read = await adapter.inventory(at.credentials);
    expect(read).toMatchObject({ ok: false, cause: "rate_limited" });
    const { retryAfterSeconds } = read as Failure;
    expect(retryAfterSeconds).toBeGreaterThan(590);
    expect(retryAfterSeconds).toBeLessThanOrEqual(601);
  });

  test("names the scope that the token lacks", async () => {
    await limitTo(["sizes:read"]);
    const failure = { cause: "not_allowed", message: expect.stringContaining("regions:read") };
    expect(await adapter.inventory(at.credentials)).toMatchObject({ ok: false, ...failure });
  });

  test.each([
    [{ kind: "status", status: 502 }, "unavailable"],
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "huge" }, "unreadable"],
    [{ kind: "body", body: '{"sizes":[{}],"links":{},"meta":{"total":1}}' }, "unreadable"],
    [{ kind: "body", body: '{"sizes":[],"links":{},"meta":{"total":1}}' }, "unreadable"],
  ])("fails on %j", async (fault, cause) => {
    await at.fault("GET /v2/sizes", fault);
    expect(await adapter.inventory(at.credentials)).toMatchObject({ ok: false, cause });
    expect(given(await adapter.inventory(at.credentials)).listings).toHaveLength(1);
  });

  test("takes a token", async () => {
    expect(await adapter.inventory(null)).toMatchObject({ ok: false, cause: "credentials" });
  });
});

describe("quote", () => {
  test("is what the size costs now", async () => {
    const listing = await at.listing();
    await at.control("PATCH", "/stock/s-1vcpu-1gb", { priceMonthly: 7 });
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({
      listing: { price: { monthly: { net: 700 } } },
    });
  });

  test("of a size that can't be read is none", async () => {
    const listing = await at.listing();
    const { sizes } = await api<{ sizes: object[] }>("/v2/sizes");
    const entries = [
      { ...sizes[0], price_monthly: "dear" },
      { ...sizes[0], slug: "another" },
    ];
    const body = JSON.stringify({ sizes: entries, links: {}, meta: { total: 2 } });
    await at.fault("GET /v2/sizes", { kind: "body", body });
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "unreadable" });
  });

  test("of a size that its region no longer has", async () => {
    const listing = await at.listing();
    await at.control("PATCH", "/stock/s-1vcpu-1gb", { regions: ["ams3"] });
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test.each([
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 401, body: "" }, "credentials"],
  ])("fails on %j", async (fault, cause) => {
    const listing = await at.listing();
    await at.fault("GET /v2/regions", fault);
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause });
  });
});
