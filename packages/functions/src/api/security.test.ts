// Guarantee: a customer reaches what is theirs and nothing else, and writes no field but those that are meant to be
// written. "Not yours" and "not there" are the same answer, byte for byte but for the request id.

import { randomBytes } from "node:crypto";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { ApiKey } from "@cloudco/core/api-key/api-key";
import { SecretText } from "@cloudco/core/api-key/secret-text";
import { saveConnection } from "@cloudco/core/connection/save";
import { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unsigned } from "../../test/api/issuer.ts";
import { type Answer, type Customer, call, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { putMatch, putSnipe } from "../../test/api/seed.ts";

let r: Rig;
let owner: Customer;
let stranger: Customer;
let owned: Record<string, string>;
let absent: Record<string, string>;

const RULE = { provider: "hetzner", name: "mine", category: "auction", maxMonthly: 5000, budget: 10_000 };
const LOGIN = () => ({
  username: randomBytes(6).toString("hex"),
  password: randomBytes(9).toString("base64"),
});

beforeAll(async () => {
  r = await rig();
  owner = await r.customer();
  stranger = await r.customer();
  const { username, password } = LOGIN();
  const credentials = { username: new Secret(username), password: new Secret(password) };
  await saveConnection(r.ctx, owner.id, adapter.descriptor, credentials);
  const rule = (await owner.call("POST", "/rules", RULE)).json as { id: string };
  const match = await putMatch(r.ctx, owner.id, { ruleId: rule.id });
  const key = (await owner.call("POST", "/keys", { name: "mine", scopes: ["rules:read"] })).json as {
    id: string;
  };
  owned = {
    keyId: key.id,
    ruleId: rule.id,
    matchId: match.id,
    snipeId: await putSnipe(r.ctx, match),
    provider: "hetzner",
  };
  absent = {
    keyId: "none0000",
    ruleId: "rul_none",
    matchId: "mat_none",
    snipeId: "snp_none",
    provider: "vultr",
  };
});
afterAll(() => r.close());

/** Every operation on something that belongs to a customer. */
const OWNED: [method: string, path: string, body?: object][] = [
  ["GET", "/connections/{provider}"],
  ["POST", "/connections/{provider}/verify"],
  ["DELETE", "/connections/{provider}"],
  ["GET", "/rules/{ruleId}"],
  ["PATCH", "/rules/{ruleId}", { name: "theirs" }],
  ["POST", "/rules/{ruleId}/pause"],
  ["POST", "/rules/{ruleId}/resume"],
  ["DELETE", "/rules/{ruleId}"],
  ["GET", "/matches/{matchId}"],
  ["GET", "/snipes/{snipeId}"],
  ["POST", "/snipes/{snipeId}/terminate"],
  ["DELETE", "/snipes/{snipeId}"],
  ["DELETE", "/keys/{keyId}"],
];
/** What is the same for all, or made anew: it needs a token and nothing else. */
const OTHERS: typeof OWNED = [
  ["GET", "/providers"],
  ["GET", "/connections"],
  ["PUT", "/connections/{provider}", LOGIN()],
  ["POST", "/connections/{provider}/consumer-key", {}],
  ["GET", "/offers"],
  ["GET", "/catalogue?provider=hetzner"],
  ["GET", "/pulse"],
  ["POST", "/rules/preview", RULE],
  ["GET", "/offers/{provider}/{offerId}"],
  ["GET", "/rules"],
  ["POST", "/rules", RULE],
  ["GET", "/matches"],
  ["GET", "/snipes"],
  ["GET", "/keys"],
  ["POST", "/keys", { name: "theirs", scopes: ["rules:read"] }],
  ["GET", "/me"],
  ["GET", "/sniping"],
  ["POST", "/sniping/stop"],
  ["POST", "/sniping/start", { rules: [] }],
];

const fill = (path: string, ids: Record<string, string>) =>
  path.replace(/{(\w+)}/g, (_, name: string) => ids[name] ?? "1");
const withoutId = ({ status, headers, text }: Answer) => {
  const { "x-request-id": requestId = "", ratelimit: _left, ...others } = headers;
  return { status, headers: others, text: text.replaceAll(requestId, "") };
};
const everything = async () => {
  const paths = ["/connections", "/rules", "/matches", "/snipes", "/keys"];
  return await Promise.all(paths.map(async (path) => (await owner.call("GET", path)).json));
};

test("looks at every operation that the document has", async () => {
  const { paths } = (await call("GET", "/openapi.json")).json as { paths: Record<string, object> };
  const documented = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const tested = [...OWNED, ...OTHERS].map(([method, path]) => `${method} ${path.split("?")[0]}`);
  expect(documented.sort()).toEqual([...tested, "GET /health"].sort());
});

describe.each(OWNED)("%s %s", (method, path, body) => {
  test("is the same 404 to a stranger as for what is not there", async () => {
    const before = await everything();
    const theirs = await stranger.call(method, fill(path, owned), body);
    const missing = await stranger.call(method, fill(path, absent), body);
    const mineMissing = await owner.call(method, fill(path, absent), body);
    expectProblem(theirs, 404, "resource.not_found");
    expect(withoutId(theirs)).toEqual(withoutId(missing));
    expect(withoutId(theirs)).toEqual(withoutId(mineMissing));
    expect(await everything()).toEqual(before);
  });
});

type Scopes = { security?: { key?: string[] }[] };
/** What a key needs for the operation; null where none is enough. */
async function scopesOf(method: string, path: string): Promise<string[] | null> {
  const { paths } = (await call("GET", "/openapi.json")).json as {
    paths: Record<string, Record<string, Scopes>>;
  };
  const { security = [] } = paths[path.split("?")[0] ?? ""]?.[method.toLowerCase()] ?? {};
  return security.find((way) => way.key)?.key ?? null;
}
const SCOPES = ApiKey.Scope.options;
async function keyWith(scopes: ApiKey.Scope[]) {
  const made = await ApiKey.create(r.ctx, owner.id, { name: "any", scopes, expires: null });
  if (!made) throw new Error("The account has too many keys.");
  return { id: made.info.id, key: made.text };
}

describe.each([...OWNED, ...OTHERS])("%s %s by an API key", (method, path, body) => {
  test("is refused to one that was revoked, or that has every scope but the one it takes", async () => {
    const before = await everything();
    const needed = await scopesOf(method, path);
    const revoked = await keyWith(SCOPES);
    expect((await owner.call("DELETE", `/keys/${revoked.id}`)).status).toBe(204);
    const sent = { body, token: revoked.key };
    expectProblem(await call(method, fill(path, owned), sent), 401, "auth.revoked");
    if (needed?.length !== 0) {
      const others = SCOPES.filter((scope) => !needed?.includes(scope));
      const { id, key } = await keyWith(others);
      const refused = await call(method, fill(path, owned), { body, token: key });
      if (needed) expectProblem(refused, 403, "auth.scope", ["scope"]);
      else expectProblem(refused, 403, "auth.person");
      await owner.call("DELETE", `/keys/${id}`);
    }
    // The last are the keys themselves, of which there are more now.
    expect((await everything()).slice(0, -1)).toEqual(before.slice(0, -1));
  });
});

describe.each([...OWNED, ...OTHERS])("%s %s is refused with", (method, path, body) => {
  test.each<[string, () => Promise<string | undefined>, string]>([
    ["no token", async () => undefined, "auth.missing"],
    ["an expired one", () => r.issuer.sign(owner.id, { lifetimeSeconds: -60 }), "auth.expired"],
    ["one for another audience", () => r.issuer.sign(owner.id, { claims: { aud: "x" } }), "auth.invalid"],
    ["one of another issuer", () => r.issuer.sign(owner.id, { claims: { iss: "x" } }), "auth.invalid"],
    ["one by another key", () => r.issuer.sign(owner.id, { alg: "stranger" }), "auth.invalid"],
    ["a key that nobody made", async () => SecretText.make().text, "auth.invalid"],
    ["one that nobody signed", async () => unsigned(r.issuer.url, owner.id), "auth.invalid"],
  ])("%s", async (_case, makeToken, code) => {
    const before = await everything();
    const token = await makeToken();
    const answer = await call(method, fill(path, owned), { body, ...(token ? { token } : {}) });
    expectProblem(answer, 401, code);
    expect(await everything()).toEqual(before);
  });
});

test("lists show nothing of others", async () => {
  for (const path of ["/connections", "/rules", "/matches", "/snipes", `/matches?ruleId=${owned.ruleId}`]) {
    expect((await stranger.call("GET", path)).json).toMatchObject({ items: [] });
  }
});

// What the API does not mean to be written must not be: an owner, a state, what is left of a budget.
describe("mass assignment", () => {
  const FIELDS = [
    "userId",
    "accountId",
    "id",
    "pk",
    "sk",
    "collection",
    "position",
    "status",
    "role",
    "plan",
    "createdAt",
    "revision",
    "evaluateAt",
    "openMatch",
    "left",
    "reserved",
    "committed",
    "priceCap",
    "keyVersion",
    "version",
    "sealed",
    "hints",
    "expiresAt",
    "constructor",
    "__proto__",
  ];
  const stored = async (key: { pk: string; sk: string }) => {
    const command = new GetCommand({ TableName: r.ctx.table.name, Key: key });
    return (await r.ctx.table.client.send(command)).Item;
  };
  /** As text: an object literal can't have an own `__proto__`. */
  const withField = (body: object, field: string) =>
    JSON.stringify(body).replace(
      /^{/,
      `{${JSON.stringify(field)}:"x"${Object.keys(body).length > 0 ? "," : ""}`,
    );

  test.each(FIELDS)("%s", async (field) => {
    const rule = (await owner.call("POST", "/rules", RULE)).json as { id: string };
    const before = await stored(Rule.key(owner.id, rule.id));
    const writes: [string, string, object, string][] = [
      ["POST", "/rules", RULE, field],
      ["PATCH", `/rules/${rule.id}`, { name: "other" }, field],
      ["PUT", "/connections/hetzner", LOGIN(), field],
      ["POST", `/rules/${rule.id}/pause`, {}, "body"],
      ["POST", `/rules/${rule.id}/resume`, {}, "body"],
      ["DELETE", `/rules/${rule.id}`, {}, "body"],
      ["POST", "/connections/hetzner/verify", {}, "body"],
      ["DELETE", "/connections/hetzner", {}, "body"],
      ["POST", `/snipes/${owned.snipeId}/terminate`, {}, "body"],
      ["DELETE", `/snipes/${owned.snipeId}`, {}, "body"],
    ];
    const unchanged = await everything();
    for (const [method, path, body, named] of writes) {
      const answer = await call(method, path, { token: owner.token, text: withField(body, field) });
      expectProblem(answer, 400, "request.invalid", [named]);
      const query = await call(method, `${path}?${field}=x`, { token: owner.token, body });
      expectProblem(query, 400, "request.invalid", [field]);
    }
    expect(await everything()).toEqual(unchanged);
    expect(await stored(Rule.key(owner.id, rule.id))).toEqual(before);
    await owner.call("DELETE", `/rules/${rule.id}`);
  });
});

test("no answer has a field of the table's own", async () => {
  const internal = [
    "pk",
    "sk",
    "collection",
    "position",
    "open",
    "due",
    "sealed",
    "accountId",
    "fence",
    "heldUntil",
    "expiresAt",
  ];
  const paths = [
    "/connections",
    "/rules",
    "/matches",
    "/snipes",
    ...OWNED.filter(([method]) => method === "GET"),
  ];
  for (const path of paths.map((entry) => (typeof entry === "string" ? entry : fill(entry[1], owned)))) {
    const { text } = await owner.call("GET", path);
    for (const name of internal) expect(text).not.toContain(`"${name}":`);
    expect(text).not.toContain(owner.id);
  }
});
