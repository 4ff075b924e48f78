// Guarantee: every adapter keeps what orders rely on: one order is one request, only proof is called proof, and no
// secret comes back.

import { Listing } from "@cloudco/core/offer/offer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as digitalocean from "../test/digitalocean/fixture.ts";
import { placeOrder, stand, tracedOrder } from "../test/fixture.ts";
import { given } from "../test/given.ts";
import { hetzner } from "../test/hetzner/fixture.ts";
import * as ovh from "../test/ovh/fixture.ts";
import * as vultr from "../test/vultr/fixture.ts";
import { Providers } from "./providers.ts";

/** Every adapter keeps the same promises. A new one adds its fixture here. */
const fixtures = [
  hetzner,
  digitalocean.droplet,
  digitalocean.gpu,
  vultr.instance,
  vultr.gpu,
  vultr.metal,
  ovh.eu,
  ovh.ca,
];

test("every adapter is on a fixture", () => {
  const tested = new Set(fixtures.map(({ adapter }) => adapter));
  const untested = Providers.all.filter((adapter) => !tested.has(adapter));
  expect(untested.map(({ descriptor }) => descriptor.id)).toEqual([]);
});

describe.each(fixtures)("$name", (fixture) => {
  const { adapter } = fixture;
  const { descriptor } = adapter;
  const scanned = () => (descriptor.inventory === "public" ? null : at.credentials);
  let at: Awaited<ReturnType<typeof stand>>;

  beforeEach(async () => {
    at = await stand(fixture);
  });
  afterEach(() => at.close());

  test("describes itself", () => {
    expect(Providers.get(descriptor.id)).toBe(adapter);
    expect(descriptor.fields.some(({ secret, required }) => secret && required)).toBe(true);
    expect(descriptor.categories).toEqual(expect.arrayContaining([...descriptor.orderable]));
    expect(Object.keys(at.credentials)).toEqual(
      expect.arrayContaining(descriptor.fields.filter(({ required }) => required).map(({ name }) => name)),
    );
    expect([adapter.prepare, adapter.assortment].map((method) => method !== undefined)).toEqual([
      descriptor.prepares,
      descriptor.prepares,
    ]);
    expect(descriptor.pollSeconds).toBeGreaterThan(0);
    expect(descriptor.visibleWithinSeconds).toBeGreaterThanOrEqual(120);
  });

  test("verifies right credentials, and tells wrong ones", async () => {
    expect(await adapter.verify(at.credentials)).toMatchObject({ ok: true });
    expect(await adapter.verify(at.wrong)).toMatchObject({ ok: false, cause: "credentials" });
  });

  test("sends no credentials that are incomplete", async () => {
    expect(await adapter.verify({})).toMatchObject({ ok: false, cause: "credentials" });
    expect(await at.requests()).toBe(0);
  });

  test("lists what is on offer, in the form that rules are matched against", async () => {
    const { listings, refused } = given(await adapter.inventory(scanned()));
    for (const listing of listings) {
      expect(Listing.parse(listing)).toEqual(listing);
      expect(listing.provider).toBe(descriptor.id);
      expect(descriptor.categories).toContain(listing.category);
      expect(listing.price.monthly.net).toBeGreaterThan(0);
    }
    expect(new Set(listings.map(({ id }) => id)).size).toBe(listings.length);
    expect(refused).toBe(0);
    expect(await at.listing()).toMatchObject({ category: at.offer.category });
  });

  test("quotes what was listed, and tells what is gone", async () => {
    const listing = await at.listing();
    const { price } = listing;
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({
      ok: true,
      listing: {
        id: listing.id,
        memoryGib: listing.memoryGib,
        price: { monthly: { net: price.monthly.net } },
      },
    });
    await at.withdraw();
    expect(await adapter.quote(at.credentials, listing)).toMatchObject({ ok: false, cause: "sold" });
  });

  test("orders with one request, and finds the order until its server is ready", async () => {
    const order = await at.request();
    const since = Date.now();
    const placed = await placeOrder(adapter, at.credentials, order);
    expect(placed).toMatchObject({ kind: "placed", reference: expect.stringMatching(/./) });
    expect(await at.requests(at.spending)).toBe(1);
    expect(await at.orders()).toHaveLength(1);

    const reference = placed.kind === "placed" ? placed.reference : "";
    expect(await adapter.find(at.credentials, order, since)).toMatchObject({ kind: "found", reference });
    await at.advance(at.setUpSeconds + 1);
    expect(await adapter.find(at.credentials, order, since)).toMatchObject({
      kind: "found",
      reference,
      server: {
        id: expect.stringMatching(/./),
        ipv4: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        state: "ready",
      },
    });
  });

  // Guarantee: a draft buys nothing; and what is too late when it is to leave, or becomes so on the way, does not leave.
  test("sends nothing once it is too late", async () => {
    const drafted = await adapter.draft(at.credentials, await at.request());
    if (!drafted.ok) throw new Error(drafted.message);
    for (const looks of [0, 1]) {
      let asked = 0;
      const outcome = await drafted.send(() => asked++ >= looks);
      expect(outcome).toMatchObject({ kind: "not_sent", cause: "timeout" });
      expect(await at.requests(at.spending)).toBe(0);
    }
    expect(await at.orders()).toEqual([]);
  });

  // Guarantee: between the word to send and the request that spends lies no other call.
  test("sends with one request and nothing else", async () => {
    const drafted = await adapter.draft(at.credentials, await at.request());
    if (!drafted.ok) throw new Error(drafted.message);
    const before = await at.requests();
    expect(await drafted.send(() => false)).toMatchObject({ kind: "placed" });
    expect((await at.requests()) - before).toBe(1);
  });

  // Guarantee: a lost reply leaves one order, which is found again; it is never called dead, and never sent twice.
  test.each([
    { kind: "reset", when: "after" },
    { kind: "status", status: 500, when: "after" },
    { kind: "status", status: 502, when: "after" },
    { kind: "not-json", when: "after" },
    { kind: "wrong-json", when: "after" },
    { kind: "truncate" },
    { kind: "hang", when: "after" },
  ])("finds the one order whose reply was lost by %j", async (fault) => {
    const order = await at.request();
    await at.fault(at.spending, fault);
    const since = Date.now();
    const signal = fault.kind === "hang" ? () => AbortSignal.timeout(200) : undefined;
    const { outcome, trace } = await tracedOrder(adapter, at.credentials, order, signal);
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(await at.requests(at.spending)).toBe(1);
    expect(await at.orders()).toHaveLength(1);
    expect(await adapter.find(at.credentials, { ...order, trace }, since)).toMatchObject({ kind: "found" });
  });

  test.each([
    { kind: "reset", when: "before" },
    { kind: "status", status: 502, when: "before" },
    { kind: "not-json", when: "before" },
    { kind: "hang", when: "before" },
  ])("finds no order where the request was lost by %j", async (fault) => {
    const order = await at.request();
    await at.fault(at.spending, fault);
    const since = Date.now();
    const signal = fault.kind === "hang" ? () => AbortSignal.timeout(200) : undefined;
    const { outcome, trace } = await tracedOrder(adapter, at.credentials, order, signal);
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(await at.requests(at.spending)).toBe(1);
    expect(await adapter.find(at.credentials, { ...order, trace }, since)).toEqual({ kind: "absent" });
  });

  // Guarantee: what was bought before is not taken for an order that bought nothing, nor for the server of another.
  test("does not take another order for its own", async () => {
    const [mine, other] = [await at.request(), await at.request()];
    if (mine.listing.unique) return;
    const first = await placeOrder(adapter, at.credentials, other);
    if (first.kind !== "placed") throw new Error(first.kind);
    const drafted = await adapter.draft(at.credentials, mine);
    if (!drafted.ok) throw new Error(drafted.message);
    const sought = { ...mine, trace: drafted.trace, taken: [first.reference] };
    const find = () => adapter.find(at.credentials, sought, Date.now());
    expect(await find()).toEqual({ kind: "absent" });
    const second = await drafted.send(() => false);
    if (second.kind !== "placed") throw new Error(second.kind);
    expect(second.reference).not.toBe(first.reference);
    expect(await find()).toMatchObject({ kind: "found", reference: second.reference });
  });

  test("knows an order that somebody else was faster with", async () => {
    const order = await at.request();
    await at.fault(at.spending, { kind: "sold" });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "rejected",
      cause: "sold",
    });
    expect(await at.orders()).toEqual([]);
  });

  test("waits as long as the provider asks", async () => {
    const order = await at.request();
    await at.fault(at.spending, { kind: "rate-limit" });
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: at.tooMany ?? "rejected",
      cause: "rate_limited",
      ...(at.tooMany ? {} : { retryAfterSeconds: expect.any(Number) }),
    });
    expect(await at.orders()).toEqual([]);
    expect(await at.requests(at.spending)).toBe(1);
  });

  test("orders nothing with wrong credentials", async () => {
    const outcome = await placeOrder(adapter, at.wrong, await at.request());
    expect(outcome.kind).toMatch(/^(rejected|not_sent)$/);
    expect(outcome).toMatchObject({ cause: "credentials" });
    expect(await at.orders()).toEqual([]);
  });

  test("says that nothing was sent where the provider can't be reached", async () => {
    const order = await at.request();
    await at.unreachable();
    expect(await placeOrder(adapter, at.credentials, order)).toMatchObject({
      kind: "not_sent",
      cause: "unavailable",
    });
  });

  test("terminates what it ordered, and can be asked again", async () => {
    const order = await at.request();
    await placeOrder(adapter, at.credentials, order);
    await at.advance(at.setUpSeconds + 1);
    const found = await adapter.find(at.credentials, order, Date.now());
    if (found.kind !== "found") throw new Error(found.kind);
    const server = {
      serverId: found.server.id,
      reference: found.reference,
      category: order.listing.category,
    };
    expect(await adapter.terminate(at.credentials, server)).toMatchObject({ kind: "terminated" });
    const again = await adapter.terminate(at.credentials, server);
    expect(again?.kind).toMatch(/^(terminated|gone)$/);
  });

  // Guarantee: nothing a customer typed into a secret field comes back in a message, also where the provider repeats it.
  test("shows no secret that the provider's answer repeats", async () => {
    const order = await at.request();
    const secrets = descriptor.fields.flatMap(({ name, secret }) =>
      secret ? (at.credentials[name]?.reveal() ?? []) : [],
    );
    const server = { serverId: "1", reference: "1", category: order.listing.category };
    const results: unknown[] = [];
    for (const status of [200, 400, 401, 403, 404, 409, 422, 429, 500]) {
      const body = echo(status, secrets.join(" "));
      await at.fault("* *", { kind: "body", status, body, times: 0 });
      results.push(
        await adapter.verify(at.credentials),
        await adapter.inventory(scanned()),
        await adapter.quote(at.credentials, order.listing),
        await placeOrder(adapter, at.credentials, order),
        await adapter.find(at.credentials, order, Date.now()),
        await adapter.terminate(at.credentials, server),
      );
      await at.control("DELETE", "/faults");
    }
    const told = JSON.stringify(results);
    for (const secret of secrets) expect(told).not.toContain(secret);
  });
});

/** An error in the forms of all providers at once, with the secret wherever there is text. */
function echo(status: number, text: string): string {
  const error = { status, code: text, message: text, invalid: [text], missing: [text] };
  return JSON.stringify({
    error: status % 2 ? text : error,
    id: text,
    message: text,
    errorCode: text,
    class: text,
    status,
  });
}
