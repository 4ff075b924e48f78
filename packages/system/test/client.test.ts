// Guarantee: a client whose types are generated from the API's document meets at the running API what the types say.

import { controlOf } from "@cloudco/simulators/control-client";
import { Simulators } from "@cloudco/simulators/simulators";
import type { paths } from "@cloudco/web/api";
import createClient from "openapi-fetch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStack } from "./kit/stack.ts";

const PATIENCE = { timeout: 30_000, interval: 100 };
let stack: Awaited<ReturnType<typeof openStack>>;
const clientOf = (bearer: string) =>
  createClient<paths>({ baseUrl: stack.apiUrl, headers: { authorization: `Bearer ${bearer}` } });
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  stack = await openStack();
  client = clientOf(stack.token);
}, 60_000);
afterAll(() => stack?.close());

test("connects an account, makes a rule once, and sees what it bought", async () => {
  const control = controlOf(stack.controlUrls?.hetzner ?? "");
  const { username = "", password = "" } = await Simulators.entries.hetzner.account(control);
  const hetzner = { params: { path: { provider: "hetzner" as const } } };
  const saved = await client.PUT("/connections/{provider}", { ...hetzner, body: { username, password } });
  expect(saved.data?.provider).toBe("hetzner");
  const status = async () => (await client.GET("/connections/{provider}", hetzner)).data?.status;
  await expect.poll(status, PATIENCE).toBe("VERIFIED");

  const params = { header: { "idempotency-key": "of-this-test" } };
  const body = {
    provider: "hetzner",
    name: "any",
    category: "auction",
    maxMonthly: 6_000,
    budget: 6_000,
    autoBuy: true,
  } as const;
  const made = await client.POST("/rules", { params, body });
  const again = await client.POST("/rules", { params, body });
  expect([made.response.status, again.response.status, again.data]).toEqual([201, 201, made.data]);
  await control("POST", "/stock", {});
  const snipes = async () => (await client.GET("/snipes", { params: { query: { limit: 10 } } })).data?.items;
  await expect.poll(snipes, PATIENCE).toHaveLength(1);
});

test("a change that somebody else overtook is refused, with a problem that has a code", async () => {
  const body = { provider: "vultr", name: "mine", category: "vm", maxMonthly: 1, budget: 1 } as const;
  const { data, response } = await client.POST("/rules", { body });
  const path = { ruleId: data?.id ?? "" };
  const header = { "if-match": response.headers.get("etag") ?? "" };
  const rename = (name: string) =>
    client.PATCH("/rules/{ruleId}", { params: { path, header }, body: { name } });
  expect((await rename("first")).data?.name).toBe("first");
  const { error, response: refused } = await rename("second");
  expect([refused.status, error?.code]).toEqual([412, "request.changed"]);
});

test("a key of its own does what its scopes say, and nothing once it is revoked", async () => {
  const { data } = await client.POST("/keys", { body: { name: "reader", scopes: ["rules:read"] } });
  const reader = clientOf(data?.key ?? "");
  expect((await reader.GET("/rules")).response.status).toBe(200);
  expect((await reader.GET("/snipes")).error).toMatchObject({ status: 403 });
  await client.DELETE("/keys/{keyId}", { params: { path: { keyId: data?.id ?? "" } } });
  expect((await reader.GET("/rules")).error).toMatchObject({ status: 401 });
});
