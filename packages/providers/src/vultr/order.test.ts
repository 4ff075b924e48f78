// Guarantee: one order is one machine. It is called dead, absent or destroyed only on proof, and no result holds its
// first password.

import { generateKeyPairSync } from "node:crypto";
import type { OrderRequest } from "@cloudco/core/provider/provider";
import { describe, expect, test } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { instance, metal } from "../../test/vultr/fixture.ts";
import { api, at, error, setKey, use } from "../../test/vultr/rig.ts";
import { OrderTag } from "../order-tag.ts";
import { adapter } from "./vultr.ts";

async function sent(): Promise<unknown[]> {
  const journal = await at.control<{ method: string; body: unknown }[]>("GET", "/journal");
  return journal.filter(({ method }) => method === "POST").map(({ body }) => body);
}

const withTemplate = (order: OrderRequest, template: Partial<OrderRequest["template"]>): OrderRequest => ({
  ...order,
  template: { ...order.template, ...template },
});

/** Puts a new SSH key into the account. */
async function addKey(): Promise<string> {
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const parts = [Buffer.from("ssh-ed25519"), Buffer.from(x, "base64url")];
  const blob = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]));
  const ssh_key = `ssh-ed25519 ${blob.toString("base64")}`;
  return (await api<{ ssh_key: { id: string } }>("/ssh-keys", { name: "ops", ssh_key })).ssh_key.id;
}

const LISTS = { "/v2/instances": "instances", "/v2/bare-metals": "bare_metals" } as const;
const empty = (key: string) => ({
  kind: "body",
  body: JSON.stringify({ [key]: [], meta: { total: 0, links: { next: "", prev: "" } } }),
});

