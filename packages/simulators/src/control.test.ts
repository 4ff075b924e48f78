// Guarantee: a test gets the provider that it asked for: what is misspelt is refused, and no password is answered.

import { expect, test } from "vitest";
import { TestLab } from "../test/hetzner/lab.ts";

test.each([
  ["POST", "/accounts", { user: "u" }, /password/],
  ["POST", "/accounts", { user: "a:b", password: "p" }, /colon/],
  ["POST", "/accounts", { user: "u", password: "p", vatRate: 0.19 }, /percentage/],
  ["POST", "/accounts", { user: "u", password: "p", admin: true }, /admin/],
  ["POST", "/stock", { price: 1 }, /price/],
  ["POST", "/stock", [{}, { memory: "64" }], /memory/],
  ["POST", "/stock", { disks: [] }, /disks/],
  ["PATCH", "/stock/1", { id: 2 }, /id/],
  ["PATCH", "/stock/x", {}, /x/],
  ["PUT", "/latency", { ms: "5" }, /ms/],
  ["PUT", "/settings", { feedForm: "old" }, /feedForm/],
  ["POST", "/clock", { advanceSeconds: -1 }, /advanceSeconds/],
  ["POST", "/faults", { route: "GET /x", kind: "explode" }, /hang/],
  ["POST", "/faults", { route: "/x", kind: "hang" }, /method and a path/],
  ["POST", "/faults", { route: "GET /(", kind: "hang" }, /pattern/],
  ["POST", "/faults", { route: "GET /x", kind: "truncate", when: "before" }, /after/],
  ["POST", "/faults", { route: "GET /x", kind: "status", status: 404 }, /status/],
  ["GET", "/journal?since=x", undefined, /since/],
])("%s %s with %j is 400 and says why", async (method, path, body, message) => {
  const lab = await TestLab.open();
  const answer = await lab.control(method, path, body);
  expect(answer).toMatchObject({ status: 400, json: { error: expect.stringMatching(message) } });
});

test("what is not JSON is 400, what is not there is 404", async () => {
  const lab = await TestLab.open();
  const response = await fetch(`${lab.simulator.controlUrl}/stock`, { method: "POST", body: "{" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: expect.stringContaining("not JSON") });
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["DELETE", "/stock/1"],
    ["DELETE", "/accounts/x"],
  ]) {
    expect(await lab.control(method ?? "", path ?? "")).toMatchObject({
      status: 404,
      json: { error: expect.any(String) },
    });
  }
  expect((await lab.control("PATCH", "/stock/1", {})).status).toBe(404);
});

test("stock is listed as it was given, one machine or many, or not at all", async () => {
  const lab = await TestLab.open();
  const one = await lab.control("POST", "/stock", { id: 9, priceCents: 1 });
  expect(one).toMatchObject({
    status: 201,
    json: { id: 9, priceCents: 1, cpu: "Intel Core i7-8700", ipv4Cents: 170 },
  });
  expect((await lab.control("POST", "/stock", [{}, {}])).json).toHaveLength(2);
  expect((await lab.control("POST", "/stock", [{}, { id: 9 }])).status).toBe(409);
  expect((await lab.control("GET", "/stock")).json).toHaveLength(3);
  expect((await lab.control("DELETE", "/stock/9")).status).toBe(204);
  expect((await lab.control("POST", "/stock", { id: 9 })).status, "withdrawn, not sold").toBe(201);
});

test("an account is never answered with its password", async () => {
  const lab = await TestLab.open();
  const answer = await lab.control("POST", "/accounts", { user: "u", password: "not-to-be-seen" });
  expect(answer.status).toBe(201);
  expect(JSON.stringify(answer.json)).not.toContain("not-to-be-seen");
});

test("settings are changed one by one", async () => {
  const lab = await TestLab.open();
  await lab.control("PUT", "/settings", { readyAfterSeconds: 5 });
  const settings = {
    readyAfterSeconds: 5,
    listedAfterSeconds: 0,
    soldAfterSeconds: 0,
    feedForm: "sample",
    loginBlockSeconds: 600,
  };
  expect((await lab.control("PUT", "/settings", { feedForm: "sample" })).json).toEqual(settings);
});

test("reset forgets everything", async () => {
  const lab = await TestLab.open({ now: () => 1000 });
  await lab.order({ product_id: String(await lab.stock()) });
  await lab.stock();
  await lab.control("PUT", "/settings", { feedForm: "sample" });
  await lab.control("PUT", "/latency", { ms: 1 });
  await lab.fault({ route: "* *", kind: "hang" });
  await lab.advance(5);
  expect((await lab.control("POST", "/reset")).status).toBe(204);
  for (const path of ["/stock", "/orders", "/faults", "/journal"]) {
    expect((await lab.control("GET", path)).json).toEqual([]);
  }
  expect((await lab.control("GET", "/settings")).json.feedForm).toBe("observed");
  expect((await lab.advance(0)).json).toEqual({ now: 1000 });
  expect((await lab.robot("GET", "/order/currency")).status).toBe(401);
});
