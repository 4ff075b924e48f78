// Guarantee: keys, limits and lists are as strict here as at Vultr, and no key is readable in the journal.

import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Lab } from "../../test/lab.ts";
import { TestLab } from "../../test/vultr/lab.ts";

// A clock that only moves when it is told to.
const now = () => Date.parse("2026-10-02T13:22:20Z");

describe("API keys", () => {
  test("a right key passes; a missing, a wrong and a revoked one are 401, and public routes need none", async () => {
    const lab = await TestLab.open();
    await lab.stock([{}, { type: "vbm" }]);
    expect((await lab.api("GET", "/account")).json.account).toMatchObject({
      name: "Example Account",
      balance: -100.55,
      acls: expect.arrayContaining(["subscriptions", "provisioning"]),
    });
    const stranger = { ...lab.owner, token: randomBytes(8).toString("hex") };
    const refused = { status: 401, json: { error: "Invalid API token.", status: 401 } };
    for (const path of ["/account", "/instances", "/bare-metals", "/ssh-keys", "/nothing"]) {
      expect(await lab.api("GET", path, undefined, stranger)).toEqual(refused);
      expect(await lab.open(path)).toEqual(refused);
    }
    for (const path of ["/plans", "/plans-metal", "/regions", "/regions/ewr/availability", "/os"]) {
      expect((await lab.open(path)).status).toBe(200);
    }
    await lab.control("DELETE", `/tokens/${lab.owner.tokenId}`);
    expect(await lab.api("GET", "/account")).toEqual(refused);
  });

  test.each([401, 403])(
    "an address that is not allowed is refused with %i and told which it is",
    async (status) => {
      const lab = await TestLab.open();
      await lab.control("PUT", "/settings", { ipRefusalStatus: status });
      const elsewhere = await lab.customer({}, { ipAllowed: false });
      expect(await lab.api("GET", "/account", undefined, elsewhere)).toEqual({
        status,
        json: { error: "Unauthorized IP address: 127.0.0.1", status },
      });
      await lab.control("PATCH", `/tokens/${elsewhere.tokenId}`, { ipAllowed: true });
      expect((await lab.api("GET", "/account", undefined, elsewhere)).status).toBe(200);
    },
  );

  test.each([
    ["POST", "/ssh-keys", "provisioning"],
    ["GET", "/instances", "subscriptions_view"],
    ["POST", "/instances", "provisioning"],
    ["GET", "/instances/x", "subscriptions_view"],
    ["DELETE", "/instances/x", "subscriptions"],
    ["GET", "/bare-metals", "subscriptions_view"],
    ["POST", "/bare-metals", "provisioning"],
    ["DELETE", "/bare-metals/x", "subscriptions"],
  ])("%s %s without the ACL %s is 403", async (method, path, acl) => {
    const lab = await TestLab.open();
    const body = method === "POST" ? {} : undefined;
    const limited = await lab.customer({}, { acls: ["dns"] });
    expect(await lab.api(method, path, body, limited)).toMatchObject({ status: 403, json: { status: 403 } });
    expect((await lab.api("GET", "/account", undefined, limited)).json.account.acls).toEqual(["dns"]);
    await lab.control("PATCH", `/tokens/${limited.tokenId}`, { acls: [acl] });
    expect((await lab.api(method, path, body, limited)).status).not.toBe(403);
  });

  // Guarantee: a key is never readable in the journal, nor answered by the control API.
  test("a key is not shown", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.order({ user_data: Buffer.from(lab.owner.token).toString("base64") });
    const entries = await lab.journal();
    expect(entries).toMatchObject([
      {
        status: 202,
        account: lab.owner.account,
        applied: true,
        body: { label: "op-7f3c2a", user_data: "[redacted]" },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain(lab.owner.token);
    expect(JSON.stringify(entries)).not.toMatch(/authorization|bearer/i);
    const made = await lab.control("POST", "/tokens", {
      account: lab.owner.account,
      token: "not-to-be-seen",
    });
    expect(JSON.stringify(made.json)).not.toContain("not-to-be-seen");
  });
});

describe("the limit", () => {
  test("is 30 requests a second of an address, public ones and other accounts' too, with Retry-After", async () => {
    const lab = await TestLab.open({ now });
    const another = await lab.customer();
    for (let sent = 0; sent < 15; sent += 1) {
      await lab.open("/plans");
      await lab.api("GET", "/account");
    }
    for (const who of [lab.owner, another]) {
      const refused = await lab.request("GET", "/account", undefined, who);
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("1");
      expect(await refused.json()).toMatchObject({ status: 429, error: expect.any(String) });
    }
    await lab.advance(1);
    expect((await lab.api("GET", "/account")).status).toBe(200);
  });

  test("can be said to be reached", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: "GET /v2/plans", kind: "rate-limit" });
    const refused = await fetch(`${lab.simulator.url}/v2/plans`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  });
});

