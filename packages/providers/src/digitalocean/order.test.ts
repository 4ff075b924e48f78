// Guarantee: one order is one Droplet. It is called dead, absent or destroyed only on proof, and costs nothing that
// was not asked for.

import { generateKeyPairSync } from "node:crypto";
import type { OrderRequest } from "@cloudco/core/provider/provider";
import { describe, expect, test } from "vitest";
import { api, at, error, limitTo } from "../../test/digitalocean/rig.ts";
import { placeOrder } from "../../test/fixture.ts";
import { OrderTag } from "../order-tag.ts";
import { adapter } from "./digitalocean.ts";

const ORDERS = "POST /v2/droplets";
const UNREAD = { kind: "unclear", cause: "unreadable" } as const;

async function sent(): Promise<unknown[]> {
  const journal = await at.control<{ method: string; body: unknown }[]>("GET", "/journal");
  return journal.filter(({ method }) => method === "POST").map(({ body }) => body);
}

const withTemplate = (order: OrderRequest, template: Partial<OrderRequest["template"]>): OrderRequest => ({
  ...order,
  template: { ...order.template, ...template },
});

/** Puts a new SSH key into the account. */
async function addKey(): Promise<{ id: number; fingerprint: string }> {
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const parts = [Buffer.from("ssh-ed25519"), Buffer.from(x, "base64url")];
  const blob = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]));
  const public_key = `ssh-ed25519 ${blob.toString("base64")}`;
  const made = await api<{ ssh_key: { id: number; fingerprint: string } }>("/v2/account/keys", {
    name: "ops",
    public_key,
  });
  return made.ssh_key;
}

