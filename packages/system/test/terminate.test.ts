// Guarantee: a server is destroyed only because its owner asked for it, in the account that bought it; what was asked is
// carried out whatever fails, and nothing is called gone that may still run and cost.

import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection } from "@cloudco/core/connection/save";
import { Match } from "@cloudco/core/match/match";
import type { Credentials } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { republishTerminations } from "@cloudco/core/snipe/republish";
import { Table } from "@cloudco/core/table/table";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import type { Fixture } from "@cloudco/providers/test/fixture";
import { hetzner } from "@cloudco/providers/test/hetzner/fixture";
import { ca, eu } from "@cloudco/providers/test/ovh/fixture";
import { instance, metal } from "@cloudco/providers/test/vultr/fixture";
import { afterEach, describe, expect, test } from "vitest";
import { type Bought, bought } from "./kit/bought.ts";
import { bounded } from "./kit/boundaries.ts";

const DIED = new Error("The process died.");
const HETZNER = "POST /server/*/cancellation";
const VULTR = "DELETE /v2/instances/*";

let b: Bought;
afterEach(() => b.close());

/** A server that stands ready. */
async function ready(fixture: Fixture): Promise<void> {
  b = await bought(fixture);
  await b.advance(130);
  await refreshSnipes(b.ctx, () => b.adapter);
  expect(await b.snipe()).toMatchObject({ server: { state: "ready" } });
}

const wish = async () => (await b.snipe()).termination;

/** Another login of the same account, or of another one. */
async function key(account: string | null): Promise<Credentials> {
  const { id } = account
    ? { id: account }
    : await b.provider.control<{ id: string }>("POST", "/accounts", {});
  const token = crypto.randomUUID().replaceAll("-", "").toUpperCase();
  await b.provider.control("POST", "/tokens", { account: id, token });
  return { key: new Secret(token) };
}
const ownAccount = async () => {
  const [order] = (await b.provider.orders()) as { account: string }[];
  return order?.account ?? "";
};

/** An order that was given up went through after all, and its match has another attempt by now. */
async function orderedAgain(): Promise<void> {
  const { accountId, provider, matchId } = await b.snipe();
  const connection = await Connection.find(b.ctx.table, accountId, provider);
  await Table.update(b.ctx.table, Match.key(accountId, matchId), {
    expression: "SET #attempt = :next, #connection = :connection",
    values: { ":next": 2, ":connection": { id: connection?.id, version: connection?.version } },
  });
}

// Guarantee: a server is looked after by the order that bought it, whatever its match has become since.
test("a server whose match was ordered again is told ready", async () => {
  b = await bought(instance);
  await orderedAgain();
  await b.advance(130);
  await refreshSnipes(b.ctx, () => b.adapter);
  expect(await b.snipe()).toMatchObject({ server: { state: "ready" } });
});

describe("a server that is ready", () => {
  test.each<[string, Fixture, string]>([
    ["Hetzner, which cancels it", hetzner, HETZNER],
    ["a Vultr instance", instance, VULTR],
    ["a Vultr machine of metal", metal, "DELETE /v2/bare-metals/*"],
    ["a Droplet", droplet, "DELETE /v2/droplets/*"],
  ])("is ended: %s", async (_, fixture, request) => {
    await ready(fixture);
    expect(await b.ask()).toMatchObject({ ok: true });
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated", failure: null });
    await b.carryOut();
    expect(await b.provider.requests(request)).toBe(1);
    expect(await b.ask()).toEqual({ ok: false, refused: "terminated" });
  });

  test.each<[string, Fixture]>([
    ["Europe", eu],
    ["North America", ca],
  ])("runs on to its end where OVHcloud sold it by the month: %s", async (_, fixture) => {
    await ready(fixture);
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated", endsAt: expect.any(Number) });
    expect((await wish())?.endsAt).toBeGreaterThan(b.time.now() + 20 * 86_400_000);
    expect(await b.provider.requests("PUT /1.0/dedicated/server/*/serviceInfos")).toBe(1);
  });

  // The same command, delivered as often as it may be: one request leaves, and there is one end.
  test("is asked for once by fifty deliveries at once", async () => {
    await ready(instance);
    await b.ask();
    await Promise.all(Array.from({ length: 50 }, () => b.carryOut()));
    expect(await wish()).toMatchObject({ state: "terminated", attempts: 1 });
    expect(await b.provider.requests(VULTR)).toBe(1);
  });

  test("stays where its owner has not asked", async () => {
    await ready(instance);
    await b.carryOut();
    expect(await wish()).toBeUndefined();
    expect(await b.provider.requests(VULTR)).toBe(0);
  });

  test("is gone where it was destroyed by hand", async () => {
    await ready(instance);
    await b.ask();
    const { server, reference } = await b.snipe();
    await b.adapter.terminate(b.provider.credentials, { serverId: server.id, reference, category: "vm" });
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated", endsAt: null });
  });
});

