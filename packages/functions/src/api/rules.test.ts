// Guarantee: a rule is what its owner last wrote, field by field: nothing turns Auto-Buy on, lifts a limit or makes
// a second rule by itself.

import { Account } from "@cloudco/core/account/account";
import type { Match } from "@cloudco/core/match/match";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { Providers } from "@cloudco/providers/providers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AUDIENCE } from "../../test/api/issuer.ts";
import {
  type Answer,
  type Customer,
  call,
  expectProblem,
  type Rig,
  rig,
  viewed,
} from "../../test/api/rig.ts";
import { putMatch } from "../../test/api/seed.ts";
import { createApp } from "./app.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
});
beforeEach(async () => {
  ada = await r.customer();
});
afterAll(() => r.close());

const input = (changes: object = {}) => ({
  provider: "hetzner",
  name: "Cheap and big",
  category: "auction",
  maxMonthly: 5000,
  budget: 10_000,
  ...changes,
});
const idOf = (answer: Answer) => (answer.json as { id: string }).id;
const make = async (changes: object = {}) => idOf(await ada.call("POST", "/rules", input(changes)));

/** Writes what an order under way, or done, would have written. */
async function set(id: string, fields: Record<string, unknown>): Promise<void> {
  await Table.update(r.ctx.table, Rule.key(ada.id, id), {
    expression: `SET ${Object.keys(fields)
      .map((name) => `#${name} = :${name}`)
      .join(", ")}`,
    values: Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
  });
}

async function ordering(id: string, state: Match.State): Promise<string> {
  const match = await putMatch(r.ctx, ada.id, { ruleId: id, state });
  await set(id, { openMatch: match.id });
  return match.id;
}

/** Posts rules to an API that serves Hetzner alone, with other abilities than it has. */
function poster(abilities: Partial<Descriptor>) {
  const hetzner = Providers.get("hetzner")?.descriptor;
  if (!hetzner) throw new Error("There is no adapter for Hetzner.");
  const auth = { issuer: r.issuer.url, audience: AUDIENCE, jwksUrl: undefined };
  const app = createApp(r.ctx, { auth, connectionWaitSeconds: 0, accountRequestsPerMinute: 1_000_000 }, [
    { ...hetzner, ...abilities },
  ]);
  return async (body: object) => {
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const answer = await app.request(
      "/rules",
      { method: "POST", headers, body: JSON.stringify(body) },
      viewed("/rules"),
    );
    return { status: answer.status, body: await answer.json() };
  };
}

describe("making", () => {
  test("answers the rule and its address", async () => {
    const answer = await ada.call("POST", "/rules", input({ locations: ["fsn1"], autoBuy: true }));
    const id = idOf(answer);
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/api/rules/${id}`);
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^rul_/),
      provider: "hetzner",
      name: "Cheap and big",
      description: "",
      category: "auction",
      minCores: 0,
      minMemoryGib: 0,
      minDiskGb: 0,
      minThreads: 0,
      ecc: false,
      diskKind: null,
      minDisks: 0,
      gpuModel: null,
      minGpus: 0,
      minBandwidthMbit: 0,
      currency: "EUR",
      maxMonthly: 5000,
      maxSetup: 0,
      locations: ["FSN1"],
      prefer: "price",
      autoBuy: true,
      quantity: 1,
      placesLeft: 1,
      rent: 0,
      ipv4: true,
      sshKeys: [],
      image: null,
      hostname: null,
      termMonths: 1,
      payment: "automatic",
      waiveWithdrawal: false,
      status: "active",
      budget: { cap: 10_000, left: 10_000, reserved: 0, committed: 0 },
      inFlight: null,
      evaluateAt: expect.stringMatching(/Z$/),
      createdAt: expect.stringMatching(/Z$/),
    });
    expect((await ada.call("GET", `/rules/${id}`)).json).toEqual(answer.json);
    expect((await ada.call("GET", "/rules")).json).toEqual({ items: [answer.json], next: null });
  });

  test.each<[string, object, string[]]>([
    ["no budget", { budget: undefined }, ["budget"]],
    ["a budget of 0 with Auto-Buy", { budget: 0, autoBuy: true }, ["budget"]],
    ["an amount with a fraction", { maxMonthly: 50.5 }, ["maxMonthly"]],
    ["a negative amount", { maxMonthly: -1 }, ["maxMonthly"]],
    ["an amount beyond every limit", { budget: 1e21 }, ["budget"]],
    ["a text for a number", { minCores: "8" }, ["minCores"]],
    ["a provider that nobody knows", { provider: "nobody" }, ["provider"]],
    ["a category that the provider does not list", { category: "vm" }, ["category"]],
    ["a blank name", { name: "  " }, ["name"]],
    ["a name with a line break", { name: "a\nBcc: b" }, ["name"]],
    ["NUL in a description", { description: "a\u0000" }, ["description"]],
    ["half a surrogate pair", { name: "\udead" }, ["name"]],
    ["a control character in a list", { sshKeys: ["a", "b\u001b"] }, ["sshKeys"]],
    ["a wrong item of a list", { locations: ["DE", 1] }, ["locations.1"]],
    ["an unknown field", { colour: "red" }, ["colour"]],
    ["null", { description: null }, ["description"]],
    ["a host name where the provider takes none", { hostname: "web-{id}" }, ["hostname"]],
    ["a host name that is none", { provider: "vultr", category: "vm", hostname: "web_1" }, ["hostname"]],
    ["another currency than the provider's", { currency: "USD" }, ["currency"]],
    ["a term that the provider does not sell", { termMonths: 12 }, ["termMonths"]],
    ["a term of no month", { termMonths: 0 }, ["termMonths"]],
    ["a payment that the provider does not take", { payment: "by_hand" }, ["payment"]],
    ["a payment that nobody takes", { payment: "cash" }, ["payment"]],
    ["an unknown preference", { prefer: "beauty" }, ["prefer"]],
    [
      "all that can't be, at once",
      { category: "gpu", autoBuy: true, budget: 0, waiveWithdrawal: true },
      ["category", "budget", "waiveWithdrawal"],
    ],
  ])("refuses %s", async (_case, changes, fields) => {
    expectProblem(await ada.call("POST", "/rules", input(changes)), 400, "request.invalid", fields);
    expect((await ada.call("GET", "/rules")).json).toEqual({ items: [], next: null });
  });

  test("takes a budget below the highest price, and 0 for one that only tells", async () => {
    expect(await ada.call("POST", "/rules", input({ budget: 1, autoBuy: true }))).toMatchObject({
      status: 201,
    });
    expect(await ada.call("POST", "/rules", input({ budget: 0 }))).toMatchObject({ status: 201 });
  });

  test("is in the provider's currency, and takes what the provider does", async () => {
    const changes = { hostname: "Web-{location}-{id}", image: "1743", sshKeys: ["key"], prefer: "location" };
    const answer = await ada.call("POST", "/rules", input({ provider: "vultr", category: "vm", ...changes }));
    expect(answer).toMatchObject({ status: 201, json: { currency: "USD", termMonths: 1, ...changes } });
  });

  test("takes a description of several lines, and any script", async () => {
    const body = input({ name: "größer 🚀", description: "one\n\ttwo" });
    expect((await ada.call("POST", "/rules", body)).json).toMatchObject({
      name: "größer 🚀",
      description: "one\n\ttwo",
    });
  });

  test("refuses Auto-Buy for what the provider lists but Auto-Buy can't order", async () => {
    const post = poster({ categories: ["auction", "dedicated"], orderable: ["auction"] });
    expect(await post(input({ category: "dedicated" }))).toMatchObject({ status: 201 });
    expect(await post(input({ category: "dedicated", autoBuy: true }))).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field: "autoBuy" }] },
    });
  });

  test("refuses a provider that has no adapter yet", async () => {
    const answer = await poster({})(input({ provider: "vultr", category: "vm" }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: "provider" }] } });
  });

  test("refuses more active rules than the plan allows", async () => {
    await Account.setPlan(r.ctx.table, ada.id, "free");
    const id = await make();
    expectProblem(await ada.call("POST", "/rules", input()), 409, "rule.limit");
    await ada.call("POST", `/rules/${id}/pause`);
    const second = await make();
    expectProblem(await ada.call("POST", `/rules/${id}/resume`), 409, "rule.limit");
    await ada.call("DELETE", `/rules/${second}`);
    expect(await ada.call("POST", `/rules/${id}/resume`)).toMatchObject({
      status: 200,
      json: { status: "active" },
    });
  });
});

