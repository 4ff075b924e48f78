// Guarantee: one order is one machine. It is called dead or absent only on proof, and no other order is taken for
// it.

import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import {
  addKey,
  basic,
  control,
  credentials,
  fault,
  hetzner,
  login,
  ORDERS,
  offer,
  password,
  request,
  robotError,
  sent,
  user,
} from "../../test/hetzner/rig.ts";
import { adapter } from "./hetzner.ts";

describe("order", () => {
  test("buys the machine with what the template asks for, and says no more than that", async () => {
    const key = await addKey();
    const listing = await offer();
    const outcome = await placeOrder(
      adapter,
      login,
      request(listing, { image: "Rescue system", sshKeys: [key], ipv4: true, hostname: "db-1" }),
    );
    const [order] = await control<{ id: string }[]>("GET", "/orders");
    expect(outcome).toEqual({
      kind: "placed",
      reference: order?.id,
      server: { id: null, ipv4: null, state: "provisioning" },
    });
    expect(await sent("POST", ORDERS)).toMatchObject([
      {
        body: {
          product_id: listing.id,
          "authorized_key[]": [key],
          dist: "Rescue system",
          "addon[]": ["primary_ipv4"],
        },
      },
    ]);
  });

  test("asks for nothing that the template does not", async () => {
    const listing = await offer();
    expect(await placeOrder(adapter, login, request(listing))).toMatchObject({ kind: "placed" });
    const [order] = await sent("POST", ORDERS);
    expect(order?.body).toEqual({ product_id: listing.id });
  });

  // Guarantee: a refusal that Robot itself wrote frees the budget at once, under the right name.
  test.each<[object, { cause?: string; retryAfterSeconds?: number; message?: RegExp }]>([
    [{ kind: "sold" }, { cause: "sold" }],
    [
      { kind: "rate-limit" },
      { cause: "rate_limited", retryAfterSeconds: 86_400, message: /limit .*20 requests/ },
    ],
    [
      robotError(403, "RATE_LIMIT_EXCEEDED", { max_request: 7, interval: 60 }),
      { retryAfterSeconds: 60, message: /7 requests/ },
    ],
    [robotError(400, "INVALID_INPUT", { invalid: ["product_id"] }), { cause: "sold" }],
    [
      robotError(400, "INVALID_INPUT", { invalid: ["authorized_key"] }),
      { cause: "refused", message: /SSH key/ },
    ],
    [robotError(400, "INVALID_INPUT", { missing: ["product_id"], invalid: null }), { cause: "refused" }],
    [robotError(404, "NOT_FOUND"), { cause: "sold" }],
    [robotError(409, "CONFLICT"), { cause: "refused" }],
    [robotError(412, "PRECONDITION_FAILED"), { cause: "refused", message: /by hand/ }],
    [{ kind: "body", status: 401, body: "" }, { cause: "credentials" }],
  ])("is refused with %j", async (input, { message, ...failure }) => {
    const listing = await offer();
    await fault(`POST ${ORDERS}`, input);
    const outcome = await placeOrder(adapter, login, request(listing));
    expect(outcome).toMatchObject({ kind: "rejected", ...failure });
    expect(outcome).toHaveProperty("message", expect.stringMatching(message ?? /./));
    expect(await control("GET", "/orders")).toEqual([]);
    expect(await sent("POST", ORDERS)).toHaveLength(1);
  });

  test.each([
    [{ ordering: false }, "not_allowed", /Ordering in Robot/],
    [{ serverLimitReached: true }, "account_limit", /limit of servers/],
    [{ paymentProblem: true }, "payment", /invoices/],
  ])("tells what is wrong with an account: %j", async (state, cause, message) => {
    const listing = await offer();
    await control("POST", "/accounts", { user, password, ...state });
    const outcome = await placeOrder(adapter, login, request(listing));
    expect(outcome).toMatchObject({ kind: "rejected", cause, message: expect.stringMatching(message) });
  });

  test("with a wrong password is refused", async () => {
    const listing = await offer();
    const outcome = await placeOrder(adapter, credentials(user, "wrong"), request(listing));
    expect(outcome).toMatchObject({ kind: "rejected", cause: "credentials" });
  });

  // Guarantee: an order is called dead only on proof. Each of these may have bought the machine, and half of them have.
  const doubtful = [
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "status", status: 502 }, "unavailable"],
    [{ kind: "status", status: 503, page: "empty" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 201, body: '{"transaction":{"id":"B1","product":{"id":1}}}' }, "unreadable"],
    [{ kind: "body", status: 302, body: "" }, "unreadable"],
    [{ kind: "body", status: 400, body: "<h1>Bad Request</h1>" }, "unreadable"],
    [{ kind: "body", status: 403, body: "<h1>Forbidden</h1>" }, "unreadable"],
    [{ kind: "body", status: 404, body: "{}" }, "unreadable"],
    [{ kind: "body", status: 429, body: "slow down" }, "rate_limited"],
    [{ kind: "body", status: 400, body: '{"error":{"status":500,"code":"INTERNAL_ERROR"}}' }, "unreadable"],
    [robotError(500, "INTERNAL_ERROR"), "unavailable"],
  ] as const;
  test.each(
    doubtful.flatMap(([input, cause]) => [
      [{ ...input, when: "before" }, cause] as const,
      [{ ...input, when: "after" }, cause] as const,
    ]),
  )("is in doubt after %j", async (input, cause) => {
    const listing = await offer();
    await fault(`POST ${ORDERS}`, input);
    const since = Date.now();
    const outcome = await placeOrder(adapter, login, request(listing));
    expect(outcome).toMatchObject({
      kind: "unknown",
      cause,
      message: expect.stringContaining("may have gone through"),
    });
    expect(await sent("POST", ORDERS)).toHaveLength(1);
    const bought = input.when === "after";
    expect(await control("GET", "/orders")).toHaveLength(bought ? 1 : 0);
    expect(await adapter.find(login, request(listing), since)).toMatchObject({
      kind: bought ? "found" : "absent",
    });
  });

  test.each([
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "huge" }, "unreadable"],
  ])("is in doubt after %j", async (input, cause) => {
    const listing = await offer();
    await fault(`POST ${ORDERS}`, input);
    expect(await placeOrder(adapter, login, request(listing))).toMatchObject({ kind: "unknown", cause });
  });

  test.each(["before", "after"])(
    "is in doubt when its time is over and Robot hangs %s it was placed",
    async (when) => {
      const listing = await offer();
      await fault(`POST ${ORDERS}`, { kind: "hang", when });
      const outcome = await placeOrder(adapter, login, request(listing), AbortSignal.timeout(100));
      expect(outcome).toMatchObject({ kind: "unknown", cause: "timeout" });
    },
  );

  test("is in doubt when its answer drips past its time", async () => {
    const listing = await offer();
    await fault(`POST ${ORDERS}`, { kind: "drip" });
    const outcome = await placeOrder(adapter, login, request(listing), AbortSignal.timeout(300));
    expect(outcome).toMatchObject({ kind: "unknown", cause: "timeout" });
  });

  test("is not sent where Robot can't be reached", async () => {
    const listing = await offer();
    await hetzner.close();
    const outcome = await placeOrder(adapter, login, request(listing));
    expect(outcome).toMatchObject({ kind: "not_sent", cause: "unavailable" });
  });

  test("of one machine by two buyers has one winner", async () => {
    const listing = await offer();
    const outcomes = await Promise.all([1, 2].map(() => placeOrder(adapter, login, request(listing))));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["placed", "rejected"]);
    expect(outcomes.find(({ kind }) => kind === "rejected")).toMatchObject({ cause: "sold" });
  });
});