describe("a server that is still being set up", () => {
  test("of Hetzner can't be called off, and goes on to be looked after", async () => {
    b = await bought(hetzner);
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({
      state: "refused",
      failure: { message: expect.stringContaining("no way to call off an order") },
    });
    await b.advance(130);
    await refreshSnipes(b.ctx, () => b.adapter);
    expect(await b.snipe()).toMatchObject({ server: { state: "ready" } });
    expect(await b.ask()).toMatchObject({ ok: true });
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated", failure: null });
  });

  test("of OVHcloud is not delivered yet, which is said", async () => {
    b = await bought(eu);
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({
      state: "refused",
      failure: { message: expect.stringContaining("has not delivered this order yet") },
    });
  });

  test("of Vultr is destroyed all the same", async () => {
    b = await bought(instance);
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated" });
    await b.advance(3_600);
    await refreshSnipes(b.ctx, () => b.adapter);
    expect(await b.snipe()).toMatchObject({ server: { state: "provisioning" } });
  });
});

test("a refusal is told, and the owner may ask again", async () => {
  b = await bought(instance);
  await b.provider.control("PUT", "/settings", { deleteWhilePending: "refused" });
  await b.ask();
  await b.carryOut();
  expect(await wish()).toMatchObject({
    state: "refused",
    failure: { message: expect.stringMatching(/again/) },
  });
  await b.carryOut();
  expect(await b.provider.requests(VULTR)).toBe(1);
  await b.advance(130);
  await b.ask();
  await b.carryOut();
  expect(await wish()).toMatchObject({ state: "terminated", failure: null });
});

describe("a provider that gives no answer", () => {
  test.each<[string, Fixture, string, object]>([
    ["lost on the way there", instance, VULTR, { kind: "reset", when: "before" }],
    ["lost on the way back", instance, VULTR, { kind: "reset", when: "after" }],
    ["spoilt", instance, VULTR, { kind: "status", status: 502, when: "after" }],
    ["Hetzner's, lost on the way back", hetzner, HETZNER, { kind: "reset", when: "after" }],
    ["Hetzner's, to the first look", hetzner, "GET /server/*/cancellation", { kind: "status", status: 503 }],
  ])("is asked again, and the server is ended: %s", async (_, fixture, route, fault) => {
    await ready(fixture);
    await b.provider.fault(route, fault);
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminating", failure: { message: expect.any(String) } });
    await b.carryOut(); // too early
    expect(await wish()).toMatchObject({ state: "terminating", attempts: 1 });
    await b.advance(6);
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated", failure: null, attempts: 2 });
  });

  test("is asked ever more seldom, for a day, and then a person has to look", async () => {
    await ready(instance);
    await b.provider.fault(VULTR, { kind: "status", status: 500, times: 0 });
    await b.ask();
    for (let minutes = 0; minutes < 25 * 60; minutes++) {
      if ((await wish())?.state !== "terminating") break;
      await b.carryOut();
      b.time.advance(60);
    }
    expect(await wish()).toMatchObject({
      state: "unknown",
      failure: { message: expect.stringContaining("Look into your account") },
    });
    const asked = await b.provider.requests(VULTR);
    expect(asked).toBeGreaterThan(90);
    expect(asked).toBeLessThan(110);
    await b.provider.control("DELETE", "/faults");
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated" });
  }, 60_000);
});