describe("making again", () => {
  const KEY = "5f0c7a34-6f0e-4b0e-9d0a-2b8f5a1c9e77";
  const post = (body: object, key: string = KEY) =>
    call("POST", "/rules", { token: ada.token, body, headers: { "idempotency-key": key } });

  // A client that lost the answer repeats its request: two rules would buy two servers.
  test("with the same key answers the same", async () => {
    const first = await post(input({ autoBuy: true }));
    const again = await post(input({ autoBuy: true }));
    expect(again.status).toBe(201);
    expect(again.json).toEqual(first.json);
    expect(again.headers.location).toBe(first.headers.location);
    expect((await ada.call("GET", "/rules")).json).toEqual({ items: [first.json], next: null });
    expect(idOf(await post(input({ autoBuy: true }), "another"))).not.toBe(idOf(first));
  });

  test("with the same key and another body is refused, and makes nothing", async () => {
    const first = await post(input());
    expectProblem(await post(input({ maxMonthly: 1 })), 422, "request.key_used");
    await ada.call("DELETE", `/rules/${idOf(first)}`);
    expect((await post(input())).json).toEqual(first.json);
    expect((await ada.call("GET", "/rules")).json).toEqual({ items: [], next: null });
  });

  // A key that is passed over without a word would be no protection.
  test.each(["", " ", "a b", "ключ", "\u0001", "a".repeat(201)])(
    "with %j for a key is refused",
    async (key) => {
      expectProblem(await post(input(), key), 400, "request.invalid", ["idempotency-key"]);
      expect((await ada.call("GET", "/rules")).json).toEqual({ items: [], next: null });
    },
  );
});