describe("order", () => {
  test("asks for a Droplet that bears our tag, and for nothing that costs extra", async () => {
    const order = await at.request();
    const tag = OrderTag.of(order.orderId);
    expect(await placeOrder(adapter, at.credentials, order)).toEqual({
      kind: "placed",
      reference: expect.stringMatching(/^\d+$/),
      trace: { action: expect.any(Number) },
      server: { id: expect.stringMatching(/^\d+$/), ipv4: null, state: "provisioning" },
    });
    expect(await sent()).toEqual([
      {
        name: tag,
        region: "fra1",
        size: "s-1vcpu-1gb",
        image: "ubuntu-24-04-x64",
        ssh_keys: [],
        backups: false,
        ipv6: false,
        tags: [tag],
      },
    ]);
  });

  test("asks for what the template does", async () => {
    const [first, second] = [await addKey(), await addKey()];
    const order = withTemplate(await at.request(), {
      image: "63663983",
      sshKeys: [String(first.id), second.fingerprint],
      hostname: "db-1.example.com",
      ipv4: false,
    });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({ kind: "placed" });
    const bodies = await sent();
    expect(bodies.at(-1)).toMatchObject({
      name: "db-1.example.com",
      image: 63_663_983,
      ssh_keys: [first.id, second.fingerprint],
      ipv6: true,
      tags: [OrderTag.of(order.orderId)],
    });
  });

  test.each([
    [{ name: "NVIDIA H100", count: 1 }, "gpu-h100x1-base"],
    [{ name: "NVIDIA H200", count: 8 }, "gpu-h100x8-base"],
    [{ name: "AMD MI300X", count: 8 }, "gpu-amd-base"],
  ])("of a GPU asks for an image with its drivers: %j", async (gpu, image) => {
    const order = await at.request();
    await placeOrder(adapter, at.credentials, {
      ...order,
      listing: { ...order.listing, category: "gpu", gpu },
    });
    expect(await sent()).toMatchObject([{ image }]);
  });

  // Guarantee: a refusal that DigitalOcean itself wrote frees the budget at once, under the right name.
  test.each<[object, { cause: string; retryAfterSeconds?: number; message?: RegExp }]>([
    [error(422, "Size is not available in this region."), { cause: "sold" }],
    [error(422, "Region is not available"), { cause: "sold" }],
    [error(422, "You specified an invalid size for Droplet creation."), { cause: "sold" }],
    [error(422, "This size has limited availability in the region"), { cause: "sold" }],
    [error(422, "Size unavailable due to capacity limits"), { cause: "sold" }],
    [error(422, "Your account has reached its limit of available GPU Droplets"), { cause: "account_limit" }],
    [error(422, "creating this/these droplet(s) will exceed your droplet limit"), { cause: "account_limit" }],
    [
      error(422, "You specified an invalid image for Droplet creation."),
      { cause: "refused", message: /image/ },
    ],
    [error(422, "The image is not available in the selected region"), { cause: "refused", message: /image/ }],
    [
      error(422, "7 are invalid key identifiers for Droplet creation."),
      { cause: "refused", message: /SSH key/ },
    ],
    [error(422, "Only valid hostname characters are allowed."), { cause: "refused", message: /host name/ }],
    [error(422, "Please add a payment method"), { cause: "payment" }],
    [error(422, "No."), { cause: "refused" }],
    [error(400, "bad"), { cause: "refused" }],
    [error(409, "conflict"), { cause: "refused" }],
    [
      error(403, "You are not authorized to perform this operation"),
      { cause: "not_allowed", message: /droplet:create/ },
    ],
    [error(401, "Unable to authenticate you."), { cause: "credentials" }],
    [{ kind: "body", status: 401, body: "" }, { cause: "credentials" }],
    [{ kind: "rate-limit" }, { cause: "rate_limited", retryAfterSeconds: 1 }],
    [
      error(429, "API rate limit exceeded.", { "retry-after": "33" }),
      { cause: "rate_limited", retryAfterSeconds: 33 },
    ],
    [error(429, "API rate limit exceeded."), { cause: "rate_limited", retryAfterSeconds: 60 }],
  ])("is refused with %j", async (fault, { message, ...failure }) => {
    const order = await at.request();
    await at.fault(ORDERS, fault);
    const outcome = await placeOrder(adapter, at.credentials, order);
    expect(outcome).toMatchObject({ kind: "rejected", ...failure });
    expect(outcome).toHaveProperty("message", expect.stringMatching(message ?? /./));
    expect(await at.orders()).toEqual([]);
    expect(await at.requests(ORDERS)).toBe(1);
  });

  test("names the scopes that an order takes", async () => {
    const order = await at.request();
    await limitTo(["droplet:create"]);
    const refused = (scopes: string) => ({
      kind: "rejected",
      cause: "not_allowed",
      message: expect.stringContaining(scopes),
    });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject(
      refused("droplet:create, tag:create:"),
    );
    const withKey = withTemplate(order, { sshKeys: ["1"] });
    expect(await placeOrder(adapter, at.credentials, withKey)).toMatchObject(
      refused("tag:create, ssh_key:read:"),
    );
  });

  test("at the account's limit says so", async () => {
    const order = await at.request();
    await at.control("PATCH", "/accounts/team-1", { dropletLimit: 0 });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "rejected",
      cause: "account_limit",
    });
  });

  test("of the last one by two buyers has one winner", async () => {
    await at.control("PATCH", "/stock/s-1vcpu-1gb", { capacity: { fra1: 1 } });
    const orders = [await at.request(), await at.request()];
    const outcomes = await Promise.all(orders.map((order) => placeOrder(adapter, at.credentials, order)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["placed", "rejected"]);
    expect(outcomes.find(({ kind }) => kind === "rejected")).toMatchObject({ cause: "sold" });
  });

  // Guarantee: an order is called dead only on proof. Each of these may have bought the Droplet, and half of them have.
  const doubtful = [
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "status", status: 503, page: "empty" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 202, body: "" }, "unreadable"],
    [{ kind: "body", status: 202, body: '{"droplet":{"id":1,"name":"db-1","tags":[]}}' }, "unreadable"],
    [{ kind: "body", status: 302, body: "" }, "unreadable"],
    [{ kind: "body", status: 400, body: "<h1>Bad Request</h1>" }, "unreadable"],
    [{ kind: "body", status: 404, body: "{}" }, "unreadable"],
    [{ kind: "body", status: 429, body: "slow down" }, "rate_limited"],
    [error(408, "timeout"), "unreadable"],
    [error(500, "Unexpected server-side error"), "unavailable"],
  ] as const;
  test.each(
    doubtful.flatMap(([fault, cause]) => [
      [{ ...fault, when: "before" }, cause] as const,
      [{ ...fault, when: "after" }, cause] as const,
    ]),
  )("is in doubt after %j", async (fault, cause) => {
    const order = await at.request();
    await at.fault(ORDERS, fault);
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "unknown",
      cause,
      message: expect.stringContaining("may have gone through"),
    });
    expect(await at.requests(ORDERS)).toBe(1);
    const bought = fault.when === "after";
    expect(await at.orders()).toHaveLength(bought ? 1 : 0);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: bought ? "found" : "absent" });
  });

  test("is in doubt when its answer drips past its time", async () => {
    const order = await at.request();
    await at.fault(ORDERS, { kind: "drip" });
    const outcome = await placeOrder(adapter, at.credentials, order, AbortSignal.timeout(200));
    expect(outcome).toMatchObject({ kind: "unknown", cause: "timeout" });
  });

  test("of what is no size in a region is not sent", async () => {
    const order = await at.request();
    const odd = { ...order, listing: { ...order.listing, id: "s-1vcpu-1gb" } };
    expect(await placeOrder(adapter, at.credentials, odd)).toMatchObject({ kind: "not_sent" });
    expect(await at.requests(ORDERS)).toBe(0);
  });
});