describe("other credentials", () => {
  // What another account does not know is not gone: it runs on, and is paid for.
  test("of another account: the server is not called gone", async () => {
    await ready(instance);
    await b.connect(await key(null));
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({
      state: "refused",
      failure: { message: expect.stringContaining("does not know this server in the account") },
    });
    await b.connect(await key(await ownAccount()));
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated" });
  });

  // Guarantee: what bought a server is known by its own order, though its match was ordered once more since, by whomever.
  test("of another account, with which its match was ordered again: the server is not called gone", async () => {
    await ready(instance);
    await b.connect(await key(null));
    await orderedAgain();
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "refused" });
  });

  test("of the same account: it is ended, also where the answer is lost", async () => {
    await ready(instance);
    await b.connect(await key(await ownAccount()));
    await b.provider.fault(VULTR, { kind: "reset", when: "after" });
    await b.ask();
    await b.carryOut();
    await b.advance(6);
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated", attempts: 2 });
  });

  test("whose account can't be read now: nothing is concluded from that", async () => {
    await ready(instance);
    await b.connect(await key(await ownAccount()));
    await b.provider.fault("GET /v2/instances", { kind: "status", status: 503 });
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminating", failure: { cause: "unavailable" } });
    expect(await b.provider.requests(VULTR)).toBe(0);
    await b.advance(6);
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "terminated" });
  });

  // A connection that was deleted says nothing of whose the next one is.
  test("of a connection that was made anew: nothing is sent", async () => {
    await ready(instance);
    await removeConnection(b.ctx, "ada", "vultr");
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({ state: "refused", failure: { cause: "credentials" } });
    await b.connect(b.provider.credentials);
    await b.ask();
    await b.carryOut();
    expect(await wish()).toMatchObject({
      state: "refused",
      failure: { message: expect.stringContaining("was deleted since") },
    });
    expect(await b.provider.requests(VULTR)).toBe(0);
  });

  // One wrong password must cost one failed login, or Robot blocks every customer.
  test.each([0, 400])(
    "that the provider no longer takes, %i s after they were proven: one login",
    async (seconds) => {
      await ready(hetzner);
      b.time.advance(seconds);
      const user = b.provider.credentials.username?.reveal();
      await b.provider.control("POST", "/accounts", { user, password: "changed since" });
      await b.provider.control("DELETE", "/journal");
      await b.ask();
      await b.carryOut();
      expect(await wish()).toMatchObject({ state: "refused", failure: { cause: "credentials" } });
      await b.ask();
      await b.carryOut();
      expect(await b.provider.requests()).toBe(1);
    },
  );
});

// Whatever step a process dies at, the wish is carried out, by few requests.
test.each([
  ["with the credentials of the order", false],
  ["with others of the same account", true],
])("a process that dies at any step, %s", { timeout: 120_000 }, async (_, others) => {
  for (let step = 0; ; step++) {
    if (step > 0) await b.close();
    await ready(instance);
    if (others) await b.connect(await key(await ownAccount()));
    await b.ask();
    let reached = false;
    const dying = bounded(b.ctx, b.adapter, async ({ index }) => {
      if (index < step) return;
      reached = true;
      throw DIED;
    });
    await b.carryOut(dying.ctx, dying.adapter).catch(() => undefined);
    for (let minutes = 0; minutes < 4; minutes++) {
      await b.carryOut();
      b.time.advance(60);
      await republishTerminations(b.ctx);
    }
    expect(await wish(), `step ${step}`).toMatchObject({ state: "terminated" });
    expect(await b.provider.requests(VULTR)).toBeLessThanOrEqual(2);
    if (!reached) break;
    expect(step).toBeLessThan(50);
  }
});

// Who slept while others settled the wish must not act on it on waking up.
test("a process that sleeps before its request sends none", async () => {
  await ready(instance);
  await b.ask();
  const sleeper = bounded(b.ctx, b.adapter, async ({ call, when }) => {
    if (call === "DecryptCommand" && when === "after") b.time.advance(600);
  });
  await b.carryOut(sleeper.ctx, sleeper.adapter);
  expect(await b.provider.requests(VULTR)).toBe(0);
  expect(await wish()).toMatchObject({ state: "terminating" });
});