describe("what was read, sent back", () => {
  test("changes what was changed in it, and takes the rest as it is", async () => {
    const id = await make();
    const { json } = await ada.call("GET", `/rules/${id}`);
    const read = json as Record<string, unknown> & { budget: { cap: number } };
    const changed = { ...read, name: "other", budget: { ...read.budget, cap: read.budget.cap + 1 } };
    const answer = await ada.call("PATCH", `/rules/${id}`, changed);
    expect(answer).toMatchObject({
      status: 200,
      json: { name: "other", budget: { cap: read.budget.cap + 1 } },
    });
  });

  test.each([
    ["id", "rul_other"],
    ["provider", "vultr"],
    ["status", "paused"],
    ["createdAt", "2020-01-01T00:00:00.000Z"],
  ])("but not another %s", async (field, value) => {
    const id = await make();
    const answer = await ada.call("PATCH", `/rules/${id}`, { name: "other", [field]: value });
    expectProblem(answer, 400, "request.invalid", [field]);
    expect(answer.json).toMatchObject({ errors: [{ field, code: "read_only" }] });
    expect((await ada.call("GET", `/rules/${id}`)).json).not.toMatchObject({ name: "other" });
  });

  test("overwrites no change that somebody else made meanwhile", async () => {
    const id = await make();
    const patch = (name: string, etag: string) =>
      call("PATCH", `/rules/${id}`, { token: ada.token, body: { name }, headers: { "if-match": etag } });
    const { etag = "" } = (await ada.call("GET", `/rules/${id}`)).headers;
    const answers = await Promise.all(["a", "b", "c", "d"].map((name) => patch(name, etag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const [lost] = answers.filter(({ status }) => status === 412);
    if (lost) expectProblem(lost, 412, "request.changed");
    const now = (await ada.call("GET", `/rules/${id}`)).headers.etag ?? "";
    expect((await patch("e", now)).status).toBe(200);
    expect((await patch("f", "*")).status).toBe(200);
  });
});

describe("listing", () => {
  test("comes in pages, and can be by provider and time", async () => {
    const ids = [await make(), await make(), await make()].reverse();
    const page = async (query: string) =>
      (await ada.call("GET", `/rules?${query}`)).json as {
        items: { id: string; createdAt: string }[];
        next: string | null;
      };
    const first = await page("limit=2");
    const second = await page(`limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
    expect((await page("provider=vultr")).items).toEqual([]);
    const middle = first.items[1]?.createdAt;
    expect((await page(`since=${middle}`)).items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await page(`until=${middle}`)).items.map(({ id }) => id)).toEqual(ids.slice(2));
    expectProblem(await ada.call("GET", "/rules?since=yesterday"), 400, "request.invalid", ["since"]);
  });

  test("can be by status", async () => {
    const [active, paused] = [await make(), await make()];
    await ada.call("POST", `/rules/${paused}/pause`);
    const ids = async (status: string) =>
      ((await ada.call("GET", `/rules?status=${status}`)).json as { items: { id: string }[] }).items.map(
        (rule) => rule.id,
      );
    expect(await ids("active")).toEqual([active]);
    expect(await ids("paused")).toEqual([paused]);
    expect(await ids("completed")).toEqual([]);
    expectProblem(await ada.call("GET", "/rules?status=deleted"), 400, "request.invalid", ["status"]);
  });
});

describe("changing", () => {
  // A default that is filled in for a field that was not sent would turn Auto-Buy off, or a limit away.
  test("touches nothing but what is given", async () => {
    const id = await make({ autoBuy: true, minCores: 8, locations: ["DE"], ipv4: false, maxSetup: 100 });
    const before = (await ada.call("GET", `/rules/${id}`)).json as object;
    const answer = await ada.call("PATCH", `/rules/${id}`, { name: "Other" });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.json).toEqual({ ...before, name: "Other", evaluateAt: expect.any(String) });
  });

  test("moves the budget", async () => {
    const id = await make();
    expect(await ada.call("PATCH", `/rules/${id}`, { budget: 12_000 })).toMatchObject({
      json: { budget: { cap: 12_000, left: 12_000 } },
    });
  });

  test("refuses a budget below what is spent", async () => {
    const id = await make();
    await set(id, { left: 1000, committed: 9000 });
    expectProblem(await ada.call("PATCH", `/rules/${id}`, { budget: 8999 }), 400, "rule.budget", ["budget"]);
    expect(await ada.call("PATCH", `/rules/${id}`, { budget: 9000 })).toMatchObject({ status: 200 });
  });

  test("takes an image or a host name away, and leaves the rest", async () => {
    const template = { image: "1743", hostname: "web-{id}", sshKeys: ["key"] };
    const id = await make({ provider: "vultr", category: "vm", ...template });
    const change = (body: object) => ada.call("PATCH", `/rules/${id}`, body);
    expect(await change({ image: null, maxMonthly: 1 })).toMatchObject({
      json: { ...template, image: null, maxMonthly: 1 },
    });
    expect(await change({ hostname: null, image: "2" })).toMatchObject({
      json: { ...template, hostname: null, image: "2" },
    });
    const rule = await Rule.find(r.ctx.table, ada.id, id);
    expect(rule).not.toHaveProperty("hostname");
  });

  test("refuses another provider, and says what to do", async () => {
    const id = await make();
    const answer = await ada.call("PATCH", `/rules/${id}`, { provider: "vultr" });
    expectProblem(answer, 400, "request.invalid", ["provider"]);
    expect(answer.text).toContain("create a new one");
  });

  test.each<[string, unknown, string]>([
    ["nothing", {}, "body"],
    ["an unknown field", { colour: "red" }, "colour"],
    ["null", { name: null }, "name"],
    ["a category that the provider does not list", { category: "gpu" }, "category"],
    ["a line break in the name", { name: "a\nb" }, "name"],
    ["a host name where the provider takes none", { hostname: "web" }, "hostname"],
    ["another currency", { currency: "GBP" }, "currency"],
    ["a term that the provider does not sell", { termMonths: 24 }, "termMonths"],
  ])("refuses %s", async (_case, body, field) => {
    const id = await make();
    expectProblem(await ada.call("PATCH", `/rules/${id}`, body), 400, "request.invalid", [field]);
  });

  test("refuses Auto-Buy without a budget, whichever comes first", async () => {
    const id = await make({ budget: 0 });
    expectProblem(await ada.call("PATCH", `/rules/${id}`, { autoBuy: true }), 400, "request.invalid", [
      "budget",
    ]);
    expect(await ada.call("PATCH", `/rules/${id}`, { autoBuy: true, budget: 1 })).toMatchObject({
      status: 200,
    });
    expectProblem(await ada.call("PATCH", `/rules/${id}`, { budget: 0 }), 400, "request.invalid", ["budget"]);
  });
});

describe("stopping", () => {
  test("pauses and resumes", async () => {
    const id = await make();
    expect(await ada.call("POST", `/rules/${id}/pause`)).toMatchObject({
      status: 200,
      json: { status: "paused", inFlight: null },
    });
    expect(await ada.call("POST", `/rules/${id}/resume`, {})).toMatchObject({ json: { status: "active" } });
  });

  // An order that had left can't be called back: a customer who stops a rule must be told of it.
  test.each(["sending", "unknown", "needs_human"] as const)(
    "tells of an order that had left: %s",
    async (state) => {
      const id = await make();
      const matchId = await ordering(id, state);
      const inFlight = { matchId, state };
      expect((await ada.call("POST", `/rules/${id}/pause`)).json).toMatchObject({ inFlight });
      expect((await ada.call("PATCH", `/rules/${id}`, { name: "x" })).json).toMatchObject({ inFlight });
      expect(await ada.call("DELETE", `/rules/${id}`)).toMatchObject({ status: 200, json: { inFlight } });
    },
  );

  test("does not tell of one that never leaves now", async () => {
    const id = await make();
    await ordering(id, "reserved");
    expect((await ada.call("POST", `/rules/${id}/pause`)).json).toMatchObject({ inFlight: null });
    expect(await ada.call("DELETE", `/rules/${id}`)).toMatchObject({ status: 204, text: "" });
  });

  test("leaves nothing of a deleted rule to its owner", async () => {
    const id = await make();
    await ada.call("DELETE", `/rules/${id}`);
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["DELETE", ""],
      ["POST", "/pause"],
      ["POST", "/resume"],
    ] as const) {
      const body = method === "PATCH" ? { name: "x" } : undefined;
      expectProblem(await ada.call(method, `/rules/${id}${path}`, body), 404, "resource.not_found");
    }
    expect((await ada.call("GET", "/rules")).json).toEqual({ items: [], next: null });
  });
});

test("a completed rule can be read and deleted, and nothing else", async () => {
  const id = await make();
  await set(id, { status: "completed" });
  for (const [method, path, body] of [
    ["PATCH", "", { name: "x" }],
    ["POST", "/pause", undefined],
    ["POST", "/resume", undefined],
  ] as const) {
    expectProblem(await ada.call(method, `/rules/${id}${path}`, body), 400, "rule.completed");
  }
  expect(await ada.call("GET", `/rules/${id}`)).toMatchObject({ json: { status: "completed" } });
  expect(await ada.call("DELETE", `/rules/${id}`)).toMatchObject({ status: 204 });
});