describe("order", () => {
  test("asks for an instance that bears our label, and for nothing that costs extra", async () => {
    const order = await at.request();
    const label = OrderTag.of(order.orderId);
    expect(await placeOrder(adapter, at.credentials, order)).toEqual({
      kind: "placed",
      reference: expect.stringMatching(/^[0-9a-f-]{36}$/),
      server: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), ipv4: null, state: "provisioning" },
    });
    expect(await sent()).toEqual([
      {
        region: "ewr",
        plan: "vc2-1c-1gb",
        os_id: 2284,
        label,
        tags: [label],
        hostname: label,
        sshkey_id: [],
        enable_ipv6: false,
        disable_public_ipv4: false,
        backups: "disabled",
      },
    ]);
  });

  test("asks for bare metal where that is", async () => {
    await use(metal);
    const order = await at.request();
    const label = OrderTag.of(order.orderId);
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({ kind: "placed" });
    expect(await sent()).toEqual([
      {
        region: "ewr",
        plan: "vbm-4c-32gb",
        os_id: 2284,
        label,
        tags: [label],
        hostname: label,
        sshkey_id: [],
        enable_ipv6: false,
      },
    ]);
  });

  test.each(["2136", "debian 12 x64 (bookworm)"])(
    "asks for what the template does, with the OS %j",
    async (image) => {
      const sshKeys = [await addKey(), await addKey()];
      const order = withTemplate(await at.request(), { image, sshKeys, hostname: "db-1", ipv4: false });
      expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({ kind: "placed" });
      const bodies = await sent();
      expect(bodies.at(-1)).toMatchObject({
        os_id: 2136,
        sshkey_id: sshKeys,
        hostname: "db-1",
        label: OrderTag.of(order.orderId),
        enable_ipv6: true,
        disable_public_ipv4: true,
      });
    },
  );

  test("of an operating system that Vultr does not know is not sent", async () => {
    const order = withTemplate(await at.request(), { image: "TempleOS" });
    const message = expect.stringContaining("no operating system of that name");
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "not_sent",
      cause: "refused",
      message,
    });
    expect(await sent()).toEqual([]);
  });

  test("whose operating system can't be looked up is not sent", async () => {
    const order = withTemplate(await at.request(), { image: "Debian 12 x64 (bookworm)" });
    await at.fault("GET /v2/os", { kind: "status", status: 502 });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "not_sent",
      cause: "unavailable",
    });
    expect(await sent()).toEqual([]);
  });

  // Guarantee: a refusal that Vultr itself wrote frees the budget at once, under the right name.
  test.each<[object, { cause: string; retryAfterSeconds?: number; message?: RegExp }]>([
    [error(400, "Plan is not available in the selected region."), { cause: "sold" }],
    [error(400, "The plan is sold out"), { cause: "sold" }],
    [error(400, "No available capacity for this plan"), { cause: "sold" }],
    [error(400, "Invalid plan chosen."), { cause: "sold" }],
    [
      error(400, "Server add failed: Please open a support request for access to this product."),
      { cause: "not_allowed", message: /support request/ },
    ],
    [
      error(400, "You have reached the maximum monthly fee limit for this account"),
      { cause: "account_limit" },
    ],
    [
      error(400, "Server add failed: You have reached the maximum number of active servers on your account."),
      { cause: "account_limit" },
    ],
    [error(400, "Instance quota exceeded"), { cause: "account_limit" }],
    [error(409, "This plan is not available due to capacity in that location"), { cause: "sold" }],
    [error(412, "Region out of stock due to capacity limits"), { cause: "sold" }],
    [error(400, "Insufficient account credit. Please add a payment method."), { cause: "payment" }],
    [error(400, "Invalid SSH key chosen."), { cause: "refused", message: /SSH key/ }],
    [
      error(400, "Invalid OS, app, snapshot or ISO chosen."),
      { cause: "refused", message: /operating system/ },
    ],
    [error(400, "Invalid os_id"), { cause: "refused", message: /operating system/ }],
    [error(422, "Invalid hostname"), { cause: "refused", message: /host name/ }],
    [error(400, "No."), { cause: "refused" }],
    [error(404, "Invalid API path."), { cause: "refused" }],
    [error(403, "Your account does not have permission"), { cause: "not_allowed", message: /provisioning/ }],
    [error(403, "Unauthorized IP address: 203.0.113.9"), { cause: "not_allowed", message: /203\.0\.113\.9/ }],
    [error(401, "Invalid API token."), { cause: "credentials" }],
    [{ kind: "body", status: 401, body: "" }, { cause: "credentials" }],
    [{ kind: "rate-limit" }, { cause: "rate_limited", retryAfterSeconds: 1 }],
    [error(429, "slow down", { "retry-after": "33" }), { cause: "rate_limited", retryAfterSeconds: 33 }],
    [error(429, "rate limit reached"), { cause: "rate_limited", retryAfterSeconds: 1 }],
  ])("is refused with %j", async (fault, { message, ...failure }) => {
    const order = await at.request();
    await at.fault(at.spending, fault);
    const outcome = await placeOrder(adapter, at.credentials, order);
    expect(outcome).toMatchObject({ kind: "rejected", ...failure });
    expect(outcome).toHaveProperty("message", expect.stringMatching(message ?? /./));
    expect(await at.orders()).toEqual([]);
    expect(await at.requests(at.spending)).toBe(1);
  });

  test("of an account that can't pay says so", async () => {
    const order = await at.request();
    await at.control("PATCH", "/accounts/account-1", { paymentMethod: false });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "rejected",
      cause: "payment",
    });
  });

  test("of the last one by two buyers has one winner", async () => {
    await at.control("PATCH", "/stock/vc2-1c-1gb", { capacity: { ewr: 1 } });
    const orders = [await at.request(), await at.request()];
    const outcomes = await Promise.all(orders.map((order) => placeOrder(adapter, at.credentials, order)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["placed", "rejected"]);
    expect(outcomes.find(({ kind }) => kind === "rejected")).toMatchObject({ cause: "sold" });
  });

  // Guarantee: an order is called dead only on proof. Each of these may have bought the machine, and half of them have.
  const other = { id: "cb676a46-66fd-4dfb-b839-443f2e6c0b60", label: "db-1", tags: [] };
  const doubtful = [
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "status", status: 503, page: "empty" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 202, body: "" }, "unreadable"],
    [
      { kind: "body", status: 202, body: JSON.stringify({ instance: other, bare_metal: other }) },
      "unreadable",
    ],
    [{ kind: "body", status: 302, body: "" }, "unreadable"],
    [{ kind: "body", status: 400, body: "<h1>Bad Request</h1>" }, "unreadable"],
    [{ kind: "body", status: 404, body: "{}" }, "unreadable"],
    [{ kind: "body", status: 429, body: "slow down" }, "rate_limited"],
    [error(408, "timeout"), "unreadable"],
    [error(500, "internal error"), "unavailable"],
  ] as const;
  test.each(
    [instance, metal].flatMap((fixture) =>
      doubtful.flatMap(([fault, cause]) => [
        [fixture, { ...fault, when: "before" }, cause] as const,
        [fixture, { ...fault, when: "after" }, cause] as const,
      ]),
    ),
  )("$name is in doubt after %j", async (fixture, fault, cause) => {
    await use(fixture);
    const order = await at.request();
    await at.fault(at.spending, fault);
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "unknown",
      cause,
      message: expect.stringContaining("may have gone through"),
    });
    expect(await at.requests(at.spending)).toBe(1);
    const bought = fault.when === "after";
    expect(await at.orders()).toHaveLength(bought ? 1 : 0);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: bought ? "found" : "absent" });
  });

  test("is in doubt when its answer drips past its time", async () => {
    const order = await at.request();
    await at.fault(at.spending, { kind: "drip" });
    const outcome = await placeOrder(adapter, at.credentials, order, AbortSignal.timeout(200));
    expect(outcome).toMatchObject({ kind: "unknown", cause: "timeout" });
  });

  test("of what is no plan in a region is not sent", async () => {
    const order = await at.request();
    const odd = { ...order, listing: { ...order.listing, id: "vc2-1c-1gb" } };
    expect(await placeOrder(adapter, at.credentials, odd)).toMatchObject({ kind: "not_sent" });
    expect(await sent()).toEqual([]);
  });
});

