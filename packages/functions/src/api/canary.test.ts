// Guarantee: a credential that a customer sends is in no answer, no log line, no message and, but for its sealed form,
// nowhere in the table, on every path that a request can take, those that fail included.

import { KMSClient } from "@aws-sdk/client-kms";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "@cloudco/core/context/context";
import { Table } from "@cloudco/core/table/table";
import { canary, encodings, leaks } from "@cloudco/core/test/leak";
import { Providers } from "@cloudco/providers/providers";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AUDIENCE } from "../../test/api/issuer.ts";
import { type Customer, call, type Rig, rig, viewed } from "../../test/api/rig.ts";
import { createApp } from "./app.ts";

let r: Rig;
let ada: Customer;
let logged = "";
beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = "DEBUG";
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      logged += String(chunk);
      return true;
    });
  }
  r = await rig();
});
beforeEach(async () => {
  ada = await r.customer();
  logged = "";
});
afterAll(async () => {
  vi.restoreAllMocks();
  await r.close();
});

const SECRETS = { username: canary(), password: canary() };
const all = Object.values(SECRETS);
const json = JSON.stringify(SECRETS);
const PUT = "/connections/hetzner";
const KEY = "/connections/ovh-eu/consumer-key";
const APPLICATION = { applicationKey: SECRETS.username, applicationSecret: SECRETS.password };

test("finds a leak in a log, in every form", () => {
  for (const form of encodings(SECRETS.password)) {
    expect(leaks(form, all), form).not.toEqual([]);
    logged = "";
    r.ctx.log.error("planted", { form });
    expect(leaks(logged, all), form).not.toEqual([]);
  }
});

describe("what is sent comes back in no form", () => {
  test.each<[string, () => ReturnType<typeof call>]>([
    ["saved", () => ada.call("PUT", PUT, SECRETS)],
    ["as a list", () => ada.call("PUT", PUT, { username: all, password: [SECRETS.password] })],
    ["nested", () => ada.call("PUT", PUT, { username: SECRETS, password: { a: SECRETS.password } })],
    ["too long", () => ada.call("PUT", PUT, { ...SECRETS, password: SECRETS.password.repeat(10) })],
    ["with a line break", () => ada.call("PUT", PUT, { ...SECRETS, password: `${SECRETS.password}\n` })],
    ["in an unknown field", () => ada.call("PUT", PUT, { ...SECRETS, extra: SECRETS.password })],
    ["to another provider", () => ada.call("PUT", "/connections/vultr", SECRETS)],
    ["as a text", () => ada.call("PUT", PUT, SECRETS.password)],
    ["in broken JSON", () => call("PUT", PUT, { token: ada.token, text: json.slice(0, -1) })],
    ["in JSON broken at its start", () => call("PUT", PUT, { token: ada.token, text: SECRETS.password })],
    [
      "as a form",
      () =>
        call("PUT", PUT, {
          token: ada.token,
          text: new URLSearchParams(SECRETS).toString(),
          headers: { "content-type": "application/x-www-form-urlencoded" },
        }),
    ],
    [
      "in a body too large",
      () => ada.call("PUT", PUT, { ...SECRETS, password: SECRETS.password.repeat(2000) }),
    ],
    ["without a token", () => call("PUT", PUT, { body: SECRETS })],
    ["as a token", () => call("PUT", PUT, { token: SECRETS.password, body: SECRETS })],
    [
      "as a basic login",
      () => call("PUT", PUT, { headers: { authorization: `Basic ${btoa("a:b")}${SECRETS.password}` } }),
    ],
    [
      "in the query",
      () => ada.call("PUT", `${PUT}?verbose=${encodeURIComponent(SECRETS.password)}`, SECRETS),
    ],
    ["in a filter", () => ada.call("GET", `/offers?location=${encodeURIComponent(SECRETS.password)}`)],
    ["in an address", () => ada.call("GET", `/rules/${encodeURIComponent(SECRETS.password)}`)],
    ["in an unknown address", () => ada.call("GET", `/${encodeURIComponent(SECRETS.password)}`)],
    [
      "as a rule",
      () => ada.call("POST", "/rules", { ...SECRETS, name: SECRETS.password, category: SECRETS.password }),
    ],
    ["as an application's keys", () => ada.call("POST", KEY, APPLICATION)],
    [
      "as an application's keys, with the one that is requested",
      () => ada.call("POST", KEY, { ...APPLICATION, consumerKey: SECRETS.password }),
    ],
    [
      "as an application's keys, in a list",
      () => ada.call("POST", KEY, { ...APPLICATION, applicationSecret: all }),
    ],
    [
      "as an application's keys, to another provider",
      () => ada.call("POST", "/connections/hetzner/consumer-key", SECRETS),
    ],
    [
      "to be terminated",
      () => ada.call("POST", `/snipes/${encodeURIComponent(SECRETS.password)}/terminate`, SECRETS),
    ],
    ["in a body that nobody reads", () => ada.call("POST", `${PUT}/verify`, SECRETS)],
  ])("%s", async (_case, send) => {
    const answer = await send();
    expect(answer.status).toBeLessThan(500);
    expect(leaks(JSON.stringify(answer.headers) + answer.text, all)).toEqual([]);
    expect(leaks(logged, all)).toEqual([]);
  });
});

