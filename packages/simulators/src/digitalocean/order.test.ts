// Guarantee: an accepted order is one Droplet, the last of a size is sold once, and a refused order buys nothing.
// If the simulator broke this, no test of the product could show a double order.
import { describe, expect, test, vi } from "vitest";
import { TestLab } from "../../test/digitalocean/lab.ts";
import { Lab } from "../../test/lab.ts";

const now = () => Date.parse("2026-10-02T18:37:44Z");

describe("an order", () => {
  test("answers 202 with the Droplet and its action", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock();
    const key = (await lab.api("POST", "/v2/account/keys", { name: "ops", public_key: Lab.publicKey() })).json
      .ssh_key;
    const answer = await lab.order({
      ssh_keys: [key.id, key.fingerprint],
      ipv6: true,
      monitoring: true,
      tags: ["op-7f3c2a"],
    });
    expect(answer.status).toBe(202);
    const { droplet, links } = answer.json;
    expect(droplet).toMatchObject({
      name: "op-7f3c2a",
      memory: 1024,
      vcpus: 1,
      disk: 25,
      locked: false,
      status: "new",
      kernel: null,
      created_at: "2026-10-02T18:37:44Z",
      features: ["monitoring", "ipv6"],
      image: { slug: "ubuntu-24-04-x64" },
      size: { slug: "s-1vcpu-1gb", price_monthly: 6 },
      size_slug: "s-1vcpu-1gb",
      networks: { v4: [], v6: [] },
      region: { slug: "fra1" },
      tags: ["op-7f3c2a"],
    });
    expect(links.actions).toEqual([
      { id: expect.any(Number), rel: "create", href: expect.stringMatching(/^https:/) },
    ]);
    expect(await lab.orders()).toMatchObject([
      { id: droplet.id, account: lab.owner.account, name: "op-7f3c2a", status: "new", priceMonthly: 6 },
    ]);
    const action = async () => (await lab.api("GET", `/v2/actions/${links.actions[0].id}`)).json.action;
    expect(await action()).toMatchObject({
      status: "in-progress",
      type: "create",
      resource_id: droplet.id,
      completed_at: null,
    });
    await lab.advance(60);
    expect(await action()).toMatchObject({ status: "completed", completed_at: "2026-10-02T18:38:44Z" });
    const ready = (await lab.api("GET", `/v2/droplets/${droplet.id}`)).json.droplet;
    expect(ready.status).toBe("active");
    expect(ready.networks.v4).toMatchObject([{ type: "private", gateway: null }, { type: "public" }]);
    expect(ready.networks.v6).toMatchObject([{ netmask: 64 }]);
  });

  test("by names makes as many, or none when there is not room for all", async () => {
    const lab = await TestLab.open();
    await lab.stock({ capacity: { fra1: 3 } });
    const names = (of: string[]) => lab.order({ name: undefined, names: of });
    const made = await names(["a", "b"]);
    expect(made.json.droplets).toMatchObject([{ name: "a" }, { name: "b" }]);
    expect(made.json.links.actions).toHaveLength(2);
    expect((await names(["c", "d"])).status).toBe(422);
    expect(await lab.orders()).toHaveLength(2);
  });

  test("of many orders for the last one at once exactly one is taken, and the region is off the list", async () => {
    const lab = await TestLab.open();
    await lab.stock({ capacity: { fra1: 1 } });
    await lab.control("PUT", "/latency", { ms: 1, jitterMs: 20 });
    const buyers = await Promise.all(Array.from({ length: 20 }, () => lab.customer()));
    const answers = await Promise.all(buyers.map((buyer) => lab.order({}, buyer)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const { status, json } of answers.filter((answer) => answer.status !== 202)) {
      expect({ status, ...json }).toMatchObject({
        status: 422,
        message: "Size is not available in this region.",
      });
    }
    expect(await lab.orders()).toHaveLength(1);
    expect((await lab.api("GET", "/v2/sizes")).json.sizes[0].regions).toEqual(["ams3", "nyc3"]);
  });

  test("without a region, or with the beginning of one, takes one that has room", async () => {
    const lab = await TestLab.open();
    await lab.stock({ regions: ["fra1", "nyc3"], capacity: { fra1: 0 } });
    expect((await lab.order({ region: "nyc" })).json.droplet.region.slug).toBe("nyc3");
    expect((await lab.order({ region: undefined })).json.droplet.region.slug).toBe("nyc3");
    expect((await lab.order({ region: "fra1" })).status, "listed, and not there all the same").toBe(422);
  });

  test.each([
    [{ size: "s-none" }, 422, /invalid size/],
    [{ image: "ubuntu-4-04" }, 422, /invalid image/],
    [{ region: "mars1" }, 422, /invalid region/],
    [{ region: "lon1" }, 422, /Size is not available in this region/],
    [{ region: "ams3" }, 422, /Region is not available/],
    [{ ssh_keys: [7] }, 422, /7 are invalid key identifiers/],
    [{ name: "under_score" }, 422, /valid hostname characters/],
    [{ name: undefined }, 422, /name or names/],
    [{ names: ["a"] }, 422, /name or names/],
    [{ tags: ["a b"] }, 422, /Tags/],
    [{ backups: "disabled" }, 422, /boolean/],
    [{ colour: "red" }, 422, /colour/],
    [{ ipv6: true, public_networking: false }, 422, /public networking/],
  ])("with %j is %i and buys nothing", async (given, status, message) => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.control("PATCH", "/regions/ams3", { available: false });
    expect(await lab.order(given)).toMatchObject({
      status,
      json: { id: "unprocessable_entity", message: expect.stringMatching(message) },
    });
    expect(await lab.orders()).toEqual([]);
  });

  test("that is not JSON is 400", async () => {
    const lab = await TestLab.open();
    const headers = { authorization: `Bearer ${lab.owner.token}`, "content-type": "application/json" };
    const response = await fetch(`${lab.simulator.url}/v2/droplets`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ id: "bad_request" });
  });

  test("is refused to an account that is locked or at its limit, until there is room", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const locked = await lab.customer({ status: "locked" });
    expect(await lab.order({}, locked)).toMatchObject({ status: 403, json: { id: "forbidden" } });
    const small = await lab.customer({ dropletLimit: 1 });
    const { id } = (await lab.order({}, small)).json.droplet;
    expect(await lab.order({}, small)).toMatchObject({
      status: 422,
      json: { message: expect.stringContaining("exceed your droplet limit") },
    });
    await lab.api("DELETE", `/v2/droplets/${id}`, undefined, small);
    expect((await lab.order({}, small)).status).toBe(202);
  });

  test("needs further scopes for tags and keys", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const limited = await lab.customer({}, ["droplet:create", "droplet:read"]);
    expect((await lab.order({}, limited)).status).toBe(403);
    await lab.control("PATCH", `/tokens/${limited.tokenId}`, {
      scopes: ["droplet:create", "droplet:read", "image:read"],
    });
    expect((await lab.order({ tags: ["a"] }, limited)).status).toBe(403);
    expect((await lab.order({ ssh_keys: [1] }, limited)).status).toBe(403);
    const made = (await lab.order({}, limited)).json.droplet;
    expect(made).toHaveProperty("image");
    expect(made).not.toHaveProperty("tags");
    expect((await lab.api("GET", "/v2/droplets?tag_name=a", undefined, limited)).status).toBe(403);
  });

  // Guarantee: the simulator knows whether money was spent even where the caller can't.
  test.each([
    ["reset", "before", 0],
    ["reset", "after", 1],
    ["status", "after", 1],
  ])("%s %s it was applied leaves %i", async (kind, when, placed) => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.fault({ route: "POST /v2/droplets", kind, when });
    await lab.order().catch(() => null);
    await vi.waitFor(async () => expect(await lab.journal()).toMatchObject([{ applied: placed === 1 }]));
    expect(await lab.orders()).toHaveLength(placed);
    expect((await lab.api("GET", "/v2/droplets?name=OP-7F3C2A")).json.meta.total).toBe(placed);
  });

  test("sold: somebody else took the rest", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.fault({ route: "POST /v2/droplets", kind: "sold" });
    expect((await lab.order()).status).toBe(422);
    expect(await lab.orders()).toEqual([]);
    expect((await lab.api("GET", "/v2/sizes")).json.sizes[0].regions).toEqual(["ams3", "nyc3"]);
  });
});