describe.each([instance, metal])("find, $name", (fixture) => {
  const path = fixture === metal ? "/v2/bare-metals" : "/v2/instances";

  /** As many machines of somebody else's making, with labels that begin like ours. */
  async function others(order: OrderRequest, count: number): Promise<void> {
    const { plan, region } = { plan: order.listing.name, region: "ewr" };
    for (let made = 0; made < count; made += 1) {
      // Thirty in a second are all that Vultr takes.
      if (made % 20 === 0) await at.advance(2);
      await api(path.slice(3), { plan, region, os_id: 2284, label: `${OrderTag.of(order.orderId)}${made}` });
    }
    await at.advance(2);
  }

  test("reads a long list to its end, and takes no label for ours that only begins like it", async () => {
    await use(fixture);
    const order = await at.request();
    await others(order, 510);
    expect(await adapter.find(at.credentials, order, 0)).toEqual({ kind: "absent" });
    await at.advance(2);
    const placed = await placeOrder(adapter, at.credentials, order);
    await at.advance(2);
    const reference = placed.kind === "placed" && placed.reference;
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found", reference });
  });

  test("knows nothing of an order that is not listed yet", async () => {
    await use(fixture);
    await at.control("PUT", "/settings", { listedAfterSeconds: 60 });
    const order = await at.request();
    await placeOrder(adapter, at.credentials, order);
    expect(await adapter.find(at.credentials, order, 0)).toEqual({ kind: "absent" });
    await at.advance(61);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
  });

  // Guarantee: `absent` lets an order be sent again, so it needs a list that was read to its last entry.
  const meta = (total: number, next = "") => ({ meta: { total, links: { next, prev: "" } } });
  const page = (content: object) => ({ kind: "body", body: JSON.stringify(content) });
  const key = LISTS[path];
  test.each<[object, string]>([
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 401, body: "" }, "credentials"],
    [error(403, "no"), "not_allowed"],
    [page({ [key]: [], ...meta(1) }), "unreadable"],
    [page({ [key]: [] }), "unreadable"],
    [page({ [key]: [{ id: 1 }], ...meta(1) }), "unreadable"],
    [page({ machines: [], ...meta(0) }), "unreadable"],
  ])("is unclear after %j", async (fault, cause) => {
    await use(fixture);
    const order = await at.request();
    await at.fault(`GET ${path}`, fault);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "unclear", cause });
    if (fixture === metal) return;
    await at.fault(`GET ${path}`, empty(key));
    await at.fault(`GET ${path}`, fault);
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "unclear", cause });
  });

  test("is unclear where the second page fails", async () => {
    await use(fixture);
    const order = await at.request();
    await at.fault(`GET ${path}`, page({ [key]: [], ...meta(0, "next-page") }));
    expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "unclear" });
  });
});