describe("where what is behind the API fails", () => {
  const nowhere = { endpoint: "http://127.0.0.1:9", maxAttempts: 1 };
  test.each<[string, () => Partial<Context>]>([
    ["the key service", () => ({ kms: new KMSClient(nowhere) })],
    ["the key", () => ({ settings: { ...r.ctx.settings, credentialsKey: "alias/none" } })],
    ["the queue", () => ({ sqs: new SQSClient(nowhere) })],
    ["the table", () => ({ table: Table.connect("none", () => undefined) })],
  ])("%s", async (_case, broken) => {
    const auth = { issuer: r.issuer.url, audience: AUDIENCE, jwksUrl: undefined };
    const descriptors = Providers.all.map((adapter) => adapter.descriptor);
    const app = createApp(
      { ...r.ctx, ...broken() },
      { auth, connectionWaitSeconds: 0, accountRequestsPerMinute: 1_000_000 },
      descriptors,
    );
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const answer = await app.request(PUT, { method: "PUT", headers, body: json }, viewed(PUT));
    const text = await answer.text();
    expect(leaks(text + logged, all)).toEqual([]);
    // What is saved already is checked later: the customer sees that it goes on.
    if (answer.status === 202) return;
    expect(JSON.parse(text)).toMatchObject({
      code: expect.stringMatching(/^server\./),
      status: answer.status,
    });
    expect(Object.keys(JSON.parse(text)).sort()).toEqual([
      "code",
      "detail",
      "requestId",
      "status",
      "title",
      "type",
    ]);
    // It has to be in the log, or nobody would learn of it.
    expect(logged).toContain("request failed");
    expect(logged).toContain("/connections/:provider");
    expect(leaks(text + logged, all)).toEqual([]);
    expect(logged).not.toContain(ada.token);
  });
});

test("the table and the queue hold it sealed alone", async () => {
  await ada.call("PUT", PUT, SECRETS);
  await ada.call("POST", KEY, APPLICATION);
  const { Items = [] } = await r.ctx.table.client.send(new ScanCommand({ TableName: r.ctx.table.name }));
  expect(Items.some((item) => item.pk === `ACCOUNT#${ada.id}` && item.sealed)).toBe(true);
  const dump = Items.map((item) =>
    JSON.stringify(item, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
    ),
  ).join();
  expect(leaks(dump, all)).toEqual([]);

  const queue = { QueueUrl: r.ctx.settings.queues.verify, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  const { Messages = [] } = await r.ctx.sqs.send(new ReceiveMessageCommand(queue));
  expect(Messages).not.toEqual([]);
  expect(leaks(JSON.stringify(Messages), all)).toEqual([]);
});