describe("find", () => {
  test("an order that is ready, with its server", async () => {
    const listing = await offer();
    const placed = await placeOrder(adapter, login, request(listing, { ipv4: true }));
    await control("POST", "/clock", { advanceSeconds: 61 });
    expect(await adapter.find(login, request(listing), Date.now())).toEqual({
      kind: "found",
      reference: placed.kind === "placed" && placed.reference,
      server: { id: expect.stringMatching(/^\d+$/), ipv4: expect.stringMatching(/^198\./), state: "ready" },
    });
  });

  test("nothing in an account that has ordered nothing, or another machine", async () => {
    const [wanted, other] = [await offer(), await offer()];
    expect(await adapter.find(login, request(wanted), Date.now())).toEqual({ kind: "absent" });
    await placeOrder(adapter, login, request(other));
    expect(await adapter.find(login, request(wanted), Date.now())).toEqual({ kind: "absent" });
  });

  // Guarantee: what is older than the order is not taken for it; and a clock that is wrong by hours does not make it absent.
  test("no older order for this machine, which is gone all the same", async () => {
    const listing = await offer();
    await placeOrder(adapter, login, request(listing));
    for (const minutes of [2, 300]) {
      const lookup = await adapter.find(login, request(listing), Date.now() + minutes * 60_000);
      expect(lookup).toMatchObject({ kind: "unclear" });
    }
  });

  // Guarantee: a number that was given again does not bring an order that another has.
  test("no order that is known to be another's", async () => {
    const listing = await offer();
    const placed = await placeOrder(adapter, login, request(listing));
    const taken = placed.kind === "placed" ? [placed.reference] : [];
    const lookup = await adapter.find(login, { ...request(listing), taken }, Date.now());
    expect(lookup).toMatchObject({ kind: "unclear" });
  });

  // Guarantee: a machine that has left the market is never called absent, whatever the list of orders shows.
  test.each<[object | null, string]>([
    [null, "unavailable"],
    [{ kind: "status", status: 503 }, "unavailable"],
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", body: '{"product":{"id":1}}' }, "unreadable"],
  ])("a machine that Robot's own market does not show is unclear: %j", async (input, cause) => {
    const listing = await offer();
    const product = `/order/server_market/product/${listing.id}`;
    if (input) await fault(`GET ${product}`, input);
    else await control("DELETE", `/stock/${listing.id}`);
    expect(await adapter.find(login, request(listing), Date.now())).toMatchObject({ kind: "unclear", cause });
  });

  test("no cancelled order of an older attempt, clocks that differ by minutes aside", async () => {
    const listing = await offer();
    const body = new URLSearchParams({ product_id: listing.id, test: "true" });
    await fetch(hetzner.url + ORDERS, { method: "POST", headers: { authorization: basic() }, body });
    const minutes = 60_000;
    expect(await adapter.find(login, request(listing), Date.now())).toMatchObject({
      kind: "found",
      server: { state: "cancelled" },
    });
    expect(await adapter.find(login, request(listing), Date.now() + 4 * minutes)).toMatchObject({
      kind: "unclear",
    });
    expect(await adapter.find(login, request(listing), Date.now() + 6 * minutes)).toEqual({ kind: "absent" });
  });

  // Guarantee: `absent` lets an order be sent again, so it needs a list that was read to its last entry.
  test.each<[object, string]>([
    [{ kind: "rate-limit" }, "rate_limited"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "body", status: 401, body: "" }, "credentials"],
    [{ kind: "body", status: 404, body: "<h1>404</h1>" }, "unreadable"],
    [{ kind: "body", body: '[{"transaction":{"id":"B1"}}]' }, "unreadable"],
  ])("is unclear after %j", async (input, cause) => {
    const listing = await offer();
    await fault(`GET ${ORDERS}`, input);
    expect(await adapter.find(login, request(listing), Date.now())).toMatchObject({ kind: "unclear", cause });
  });

  test("the order among entries that can't be read", async () => {
    const listing = await offer();
    const transaction = { id: "B7", date: "2026-10-02T12:54:01+02:00", product: { id: Number(listing.id) } };
    await fault(`GET ${ORDERS}`, { kind: "body", body: JSON.stringify([null, { transaction }]) });
    const since = Date.parse("2026-10-02T10:54:00Z");
    expect(await adapter.find(login, request(listing), since)).toMatchObject({
      kind: "found",
      reference: "B7",
    });
  });

  test("is unclear where the date of the order can't be read", async () => {
    const listing = await offer();
    const transaction = { id: "B7", date: "2026-10-02 12:54:01", product: { id: Number(listing.id) } };
    await fault(`GET ${ORDERS}`, { kind: "body", body: JSON.stringify([{ transaction }]) });
    expect(await adapter.find(login, request(listing), 0)).toMatchObject({
      kind: "unclear",
      cause: "unreadable",
    });
  });

  test("is unclear for an order that is older than Robot's list", async () => {
    const listing = await offer();
    const since = Date.now() - 30 * 86_400_000;
    expect(await adapter.find(login, request(listing), since)).toMatchObject({ kind: "unclear" });
  });
});

// Guarantee: no message carries what was typed into the card, not even if Hetzner's error repeats it.
test("no message repeats the login, or anything else that Robot says", async () => {
  const listing = await offer();
  const echo = `${user} ${password} ${randomBytes(8).toString("hex")}`;
  const messages: string[] = [];
  for (const status of [400, 401, 403, 404, 409, 412, 500]) {
    const error = { status, code: echo, message: echo, invalid: [echo], missing: [echo] };
    await fault(`POST ${ORDERS}`, { kind: "body", status, body: JSON.stringify({ error }) });
    messages.push(JSON.stringify(await placeOrder(adapter, login, request(listing))));
  }
  for (const message of messages) for (const part of echo.split(" ")) expect(message).not.toContain(part);
});

test("a mistake of ours never looks like a proof", async () => {
  const listing = await offer();
  const broken = { ...request(listing), template: null as never };
  expect(await placeOrder(adapter, login, broken)).toMatchObject({ kind: "not_sent", cause: "unreadable" });
  expect(await control("GET", "/orders")).toEqual([]);
});