describe("the list of Droplets", () => {
  test("is by name at once and by tag later, each exact, and they can't be combined", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock();
    await lab.order({ tags: ["Op-1"] });
    await lab.order({ name: "op-7f3c2a-x", tags: ["op-1", "b"] });
    const total = async (query: string) => (await lab.api("GET", `/v2/droplets?${query}`)).json.meta.total;
    expect(await total("name=OP-7f3c2a")).toBe(1);
    expect(await total("name=op-7f3c2")).toBe(0);
    expect(await total("tag_name=Op-1")).toBe(0);
    await lab.advance(5);
    expect(await total("tag_name=Op-1"), "the first spelling is that of both").toBe(2);
    expect(await total("tag_name=op-1")).toBe(0);
    expect((await lab.api("GET", "/v2/droplets?tag_name=b&name=a")).status).toBe(422);
    expect((await lab.api("GET", "/v2/droplets", undefined, await lab.customer())).json.droplets).toEqual([]);
  });

  test("has GPU Droplets only where it is asked for them", async () => {
    const lab = await TestLab.open();
    await lab.stock({ gpu: { count: 1, model: "nvidia_h100", vramGb: 80 } });
    await lab.order();
    const total = async (query: string) => (await lab.api("GET", `/v2/droplets?${query}`)).json.meta.total;
    expect(await total("name=op-7f3c2a")).toBe(0);
    expect(await total("name=op-7f3c2a&type=gpus")).toBe(1);
  });

  test("can come to know of an order late", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { listedAfterSeconds: 30 });
    await lab.stock();
    const { id } = (await lab.order()).json.droplet;
    const look = async () => [
      (await lab.api("GET", "/v2/droplets?name=op-7f3c2a")).json.meta.total,
      (await lab.api("GET", `/v2/droplets/${id}`)).status,
    ];
    expect(await look()).toEqual([0, 404]);
    await lab.advance(30);
    expect(await look()).toEqual([1, 200]);
  });

  test("loses a Droplet whose create errored", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { createEnds: "errored" });
    await lab.stock();
    const { droplet, links } = (await lab.order()).json;
    await lab.advance(60);
    expect((await lab.api("GET", `/v2/droplets/${droplet.id}`)).status).toBe(404);
    expect((await lab.api("GET", `/v2/actions/${links.actions[0].id}`)).json.action.status).toBe("errored");
    expect((await lab.api("GET", `/v2/droplets/${droplet.id}/actions`)).status).toBe(404);
    expect((await lab.api("GET", "/v2/actions")).json.actions).toMatchObject([
      { id: links.actions[0].id, status: "errored", type: "create", resource_id: droplet.id },
    ]);
    expect(await lab.orders()).toMatchObject([{ status: "errored" }]);
  });
});

describe("deleting", () => {
  test("is 204 and then 404, and never another account's", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const { id } = (await lab.order()).json.droplet;
    const path = `/v2/droplets/${id}`;
    expect((await lab.api("DELETE", path, undefined, await lab.customer())).status).toBe(404);
    expect((await lab.api("GET", `${path}/destroy_with_associated_resources`)).json.volumes).toEqual([]);
    expect(await lab.api("DELETE", path)).toEqual({ status: 204, json: null });
    expect((await lab.api("DELETE", path)).status).toBe(404);
    expect((await lab.api("GET", path)).status).toBe(404);
    expect(await lab.orders()).toMatchObject([{ id, status: "deleted" }]);
  });

  test("can be refused while the Droplet is new", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { deleteWhileNew: "refused" });
    await lab.stock();
    const { id } = (await lab.order()).json.droplet;
    expect((await lab.api("DELETE", `/v2/droplets/${id}`)).status).toBe(422);
    await lab.advance(60);
    expect((await lab.api("DELETE", `/v2/droplets/${id}`)).status).toBe(204);
  });
});
