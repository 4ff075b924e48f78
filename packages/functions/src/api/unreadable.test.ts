// Guarantee: an entry that can't be read hides no other, and its owner is never told that the server failed.

import { Connection } from "@cloudco/core/connection/connection";
import { Match } from "@cloudco/core/match/match";
import { Rule } from "@cloudco/core/rule/rule";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Customer, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { putMatch, putSnipe } from "../../test/api/seed.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
});
beforeEach(async () => {
  ada = await r.customer();
});
afterAll(() => r.close());

async function spoil(key: Table.Key, field: string): Promise<void> {
  const set = { expression: `SET #${field} = :value`, values: { ":value": { no: "such" } } };
  await Table.update(r.ctx.table, key, set, { expression: "attribute_exists(pk)" });
}

async function makeRule(locations: readonly string[] = []): Promise<string> {
  const input = {
    provider: "hetzner",
    name: "any",
    category: "auction",
    maxMonthly: 5000,
    budget: 1,
    locations,
  };
  const { json } = await ada.call("POST", "/rules", input);
  return (json as { id: string }).id;
}

async function idsOf(path: string): Promise<string[]> {
  const { status, json } = await ada.call("GET", path);
  expect(status).toBe(200);
  return (json as { items: { id: string }[] }).items.map(({ id }) => id);
}

test("a place is as long as it is when it is written in capitals", async () => {
  const input = { provider: "hetzner", name: "any", category: "auction", maxMonthly: 5000, budget: 1 };
  const post = (place: string) => ada.call("POST", "/rules", { ...input, locations: [place] });
  expectProblem(await post("ß".repeat(40)), 400, "request.invalid", ["locations.0"]);
  expectProblem(await post("ß".repeat(21)), 400, "request.invalid", ["locations.0"]);
  const { status, json } = await post("ß".repeat(20));
  expect(status).toBe(201);
  expect(json).toMatchObject({ locations: ["S".repeat(40)] });
  expect((await ada.call("GET", `/rules/${(json as { id: string }).id}`)).status).toBe(200);
});

// What is read is what was written, whatever letters the world has: reading normalises once more.
test("what a rule's text has become stays as it is when it is read", () => {
  const { locations, name, description, sshKeys } = Rule.Criteria.shape;
  for (let from = 0; from < 0x110000; from += 0x10000) {
    for (let code = from; code < from + 0x10000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const letter = String.fromCodePoint(code);
      const once = locations.safeParse([letter]);
      if (once.success && locations.parse(once.data)[0] !== once.data[0]) expect.fail(code.toString(16));
    }
  }
  for (const text of [name, description]) expect(text.parse(` ${"İ".repeat(100)} `)).toBe("İ".repeat(100));
  expect(sshKeys.parse([` ${"x".repeat(200)} `])).toEqual(["x".repeat(200)]);
});

test("rules", async () => {
  const [broken, whole] = [await makeRule(), await makeRule()];
  await spoil(Rule.key(ada.id, broken), "locations");
  expect(await idsOf("/rules")).toEqual([whole]);
  for (const [method, path, body] of [
    ["GET", "", undefined],
    ["PATCH", "", { name: "new" }],
    ["POST", "/pause", undefined],
    ["POST", "/resume", undefined],
  ] as const) {
    expectProblem(await ada.call(method, `/rules/${broken}${path}`, body), 409, "resource.unreadable");
  }
  expect((await ada.call("DELETE", `/rules/${broken}`)).status).toBe(204);
});

test("a rule whose order can't be read says that a person has to look", async () => {
  const [id, other] = [await makeRule(), await makeRule()];
  const match = await putMatch(r.ctx, ada.id, { ruleId: id, state: "sending" });
  const set = { expression: "SET #openMatch = :match", values: { ":match": match.id } };
  await Table.update(r.ctx.table, Rule.key(ada.id, id), set);
  await spoil(Match.key(ada.id, match.id), "listing");
  expect((await idsOf("/rules")).sort()).toEqual([id, other].sort());
  const { json } = await ada.call("GET", `/rules/${id}`);
  expect(json).toMatchObject({ inFlight: { matchId: match.id, state: "needs_human" } });
});

// Guarantee: everything can be stopped whatever is stored, and what may have left is named.
test("an order that can't be read keeps nobody from stopping and starting", async () => {
  const id = await makeRule();
  const match = await putMatch(r.ctx, ada.id, { ruleId: id, state: "sending" });
  const set = { expression: "SET #openMatch = :match", values: { ":match": match.id } };
  await Table.update(r.ctx.table, Rule.key(ada.id, id), set);
  await spoil(Match.key(ada.id, match.id), "listing");
  const { status, json } = await ada.call("POST", "/sniping/stop");
  expect([status, json]).toMatchObject([
    200,
    { state: "stopped", inFlight: [{ matchId: match.id, ruleId: id, state: "needs_human", sentAt: null }] },
  ]);
  expect((await ada.call("POST", "/sniping/start", { rules: [id] })).status).toBe(200);
});

test("matches", async () => {
  const [broken, whole] = [await putMatch(r.ctx, ada.id), await putMatch(r.ctx, ada.id)];
  await spoil(Match.key(ada.id, broken.id), "state");
  expect(await idsOf("/matches")).toEqual([whole.id]);
  expectProblem(await ada.call("GET", `/matches/${broken.id}`), 409, "resource.unreadable");
});

test("snipes", async () => {
  const broken = await putSnipe(r.ctx, await putMatch(r.ctx, ada.id));
  const whole = await putSnipe(r.ctx, await putMatch(r.ctx, ada.id));
  await spoil(Snipe.key(ada.id, broken), "server");
  expect(await idsOf("/snipes")).toEqual([whole]);
  for (const [method, path] of [
    ["GET", ""],
    ["POST", "/terminate"],
    ["DELETE", ""],
  ] as const) {
    expectProblem(await ada.call(method, `/snipes/${broken}${path}`), 409, "resource.unreadable");
  }
});

test("connections: the broken one can be forgotten and saved anew", async () => {
  const login = { username: "K1234567", password: "secret" };
  await ada.call("PUT", "/connections/hetzner", login);
  await ada.call("PUT", "/connections/vultr", { key: "A".repeat(36) });
  await spoil(Connection.key(ada.id, "hetzner"), "version");
  const { json } = await ada.call("GET", "/connections");
  expect((json as { items: { provider: string }[] }).items.map(({ provider }) => provider)).toEqual([
    "vultr",
  ]);
  expectProblem(await ada.call("GET", "/connections/hetzner"), 409, "resource.unreadable");
  expectProblem(await ada.call("PUT", "/connections/hetzner", login), 409, "resource.unreadable");
  expectProblem(await ada.call("POST", "/connections/hetzner/verify"), 409, "resource.unreadable");
  expect((await ada.call("DELETE", "/connections/hetzner")).status).toBe(204);
  expect((await ada.call("PUT", "/connections/hetzner", login)).status).toBe(202);
});

test("an account", async () => {
  await makeRule();
  await spoil({ pk: `ACCOUNT#${ada.id}`, sk: "ACCOUNT" }, "plan");
  const input = { provider: "hetzner", name: "any", category: "auction", maxMonthly: 5000, budget: 1 };
  expectProblem(await ada.call("POST", "/rules", input), 409, "resource.unreadable");
  expect(await idsOf("/rules")).toHaveLength(1);
});