describe("lists", () => {
  test("come in pages whose cursors are opaque, and empty at the ends", async () => {
    const lab = await TestLab.open();
    const all = (await lab.open("/regions?per_page=500")).json;
    expect(all.meta).toEqual({ total: all.regions.length, links: { next: "", prev: "" } });
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = (await lab.open(`/regions?per_page=4&cursor=${cursor}`)).json;
      seen.push(...page.regions.map(({ id }: { id: string }) => id));
      cursor = page.meta.links.next;
    } while (cursor !== "");
    expect(seen).toEqual(all.regions.map(({ id }: { id: string }) => id));
    const second = (await lab.open("/regions?per_page=4")).json.meta.links.next;
    const { prev } = (await lab.open(`/regions?per_page=4&cursor=${second}`)).json.meta.links;
    expect((await lab.open(`/regions?per_page=4&cursor=${prev}`)).json.regions).toEqual(
      all.regions.slice(0, 4),
    );
    expect(await lab.open("/regions?cursor=nonsense")).toMatchObject({ status: 400, json: { status: 400 } });
  });

  test("plans of one type or of all; bare metal apart and under its own key", async () => {
    const lab = await TestLab.open();
    const gpu = { brand: "nvidia", type: "A100", vramGb: 10, count: "1/8" };
    await lab.stock([
      { locationCost: { sao: { monthlyCost: 7.5, hourlyCost: 0.011 } } },
      { id: "vcg-a100", type: "vcg", gpu },
      { type: "vbm" },
    ]);
    const { plans, meta } = (await lab.open("/plans")).json;
    expect(meta.total).toBe(2);
    expect(plans[0]).toMatchObject({
      id: "vc2-1c-1gb",
      vcpu_count: 1,
      ram: 1024,
      monthly_cost: 5,
      hourly_cost: 0.007,
      type: "vc2",
      locations: ["ams", "ewr", "fra"],
      location_cost: { sao: { monthly_cost: 7.5, hourly_cost: 0.011 } },
      deploy_ondemand: true,
    });
    expect(plans[1]).toMatchObject({ location_cost: {}, gpu_vram_gb: 10, gpu_count: "1/8" });
    expect((await lab.open("/plans?type=vcg")).json.plans).toHaveLength(1);
    expect((await lab.open("/plans-metal")).json.plans_metal).toMatchObject([
      {
        id: "vbm-4c-32gb",
        cpu_count: 4,
        cpu_threads: 8,
        ram: 32_768,
        disk: 240,
        monthly_cost: 120,
        hourly_cost: 0.164,
      },
    ]);
  });

  test("stock changes what regions take, and a plan can be listed that its region does not have", async () => {
    const lab = await TestLab.open();
    await lab.stock([{}, { type: "vbm", locations: ["ewr"] }]);
    const here = async (query = "") =>
      (await lab.open(`/regions/ewr/availability${query}`)).json.available_plans;
    expect(await here()).toEqual(["vc2-1c-1gb", "vbm-4c-32gb"]);
    expect(await here("?type=vbm")).toEqual(["vbm-4c-32gb"]);
    await lab.control("PATCH", "/stock/vc2-1c-1gb", { capacity: { ewr: 0 }, monthlyCost: 6 });
    expect(await here()).toEqual(["vbm-4c-32gb"]);
    expect((await lab.open("/plans")).json.plans).toMatchObject([
      { monthly_cost: 6, locations: ["ams", "ewr", "fra"] },
    ]);
    await lab.control("DELETE", "/stock/vbm-4c-32gb");
    expect(await here()).toEqual([]);
    expect((await lab.open("/regions/mars/availability")).status).toBe(404);
  });

  test("keys are an account's own", async () => {
    const lab = await TestLab.open();
    const key = { name: "ops", ssh_key: Lab.publicKey() };
    const added = await lab.api("POST", "/ssh-keys", key);
    expect(added).toMatchObject({ status: 201, json: { ssh_key: { id: expect.any(String), ...key } } });
    expect((await lab.api("GET", "/ssh-keys")).json.ssh_keys).toEqual([added.json.ssh_key]);
    expect((await lab.api("GET", "/ssh-keys", undefined, await lab.customer())).json.ssh_keys).toEqual([]);
    expect((await lab.api("POST", "/ssh-keys", { name: "x", ssh_key: "AAAA" })).status).toBe(400);
  });
});

test("an account is changed flag by flag", async () => {
  const lab = await TestLab.open();
  await lab.control("PATCH", `/accounts/${lab.owner.account}`, { email: "other@example.com" });
  const patched = await lab.control("PATCH", `/accounts/${lab.owner.account}`, { balance: 3 });
  expect(patched.json).toMatchObject({ email: "other@example.com", balance: 3, paymentMethod: true });
  for (const [method, path] of [
    ["PATCH", "/accounts/x"],
    ["DELETE", "/accounts/x"],
    ["PATCH", "/tokens/x"],
    ["DELETE", "/tokens/x"],
    ["PATCH", "/stock/x"],
    ["DELETE", "/stock/x"],
  ] as const) {
    const answer = await lab.control(method, path, method === "PATCH" ? {} : undefined);
    expect(answer).toMatchObject({ status: 404, json: { error: expect.any(String) } });
  }
});