describe("find", () => {
  test("knows an order by its name before it has its tag", async () => {
    await at.control("PUT", "/settings", { taggedAfterSeconds: 600 });
    const order = await at.request();
    await placeOrder(adapter, at.credentials, order);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
  });

  test("knows an order by its tag where the customer has named the Droplet", async () => {
    const order = withTemplate(await at.request(), { hostname: "db-1" });
    await placeOrder(adapter, at.credentials, order);
    await at.advance(6);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
  });

  test("knows nothing of an order that is not listed yet", async () => {
    await at.control("PUT", "/settings", { listedAfterSeconds: 60 });
    const order = await at.request();
    await placeOrder(adapter, at.credentials, order);
    expect(await adapter.find(at.credentials, order, 0)).toEqual({ kind: "absent" });
    await at.advance(61);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
    expect(60).toBeLessThan(adapter.descriptor.visibleWithinSeconds);
  });

  /** As many Droplets of somebody else's making, none with a tag. */
  async function others(count: number): Promise<void> {
    await at.control("PATCH", "/accounts/team-1", { dropletLimit: 1000 });
    for (let made = 0; made < count; made += 10) {
      const names = Array.from({ length: 10 }, (_, index) => `web-${made + index}`);
      await api("/v2/droplets", { names, region: "fra1", size: "s-1vcpu-1gb", image: "ubuntu-24-04-x64" });
    }
  }

  test("reads a long list to its end", async () => {
    await others(410);
    await at.control("PUT", "/settings", { taggedAfterSeconds: 600 });
    const order = await at.request();
    expect(await adapter.find(at.credentials, order, 0)).toEqual({ kind: "absent" });
    await placeOrder(adapter, at.credentials, order);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
  });

  // Guarantee: a 202 whose create errored is told as called off, once DigitalOcean itself says so; that the Droplet is not
  // there is no such word, for it may be listed late or have been destroyed.
  test.each([true, false])(
    "follows an order to the end of its create, its answer read: %s",
    async (isRead) => {
      await at.control("PUT", "/settings", { createEnds: "errored", taggedAfterSeconds: 0 });
      const order = await at.request();
      const answer = await placeOrder(adapter, at.credentials, order);
      const told = isRead ? answer : await adapter.find(at.credentials, order, 0);
      if (!("reference" in told)) throw new Error(told.kind);
      expect(told.trace).toEqual({ action: expect.any(Number) });
      const { reference, trace } = told;
      const follow = () => adapter.find(at.credentials, { ...order, reference, trace }, 0);
      expect(await follow()).toMatchObject({ kind: "found", reference, server: { state: "provisioning" } });
      await at.advance(60);
      expect(await follow()).toMatchObject({ kind: "found", reference, server: { state: "cancelled" } });
      expect(await adapter.find(at.credentials, { ...order, reference }, 0)).toEqual({ kind: "absent" });
      for (const [fault, found] of [
        [
          { kind: "status", status: 500 },
          { kind: "unclear", cause: "unavailable" },
        ],
        [error(403, "You are not authorized"), { kind: "unclear", message: /actions:read/ }],
        [error(404, "not found"), { kind: "absent" }],
        [
          { kind: "body", body: "{}" },
          { kind: "unclear", cause: "unreadable" },
        ],
        [
          { kind: "body", body: '{"action":{"id":7,"type":"create","status":"errored","resource_id":1}}' },
          UNREAD,
        ],
      ] as const) {
        await at.fault("GET /v2/actions/:id", fault);
        const { message, ...rest } = { message: /./, ...found };
        const lookup = await follow();
        expect(lookup).toMatchObject(rest);
        if (lookup.kind === "unclear") expect(lookup.message).toMatch(message);
      }
    },
  );

  test("of a Droplet that is not listed yet, or was destroyed, is absent and not called off", async () => {
    await at.control("PUT", "/settings", { listedAfterSeconds: 30 });
    const order = await at.request();
    const answer = await placeOrder(adapter, at.credentials, order);
    if (answer.kind !== "placed") throw new Error(answer.kind);
    const { reference, trace } = answer;
    const follow = () => adapter.find(at.credentials, { ...order, reference, trace }, 0);
    expect(await follow()).toEqual({ kind: "absent" });
    await at.advance(60);
    expect(await follow()).toMatchObject({ kind: "found", server: { state: "ready" } });
    await adapter.terminate(at.credentials, { serverId: reference, reference, category: "vm" });
    expect(await follow()).toEqual({ kind: "absent" });
  });

  // Guarantee: an order that a page lost, because another Droplet was deleted meanwhile, is not absent.
  test("is unclear where a list of several pages changed while it was read", async () => {
    const order = await at.request();
    const page = (ids: number[], more: object) => {
      const droplets = ids.map((id) => ({ id, name: `web-${id}`, tags: [] }));
      return { kind: "body", body: JSON.stringify({ droplets, meta: { total: 2 }, ...more }) };
    };
    const next = { links: { pages: { next: "https://api.digitalocean.com/v2/droplets?page=2" } } };
    const empty = { kind: "body", body: '{"droplets":[],"links":{},"meta":{"total":0}}' };
    const read = async (...pages: object[]) => {
      for (const fault of [empty, ...pages]) await at.fault("GET /v2/droplets", fault);
      return await adapter.find(at.credentials, order, 0);
    };
    const whole = [page([1], next), page([3], { links: {} })];
    expect(await read(...whole, page([1], next), page([2], { links: {} }))).toMatchObject({
      kind: "unclear",
      message: expect.stringContaining("changed while"),
    });
    expect(await read(...whole, ...whole)).toEqual({ kind: "absent" });
  });

  // Guarantee: a search that DigitalOcean ignores, or does not know yet, never makes an order look absent.
  test.each([
    ["ignores", { droplets: [], links: {}, meta: { total: 0 } }, 200],
    ["does not find", { id: "not_found", message: "not found" }, 404],
  ])("looks into the whole list where DigitalOcean %s the tag", async (_, body, status) => {
    const order = await at.request();
    await placeOrder(adapter, at.credentials, order);
    await at.advance(6);
    await at.fault("GET /v2/droplets", { kind: "body", status, body: JSON.stringify(body) });
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
  });

  // Guarantee: `absent` lets an order be sent again, so it needs lists that were read to their last entry.
  test.each<[object, string]>([
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 401, body: "" }, "credentials"],
    [{ kind: "body", body: '{"droplets":[],"links":{},"meta":{"total":1}}' }, "unreadable"],
    [{ kind: "body", body: '{"droplets":[{"id":1}],"links":{},"meta":{"total":1}}' }, "unreadable"],
    [
      { kind: "body", body: '{"droplets":[],"links":{"pages":{"next":"?p=2"}},"meta":{"total":0}}' },
      "unreadable",
    ],
  ])("is unclear after %j", async (fault, cause) => {
    const order = await at.request();
    await at.fault("GET /v2/droplets", fault);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "unclear", cause });
    await adapter.find(at.credentials, order, 0);
    const absent = { kind: "body", body: '{"droplets":[],"links":{},"meta":{"total":0}}' };
    await at.fault("GET /v2/droplets", absent);
    await at.fault("GET /v2/droplets", fault);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "unclear", cause });
  });

  test("is unclear where the token may not read tags, unless the name tells", async () => {
    const [mine, named] = [await at.request(), withTemplate(await at.request(), { hostname: "db-1" })];
    await placeOrder(adapter, at.credentials, mine);
    await placeOrder(adapter, at.credentials, named);
    await limitTo(["droplet:read"]);
    const message = expect.stringContaining("tag:read");
    expect(await adapter.find(at.credentials, named, 0)).toMatchObject({ kind: "unclear", message });
    const empty = { kind: "body", body: '{"droplets":[],"links":{},"meta":{"total":0}}' };
    await at.fault("GET /v2/droplets", empty);
    expect(await adapter.find(at.credentials, named, 0)).toMatchObject({ kind: "unclear" });
    await at.fault("GET /v2/droplets", empty);
    expect(await adapter.find(at.credentials, mine, 0)).toMatchObject({ kind: "found" });
  });
});

