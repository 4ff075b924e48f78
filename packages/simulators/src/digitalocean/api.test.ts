// Guarantee: tokens, limits and lists are as strict here as at DigitalOcean, and no token is readable in the
// journal.

import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { TestLab } from "../../test/digitalocean/lab.ts";
import { Lab } from "../../test/lab.ts";
import { Store } from "../store.ts";
import { Limit } from "./limit.ts";
import { State } from "./state.ts";

// A clock that only moves when it is told to.
const now = () => Date.parse("2026-10-02T18:37:44Z");

describe("tokens", () => {
  test("a right token passes; a missing, a wrong and a revoked one are 401, on every route", async () => {
    const lab = await TestLab.open();
    expect((await lab.api("GET", "/v2/account")).status).toBe(200);
    const stranger = { ...lab.owner, token: randomBytes(8).toString("hex") };
    const refused = {
      id: "unauthorized",
      message: "Unable to authenticate you.",
      request_id: expect.any(String),
    };
    for (const path of ["/v2/account", "/v2/sizes", "/v2/regions", "/v2/nothing"]) {
      expect(await lab.api("GET", path, undefined, stranger)).toEqual({ status: 401, json: refused });
      expect((await fetch(lab.simulator.url + path)).status).toBe(401);
    }
    expect((await lab.control("DELETE", `/tokens/${lab.owner.tokenId}`)).status).toBe(204);
    expect((await lab.api("GET", "/v2/account")).status).toBe(401);
  });

  test.each([
    ["GET", "/v2/account", "account:read"],
    ["GET", "/v2/customers/my/balance", "billing:read"],
    ["GET", "/v2/sizes", "sizes:read"],
    ["GET", "/v2/regions", "regions:read"],
    ["GET", "/v2/images", "image:read"],
    ["GET", "/v2/account/keys", "ssh_key:read"],
    ["POST", "/v2/account/keys", "ssh_key:create"],
    ["GET", "/v2/droplets", "droplet:read"],
    ["POST", "/v2/droplets", "droplet:create"],
    ["GET", "/v2/droplets/1", "droplet:read"],
    ["DELETE", "/v2/droplets/1", "droplet:delete"],
    ["GET", "/v2/droplets/1/actions", "droplet:read"],
    ["GET", "/v2/actions", "actions:read"],
    ["GET", "/v2/actions/1", "actions:read"],
  ])("%s %s without %s is 403 and does not say which scope is missing", async (method, path, scope) => {
    const lab = await TestLab.open();
    const body = method === "POST" ? {} : undefined;
    const limited = await lab.customer({}, ["other:read"]);
    expect(await lab.api(method, path, body, limited)).toMatchObject({
      status: 403,
      json: { id: "forbidden" },
    });
    await lab.control("PATCH", `/tokens/${limited.tokenId}`, { scopes: [scope] });
    expect((await lab.api(method, path, body, limited)).status).not.toBe(403);
  });

  test("what a token may not read is left out", async () => {
    const lab = await TestLab.open();
    const limited = await lab.customer({ dropletLimit: 3, status: "warning" }, ["account:read"]);
    const { account } = (await lab.api("GET", "/v2/account", undefined, limited)).json;
    expect(account).toMatchObject({ email: "ops@example.com", status: "warning", email_verified: true });
    expect(account).not.toHaveProperty("droplet_limit");
    expect(account).not.toHaveProperty("reserved_ip_limit");
    await lab.control("PATCH", `/tokens/${limited.tokenId}`, { scopes: ["account:read", "droplet:read"] });
    const again = (await lab.api("GET", "/v2/account", undefined, limited)).json.account;
    expect(again.droplet_limit).toBe(3);
  });

  // Guarantee: a token is never readable in the journal, nor answered by the control API.
  test("a token is not shown", async () => {
    const lab = await TestLab.open();
    await lab.api("GET", `/v2/account?token=${lab.owner.token}`);
    await lab.stock();
    await lab.order({ user_data: lab.owner.token });
    const entries = await lab.journal();
    expect(entries).toMatchObject([
      { path: "/v2/account?token=[redacted]", account: lab.owner.account },
      { status: 202, applied: true, body: { name: "op-7f3c2a", user_data: "[redacted]" } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(lab.owner.token);
    expect(JSON.stringify(entries)).not.toMatch(/authorization|bearer/i);
    const made = await lab.control("POST", "/tokens", {
      account: lab.owner.account,
      token: "not-to-be-seen",
    });
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.json)).not.toContain("not-to-be-seen");
  });
});

describe("limits", () => {
  test("250 requests a minute, and a 429 with retry-after for the next", async () => {
    const lab = await TestLab.open({ now });
    for (let sent = 0; sent < 250; sent += 1) await lab.api("GET", "/v2/nothing");
    await lab.advance(20);
    const refused = await lab.request("GET", "/v2/account");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("40");
    expect(await refused.json()).toMatchObject({
      id: "too_many_requests",
      message: "API rate limit exceeded.",
    });
    const another = await lab.customer();
    expect((await lab.api("GET", "/v2/account", undefined, another)).status).toBe(200);
    await lab.advance(40);
    expect((await lab.api("GET", "/v2/account")).status).toBe(200);
  });

  test("every response tells of the hour's limit", async () => {
    const lab = await TestLab.open({ now });
    for (const left of [4999, 4998]) {
      const { headers } = await lab.request("GET", "/v2/nothing");
      expect(Object.fromEntries(headers)).toMatchObject({
        "ratelimit-limit": "5000",
        "ratelimit-remaining": String(left),
        "ratelimit-reset": String(now() / 1000 + 3600),
      });
      await lab.advance(10);
    }
  });

  test("5,000 requests an hour, each forgotten an hour after it came", () => {
    let clock = now();
    const state = State.open(Store.open(":memory:"), () => clock);
    const token = { id: "t", account: "a", scopes: null };
    for (let sent = 0; sent < 5000; sent += 1) {
      if (sent % 250 === 0) clock += 60_000;
      expect(Limit.check(state, token, false)).toBeNull();
    }
    clock += 60_000;
    expect(Limit.check(state, token, false)).toMatchObject({ status: 429 });
    expect(Limit.check(state, token, false)).not.toHaveProperty("headers");
    expect(Limit.headers(state, token)["ratelimit-remaining"]).toBe("0");
    clock += 3_600_000 - 20 * 60_000;
    expect(Limit.check(state, token, false)).toBeNull();
    expect(Limit.headers(state, token)["ratelimit-remaining"], "the first 250 came back").toBe("249");
  });

  test("the list of keys has a limit of its own: 10 a minute", async () => {
    const lab = await TestLab.open({ now });
    for (let sent = 0; sent < 10; sent += 1) {
      expect((await lab.api("GET", "/v2/account/keys")).status).toBe(200);
    }
    const refused = await lab.request("GET", "/v2/account/keys");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect((await lab.api("GET", "/v2/account")).status).toBe(200);
  });

  test("a fault can say so too", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: "GET /v2/sizes", kind: "rate-limit" });
    await lab.fault({
      route: "GET /v2/sizes",
      kind: "body",
      status: 429,
      body: "{}",
      headers: { "retry-after": "7" },
    });
    const answers = [await lab.request("GET", "/v2/sizes"), await lab.request("GET", "/v2/sizes")];
    expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual([
      [429, "1"],
      [429, "7"],
    ]);
  });
});