// Guarantee: a search that Vultr does not carry out never makes an order look absent.
test("find looks into the whole list where the search by label gives nothing", async () => {
  const order = await at.request();
  await placeOrder(adapter, at.credentials, order);
  await at.fault("GET /v2/instances", empty("instances"));
  expect(await adapter.find(at.credentials, order, 0)).toMatchObject({ kind: "found" });
});

// Guarantee: the first password of a machine, and the link to its console, are nowhere in what we keep.
test.each([instance, metal])("$name: no result holds what Vultr hands out once", async (fixture) => {
  await use(fixture);
  const order = await at.request();
  const placed = await placeOrder(adapter, at.credentials, order);
  await at.advance(61);
  const found = await adapter.find(at.credentials, order, 0);
  expect(found).toMatchObject({ kind: "found", server: { state: "ready" } });
  const key = fixture === metal ? "bare_metals" : "instances";
  const [machine] =
    (
      await api<Record<string, { default_password?: string }[]>>(
        fixture === metal ? "/bare-metals" : "/instances",
      )
    )[key] ?? [];
  expect(machine?.default_password).toMatch(/./);
  expect(JSON.stringify([placed, found])).not.toContain(machine?.default_password);
});

describe.each([instance, metal])("terminate, $name", (fixture) => {
  async function buy() {
    const order = await at.request();
    const outcome = await placeOrder(adapter, at.credentials, order);
    if (outcome.kind !== "placed") throw new Error(outcome.message);
    return { serverId: outcome.server.id, reference: outcome.reference, category: order.listing.category };
  }
  const route = fixture === metal ? "DELETE /v2/bare-metals/*" : "DELETE /v2/instances/*";

  test("destroys the machine, no other, and knows that it is gone", async () => {
    await use(fixture);
    const [server] = [await buy(), await buy()];
    expect(await adapter.terminate(at.credentials, { ...server, serverId: null })).toEqual({
      kind: "terminated",
      at: null,
    });
    expect(await at.orders()).toMatchObject([{ status: "deleted" }, { status: "pending" }]);
    expect(await adapter.terminate(at.credentials, server)).toEqual({ kind: "gone" });
  });

  test("while it is being installed says when to try again", async () => {
    await use(fixture);
    await at.control("PUT", "/settings", { deleteWhilePending: "refused" });
    const server = await buy();
    const message = expect.stringContaining("few minutes");
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "refused", message });
    await at.advance(61);
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "terminated" });
  });

  test("names the permission that it takes", async () => {
    await use(fixture);
    const server = await buy();
    await setKey({ acls: ["subscriptions_view", "provisioning"] });
    const message = expect.stringContaining("permissions subscriptions:");
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "refused", message });
  });

  // Guarantee: a machine is called destroyed only if Vultr says so: it would go on costing money.
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
    [error(403, "Unauthorized IP address: 203.0.113.9"), { kind: "refused", cause: "not_allowed" }],
    [{ kind: "rate-limit" }, { kind: "refused", cause: "rate_limited", retryAfterSeconds: 1 }],
  ])("with %j", async (fault, expected) => {
    await use(fixture);
    const server = await buy();
    await at.fault(route, fault);
    expect(await adapter.terminate(at.credentials, server)).toMatchObject(expected);
    expect((await adapter.terminate(at.credentials, server)).kind).toMatch(/^(terminated|gone)$/);
  });

  test.each(["", "..", "1", "?label=x"])("sends nothing for the id %j", async (id) => {
    await use(fixture);
    const server = { serverId: id, reference: id, category: at.offer.category };
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "refused" });
    expect(await at.requests()).toBe(0);
  });
});