describe("terminate", () => {
  async function buy() {
    const outcome = await placeOrder(adapter, at.credentials, await at.request());
    if (outcome.kind !== "placed") throw new Error(outcome.message);
    return { serverId: outcome.server.id, reference: outcome.reference, category: "vm" } as const;
  }

  test("destroys the Droplet, and knows that it is gone", async () => {
    const server = await buy();
    expect(await adapter.terminate(at.credentials, server)).toEqual({ kind: "terminated", at: null });
    expect(await at.orders()).toMatchObject([{ status: "deleted" }]);
    expect(await adapter.terminate(at.credentials, server)).toEqual({ kind: "gone" });
  });

  test("destroys nothing else", async () => {
    const [server] = [await buy(), await buy()];
    await adapter.terminate(at.credentials, { ...server, serverId: null });
    expect(await at.orders()).toMatchObject([{ status: "deleted" }, { status: "new" }]);
  });

  test("while DigitalOcean is busy with it says when to try again", async () => {
    await at.control("PUT", "/settings", { deleteWhileNew: "refused" });
    const server = await buy();
    const message = expect.stringContaining("few minutes");
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "refused", message });
  });

  test("names the scope that it takes", async () => {
    const server = await buy();
    await limitTo(["droplet:create"]);
    const message = expect.stringContaining("droplet:delete");
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "refused", message });
  });

  // Guarantee: a Droplet is called destroyed only if DigitalOcean says so: it would go on costing money.
  test.each<[object, object]>([
    [
      { kind: "reset", when: "after" },
      { kind: "unknown", cause: "unavailable" },
    ],
    [
      { kind: "status", status: 502, when: "after" },
      { kind: "unknown", cause: "unavailable" },
    ],
    [
      { kind: "body", status: 200, body: "{}" },
      { kind: "unknown", cause: "unreadable" },
    ],
    [
      { kind: "body", status: 404, body: "<h1>404</h1>" },
      { kind: "unknown", cause: "unreadable" },
    ],
    [
      { kind: "body", status: 401, body: "" },
      { kind: "refused", cause: "credentials" },
    ],
    [{ kind: "rate-limit" }, { kind: "refused", cause: "rate_limited", retryAfterSeconds: 1 }],
  ])("with %j", async (fault, expected) => {
    const server = await buy();
    await at.fault("DELETE /v2/droplets/*", fault);
    expect(await adapter.terminate(at.credentials, server)).toMatchObject(expected);
    expect((await adapter.terminate(at.credentials, server))?.kind).toMatch(/^(terminated|gone)$/);
  });

  // Guarantee: no id can turn the request into one that destroys more, such as `DELETE /v2/droplets?tag_name=`.
  test.each(["", "..", "?tag_name=x", "1/../2", "１"])("sends nothing for the id %j", async (id) => {
    const server = { serverId: id, reference: id, category: "vm" } as const;
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "refused" });
    expect(await at.requests()).toBe(0);
  });
});