describe("lists", () => {
  test("come in pages, with the links that make sense, absolute ones", async () => {
    const lab = await TestLab.open();
    const all = (await lab.api("GET", "/v2/regions?per_page=200")).json;
    expect(all).toMatchObject({ links: {}, meta: { total: all.regions.length } });
    const seen: string[] = [];
    let query: string | undefined = "?per_page=5";
    while (query !== undefined) {
      const { regions, links }: Lab.Answer["json"] = (await lab.api("GET", `/v2/regions${query}`)).json;
      seen.push(...regions.map(({ slug }: { slug: string }) => slug));
      const next: string | undefined = links.pages.next;
      if (next !== undefined) expect(next).toMatch(/^https:\/\/api\.digitalocean\.com\/v2\/regions\?/);
      query = next && new URL(next).search;
    }
    expect(seen).toEqual(all.regions.map(({ slug }: { slug: string }) => slug));
    const second = (await lab.api("GET", "/v2/regions?per_page=5&page=2")).json.links.pages;
    expect(Object.keys(second).sort()).toEqual(["first", "last", "next", "prev"]);
    expect((await lab.api("GET", "/v2/images?type=distribution")).json.images[0]).toMatchObject({
      slug: "ubuntu-24-04-x64",
      public: true,
    });
  });

  test("sizes and regions tell of each other what can be created where, and stock changes both", async () => {
    const lab = await TestLab.open();
    await lab.stock([
      {},
      { slug: "gpu-h100x1-80gb", gpu: { count: 1, model: "nvidia_h100", vramGb: 80 }, regions: ["nyc2"] },
    ]);
    expect((await lab.api("GET", "/v2/sizes")).json.sizes).toEqual([
      {
        slug: "s-1vcpu-1gb",
        memory: 1024,
        vcpus: 1,
        disk: 25,
        transfer: 1,
        price_monthly: 6,
        price_hourly: 0.00893,
        regions: ["ams3", "fra1", "nyc3"],
        available: true,
        description: "Basic",
        disk_info: [{ type: "local", size: { amount: 25, unit: "gib" } }],
      },
      expect.objectContaining({
        gpu_info: { count: 1, model: "nvidia_h100", vram: { amount: 80, unit: "gib" } },
      }),
    ]);
    await lab.control("PATCH", "/stock/s-1vcpu-1gb", { regions: ["lon1"], priceMonthly: 7 });
    await lab.control("PATCH", "/regions/nyc2", { available: false });
    expect((await lab.api("GET", "/v2/sizes")).json.sizes[0]).toMatchObject({
      price_monthly: 7,
      regions: ["lon1"],
    });
    const { regions } = (await lab.api("GET", "/v2/regions")).json;
    const bySlug = (slug: string) => regions.find((region: { slug: string }) => region.slug === slug);
    expect(bySlug("lon1")).toMatchObject({ available: true, sizes: ["s-1vcpu-1gb"] });
    expect(bySlug("nyc2")).toMatchObject({ name: "New York 2", available: false, sizes: [] });
    await lab.control("DELETE", "/stock/s-1vcpu-1gb");
    expect((await lab.api("GET", "/v2/sizes")).json.meta.total).toBe(1);
  });

  test("keys are added once to an account and listed to it alone", async () => {
    const lab = await TestLab.open();
    const key = { name: "ops", public_key: Lab.publicKey() };
    const added = await lab.api("POST", "/v2/account/keys", key);
    expect(added).toMatchObject({ status: 201, json: { ssh_key: { id: expect.any(Number), ...key } } });
    expect((await lab.api("GET", "/v2/account/keys")).json.ssh_keys).toEqual([added.json.ssh_key]);
    expect((await lab.api("GET", "/v2/account/keys", undefined, await lab.customer())).json.ssh_keys).toEqual(
      [],
    );
    for (const bad of [key, { name: "ops" }, { name: "ops", public_key: "ssh-ed25519 AAAA" }]) {
      expect((await lab.api("POST", "/v2/account/keys", bad)).status).toBe(422);
    }
  });
});

test("an account is changed flag by flag", async () => {
  const lab = await TestLab.open();
  await lab.control("PATCH", `/accounts/${lab.owner.account}`, { email: "other@example.com" });
  const patched = await lab.control("PATCH", `/accounts/${lab.owner.account}`, { status: "locked" });
  expect(patched.json).toMatchObject({ email: "other@example.com", status: "locked", dropletLimit: 25 });
  for (const [method, path] of [
    ["PATCH", "/accounts/x"],
    ["DELETE", "/accounts/x"],
    ["DELETE", "/tokens/x"],
    ["PATCH", "/stock/x"],
    ["DELETE", "/stock/x"],
    ["PATCH", "/regions/x"],
  ] as const) {
    const answer = await lab.control(method, path, method === "PATCH" ? {} : undefined);
    expect(answer).toMatchObject({ status: 404, json: { error: expect.any(String) } });
  }
});
