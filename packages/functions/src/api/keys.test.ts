// Guarantee: a key is shown once and kept as a hash, does what its scopes say and nothing else, and opens nothing from the
// moment that it is revoked.

import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Customer, call, expectProblem, type Rig, rig } from "../../test/api/rig.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
});
afterAll(() => r.close());
beforeEach(async () => {
  ada = await r.customer();
});

type Key = { id: string; key: string };
const make = async (scopes: string[], more: object = {}) =>
  (await ada.call("POST", "/keys", { name: "A program", scopes, ...more })).json as Key;
const by = (key: string, method: string, path: string, body?: unknown) =>
  call(method, path, { token: key, body });
const RULE = { provider: "hetzner", name: "mine", category: "auction", maxMonthly: 5000, budget: 10_000 };

test("is shown when it is made, never again, and kept nowhere", async () => {
  const answer = await ada.call("POST", "/keys", { name: "A program", scopes: ["rules:read"] });
  const { id, key } = answer.json as Key;
  expect(answer).toMatchObject({ status: 201, headers: { location: `/api/keys/${id}` } });
  expect((await ada.call("GET", "/keys")).json).toEqual({
    items: [
      {
        id,
        name: "A program",
        scopes: ["rules:read"],
        createdAt: expect.any(String),
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      },
    ],
  });
  expect((await by(key, "GET", "/rules")).status).toBe(200);
  expect((await ada.call("GET", "/keys")).json).toMatchObject({
    items: [{ lastUsedAt: expect.any(String) }],
  });
  const { Items = [] } = await r.ctx.table.client.send(new ScanCommand({ TableName: r.ctx.table.name }));
  expect(Items.some((item) => item.pk === `KEY#${id}`)).toBe(true);
  expect(JSON.stringify(Items)).not.toContain(key.slice(18));
});

test("is not stored with the answer to a request that may be repeated", async () => {
  const post = () =>
    call("POST", "/keys", {
      token: ada.token,
      body: { name: "Once", scopes: ["rules:read"] },
      headers: { "idempotency-key": "one" },
    });
  const first = (await post()).json as Key;
  const again = await post();
  expect(again.headers["idempotent-replayed"]).toBe("true");
  expect(again.json).toEqual({ ...first, key: null });
  const { Items = [] } = await r.ctx.table.client.send(new ScanCommand({ TableName: r.ctx.table.name }));
  expect(JSON.stringify(Items)).not.toContain(first.key.slice(18));
  expect((await ada.call("GET", "/keys")).json).toMatchObject({ items: [{ id: first.id }] });
});

test("opens nothing from the answer to its revocation on", async () => {
  const { id, key } = await make(["rules:read"]);
  expect((await by(key, "GET", "/rules")).status).toBe(200);
  expect((await ada.call("DELETE", `/keys/${id}`)).status).toBe(204);
  expectProblem(await by(key, "GET", "/rules"), 401, "auth.revoked");
  expectProblem(await ada.call("DELETE", `/keys/${id}`), 404, "resource.not_found");
});

test("ends when it was made to", async () => {
  const { key } = await make(["rules:read"], { expiresAt: new Date(Date.now() + 500).toISOString() });
  await expect.poll(async () => (await by(key, "GET", "/rules")).status).toBe(401);
  expectProblem(await by(key, "GET", "/rules"), 401, "auth.expired");
  const past = { name: "x", scopes: ["rules:read"], expiresAt: "2020-01-01T00:00:00Z" };
  expectProblem(await ada.call("POST", "/keys", past), 400, "request.invalid", ["expiresAt"]);
});

test("makes no rule that buys, nor changes or resumes one, without the scope to buy", async () => {
  const { key } = await make(["rules:read", "rules:write"]);
  expectProblem(await by(key, "POST", "/rules", { ...RULE, autoBuy: true }), 403, "auth.scope", ["scope"]);
  const told = (await by(key, "POST", "/rules", RULE)).json as { id: string };
  expectProblem(await by(key, "PATCH", `/rules/${told.id}`, { autoBuy: true }), 403, "auth.scope", ["scope"]);
  const buying = (await ada.call("POST", "/rules", { ...RULE, autoBuy: true })).json as { id: string };
  const dearer = { maxMonthly: 100_000 };
  expectProblem(await by(key, "PATCH", `/rules/${buying.id}`, dearer), 403, "auth.scope", ["scope"]);
  expect((await by(key, "POST", `/rules/${buying.id}/pause`)).status).toBe(200);
  expectProblem(await by(key, "POST", `/rules/${buying.id}/resume`), 403, "auth.scope", ["scope"]);
  expect((await by(key, "PATCH", `/rules/${buying.id}`, { autoBuy: false })).status).toBe(200);
  const buyer = await make(["rules:write", "snipes:buy"]);
  expect((await by(buyer.key, "POST", "/rules", { ...RULE, autoBuy: true })).status).toBe(201);
});

test("tells of itself what it may do, whatever that is", async () => {
  const { key } = await make(["snipes:read"]);
  expect((await by(key, "GET", "/me")).json).toEqual({
    plan: "business",
    limits: { activeRules: 100, keys: 20, requestsPerMinute: 1_000_000 },
    use: { activeRules: 0, keys: 1, connections: 0 },
    scopes: ["snipes:read"],
  });
  expect((await ada.call("GET", "/me")).json).toMatchObject({ scopes: null });
});

test("there are twenty at most, also of those that are made at once, and ten a minute", async () => {
  const made = await Promise.all(
    Array.from({ length: 14 }, () => ada.call("POST", "/keys", { name: "x", scopes: ["rules:read"] })),
  );
  expect(made.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(10);
  for (const { status } of made) expect([201, 429]).toContain(status);
  expect(((await ada.call("GET", "/keys")).json as { items: unknown[] }).items.length).toBeLessThanOrEqual(
    20,
  );
});

test.each([
  [{ name: "", scopes: ["rules:read"] }, "name", "too_small"],
  [{ name: "a\u202eb", scopes: ["rules:read"] }, "name", "invalid"],
  [{ name: "a\u2028b", scopes: ["rules:read"] }, "name", "invalid"],
  [{ name: "x", scopes: [] }, "scopes", "too_small"],
  [{ name: "x", scopes: ["rules:read", "rules:read"] }, "scopes", "invalid"],
  [{ name: "x", scopes: ["billing"] }, "scopes.0", "invalid"],
  [{ scopes: ["rules:read"] }, "name", "missing"],
  [{ name: "x", scopes: ["rules:read"], accountId: "x" }, "accountId", "unknown"],
])("is not made of %j", async (body, field, code) => {
  const answer = await ada.call("POST", "/keys", body);
  expectProblem(answer, 400, "request.invalid", [field]);
  expect(answer.json).toMatchObject({ errors: [{ field, code }] });
});
