// Guarantee: a POST that is repeated with its key is done once, whatever was lost, and answered as it was the first time.

import { Rule } from "@cloudco/core/rule/rule";
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

const RULE = { provider: "hetzner", name: "mine", category: "auction", maxMonthly: 5000, budget: 10_000 };
const post = (path: string, key: string, body?: object, customer = ada) =>
  call("POST", path, { token: customer.token, body, headers: { "idempotency-key": key } });
const rules = async () => await Rule.list(r.ctx.table, ada.id);

test("thirty at once are done once, and each is answered or told to wait", async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => post("/rules", "one", RULE)));
  for (const { status } of answers) expect([201, 409]).toContain(status);
  const waiting = answers.find(({ status }) => status === 409);
  if (waiting) expect(waiting.headers["retry-after"]).toBe("1");
  expect(await rules()).toHaveLength(1);
  const again = await post("/rules", "one", RULE);
  expect(again).toMatchObject({ status: 201, headers: { "idempotent-replayed": "true" } });
  expect(again.headers.location).toBe(`/api/rules/${(await rules())[0]?.id}`);
  expect(again.headers.etag).toBe('"1"');
});

test("answers as it was answered, whatever happened since", async () => {
  const first = await post("/rules", "one", RULE);
  const { id } = first.json as { id: string };
  await ada.call("PATCH", `/rules/${id}`, { name: "other" });
  await post(`/rules/${id}/resume`, "two");
  expect((await post("/rules", "one", RULE)).json).toEqual(first.json);
  await ada.call("POST", `/rules/${id}/pause`);
  // The same resume, sent again after a pause, resumes nothing.
  expect((await post(`/rules/${id}/resume`, "two")).headers["idempotent-replayed"]).toBe("true");
  expect((await rules())[0]?.status).toBe("paused");
});

test("a key with another wish is refused, and another customer's is another key", async () => {
  const { id } = (await post("/rules", "one", RULE)).json as { id: string };
  expectProblem(await post("/rules", "one", { ...RULE, name: "other" }), 422, "request.key_used");
  expectProblem(await post(`/rules/${id}/resume`, "one"), 422, "request.key_used");
  const bob = await r.customer();
  expect((await post("/rules", "one", RULE, bob)).headers).not.toHaveProperty("idempotent-replayed");
});

test("what was refused did nothing, and may be sent again", async () => {
  const wrong = { ...RULE, budget: undefined };
  expectProblem(await post("/rules", "one", wrong), 400, "request.invalid", ["budget"]);
  expect((await post("/rules", "one", RULE)).status).toBe(201);
});

test("START that is repeated starts nothing that was stopped since", async () => {
  const { id } = (await post("/rules", "one", RULE)).json as { id: string };
  await ada.call("POST", "/sniping/stop");
  expect((await post("/sniping/start", "two", { rules: [id] })).status).toBe(200);
  await ada.call("POST", "/sniping/stop");
  expect((await post("/sniping/start", "two", { rules: [id] })).headers["idempotent-replayed"]).toBe("true");
  expect((await ada.call("GET", "/sniping")).json).toMatchObject({ stoppedAt: expect.any(String) });
});
