// Guarantee: what is deployed works with the rights and the environment that are declared for it, and every right that
// is declared is one that it uses.

import { randomBytes } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { control } from "@cloudco/simulators/control-client";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { account, buyingCriteria } from "./customer.ts";
import { customer, type Deployed, deploy, FUNCTIONS, type FunctionName } from "./deployed.ts";
import { evaluate, type Graph } from "./evaluate.ts";
import { covers, statementsOf } from "./policy.ts";

const ORDER = "POST /order/server_market/transaction";
const ORDERS = "GET /order/server_market/transaction";
const PATIENCE = { timeout: 20_000, interval: 100 };

let graph: Graph;
let d: Deployed;
const secrets: string[] = [];
beforeAll(async () => {
  graph = await evaluate("staging");
  d = await deploy(graph);
}, 120_000);
afterAll(() => d.close());

/** Rules and machines that a test leaves, so that the next one's are alone. */
const rules: { who: string; id: string }[] = [];
afterEach(async () => {
  for (const { who, id } of rules.splice(0)) await d.call(who, "DELETE", `/rules/${id}`);
  const machines = z
    .array(z.object({ id: z.int() }))
    .parse(await control(d.controlUrls.hetzner, "GET", "/stock"));
  for (const { id } of machines) await control(d.controlUrls.hetzner, "DELETE", `/stock/${id}`);
});

const Items = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

async function list(who: string, path: string) {
  const { status, json } = await d.call(who, "GET", path);
  expect(status).toBe(200);
  return Items.parse(json).items;
}

const latest = (who: string) => expect.poll(async () => (await list(who, "/matches"))[0]?.state, PATIENCE);

async function connect(who: string): Promise<unknown> {
  const owned = await account(d, "hetzner");
  secrets.push(owned.password ?? "");
  const { json } = await d.call(who, "PUT", "/connections/hetzner", owned);
  return json;
}

async function addRule(who: string): Promise<string> {
  const { status, json } = await d.call(who, "POST", "/rules", buyingCriteria);
  expect(status).toBe(201);
  const { id } = z.object({ id: z.string() }).parse(json);
  rules.push({ who, id });
  return id;
}

/** Once the function has put a message on the queue. */
const sent = (name: FunctionName, queue: string) =>
  expect
    .poll(
      () =>
        d.roleChecks[name].attempts.some((a) => a.action === "sqs:SendMessage" && a.resource.endsWith(queue)),
      PATIENCE,
    )
    .toBe(true);

const stock = () => control(d.controlUrls.hetzner, "POST", "/stock", {});
const fault = (body: object) => control(d.controlUrls.hetzner, "POST", "/faults", body);
const orders = async () =>
  z.array(z.unknown()).parse(await control(d.controlUrls.hetzner, "GET", "/orders")).length;
/** A turn lasts until the next one asks for the lease. */
const scan = () => void d.invoke("Scan", { providers: "hetzner" }).catch(() => undefined);
/** It goes on for up to a minute where something falls due meanwhile. */
const reconcile = () => void d.invoke("Reconcile", {}).catch(() => undefined);

test("a server is bought", { timeout: 60_000 }, async () => {
  const who = customer();
  expect(await connect(who)).toMatchObject({ status: "VERIFIED" });
  await addRule(who);
  scan();
  await stock();
  await expect.poll(() => list(who, "/snipes"), PATIENCE).toMatchObject([{ reconciled: false }]);
  await d.advance(120); // its server is ready by now
  reconcile();
  await expect.poll(() => list(who, "/snipes"), PATIENCE).toMatchObject([{ server: { state: "ready" } }]);
});

const dropletCriteria = { ...buyingCriteria, provider: "digitalocean", category: "vm", currency: "USD" };

/** A customer whose DigitalOcean account is connected, as far as the checks are not held up. */
async function connectDigitalOcean(): Promise<{ who: string; target: object }> {
  const who = customer();
  const owned = await account(d, "digitalocean");
  secrets.push(owned.token ?? "");
  const { status } = await d.call(who, "PUT", "/connections/digitalocean", owned);
  expect([200, 202]).toContain(status);
  return { who, target: { accountId: who, provider: "digitalocean", connectionId: expect.any(String) } };
}

const fired = (who: string) =>
  d.fired.filter((input) => input.includes(who)).map((input) => JSON.parse(input));

test("a Droplet is bought by the schedule of its customer's connection, which then ends", {
  timeout: 90_000,
}, async () => {
  await control(d.controlUrls.digitalocean, "POST", "/stock", { slug: "s-1vcpu-1gb" });
  const { who, target } = await connectDigitalOcean();
  const { json } = await d.call(who, "POST", "/rules", dropletCriteria);
  await expect.poll(() => list(who, "/snipes"), PATIENCE).toMatchObject([{ provider: "digitalocean" }]);
  const { id } = z.object({ id: z.string() }).parse(json);
  expect((await d.call(who, "GET", `/rules/${id}`)).json).toMatchObject({ status: "completed" });
  expect(fired(who)).toEqual([target]);
  // The next minute's finds no reason to go on, and neither does reconciliation.
  await d.advance(60);
  await d.invoke("Visit", fired(who)[0]);
  expect(d.roleChecks.Visit.attempts.map(({ action }) => action)).toContain("scheduler:DeleteSchedule");
});

test("what the API could not arrange, reconciliation does", { timeout: 90_000 }, async () => {
  const release = d.hold("verify");
  const { who, target } = await connectDigitalOcean();
  const made = await d.call(who, "POST", "/rules", { ...dropletCriteria, autoBuy: false });
  const { id } = z.object({ id: z.string() }).parse(made.json);
  expect(fired(who)).toEqual([]);
  release();
  await expect.poll(() => list(who, "/connections"), PATIENCE).toMatchObject([{ status: "VERIFIED" }]);
  await d.invoke("Reconcile", {});
  await expect.poll(() => fired(who), PATIENCE).toEqual([target]);
  expect((await d.call(who, "POST", `/rules/${id}/pause`)).status).toBe(200);
  await d.invoke("Reconcile", {});
  const deleted = (name: FunctionName) =>
    d.roleChecks[name].attempts.some(
      ({ action, resource }) =>
        action === "scheduler:DeleteSchedule" && resource.endsWith(fired(who)[0].connectionId),
    );
  expect([deleted("Api"), deleted("Reconcile")]).toEqual([true, true]);
});

test("a server is terminated, and its row cleared", { timeout: 60_000 }, async () => {
  const who = customer();
  await connect(who);
  await addRule(who);
  scan();
  await stock();
  await expect.poll(() => list(who, "/snipes"), PATIENCE).toHaveLength(1);
  await d.advance(120);
  reconcile();
  await expect.poll(() => list(who, "/snipes"), PATIENCE).toMatchObject([{ server: { state: "ready" } }]);
  const [snipe] = await list(who, "/snipes");
  const release = d.hold("orders");
  expect(await d.call(who, "POST", `/snipes/${snipe?.id}/terminate`)).toMatchObject({ status: 202 });
  expect(await d.call(who, "DELETE", `/snipes/${snipe?.id}`)).toMatchObject({ status: 409 });
  release();
  await expect
    .poll(() => list(who, "/snipes"), PATIENCE)
    .toMatchObject([{ server: { state: "terminated" } }]);
  expect(await d.call(who, "DELETE", `/snipes/${snipe?.id}`)).toMatchObject({ status: 204 });
});

test("a consumer key is requested, allowed and verified, and orders with it are prepared", {
  timeout: 90_000,
}, async () => {
  const who = customer();
  const [key, secret] = Array.from({ length: 2 }, () => randomBytes(16).toString("hex"));
  secrets.push(secret ?? "");
  await control(d.controlUrls["ovh-eu"], "POST", "/applications", { key, secret });
  const body = { applicationKey: key, applicationSecret: secret };
  const { status, json } = await d.call(who, "POST", "/connections/ovh-eu/consumer-key", body);
  expect(status).toBe(200);
  const { consent } = z.object({ consent: z.object({ url: z.string() }) }).parse(json);
  const { id: account } = z
    .object({ id: z.string() })
    .parse(await control(d.controlUrls["ovh-eu"], "POST", "/accounts", {}));
  await control(d.controlUrls["ovh-eu"], "POST", "/validations", { url: consent.url, account });
  await expect.poll(() => list(who, "/connections"), PATIENCE).toMatchObject([{ status: "VERIFIED" }]);

  await control(d.controlUrls["ovh-eu"], "POST", "/stock", {});
  const inStock = (availability: string) =>
    control(d.controlUrls["ovh-eu"], "PUT", "/availability", { planCode: "24sk10", availability });
  await inStock("unavailable");
  const [first, second] = await Promise.all(["GRA", "RBX"].map((place) => addEcoRule(who, place)));
  const deletes = (name: FunctionName) =>
    d.roleChecks[name].attempts.filter(({ action }) => action === "dynamodb:DeleteItem").length;
  await expect.poll(() => fired(who).length, PATIENCE).toBeGreaterThan(0);
  const visit = () => d.invoke("Visit", fired(who)[0]);
  const carts = async () => {
    await visit();
    return await requests(d.controlUrls["ovh-eu"], "POST", "/1.0/order/cart");
  };
  await expect.poll(carts, PATIENCE).toBe(4); // two builds for each rule
  expect((await d.call(who, "POST", `/rules/${second}/pause`)).status).toBe(200);
  await visit();
  expect(deletes("Visit")).toBe(2);
  await inStock("1H-low");
  void d.invoke("Scan", { providers: "ovh-eu" }).catch(() => undefined);
  await expect.poll(() => list(who, "/snipes"), PATIENCE).toMatchObject([{ ruleId: first }]);
  expect(deletes("Order")).toBe(1);
});

async function addEcoRule(who: string, place: string): Promise<string> {
  const wanted = { provider: "ovh-eu", category: "dedicated", maxSetup: 9_000, maxMonthly: 9_000 };
  const criteria = { ...wanted, name: place, budget: 90_000, locations: [place], autoBuy: true };
  const { status, json } = await d.call(who, "POST", "/rules", criteria);
  expect(status).toBe(201);
  const { id } = z.object({ id: z.string() }).parse(json);
  rules.push({ who, id });
  return id;
}

/** How many of them the simulator has had. */
async function requests(controlUrl: string, method: string, path: string): Promise<number> {
  const Journal = z.array(z.object({ method: z.string(), path: z.string() }));
  const journal = Journal.parse(await control(controlUrl, "GET", "/journal"));
  return journal.filter((entry) => entry.method === method && entry.path === path).length;
}

test("an order that the provider refuses frees the machine", { timeout: 60_000 }, async () => {
  const who = customer();
  await connect(who);
  await addRule(who);
  await fault({ kind: "sold", route: ORDER });
  scan();
  await stock();
  await latest(who).toBe("rejected");
});

test("the API's other operations", { timeout: 60_000 }, async () => {
  const who = customer();
  await connect(who);
  const id = await addRule(who);
  const change = async (method: string, path: string, body?: unknown) =>
    (await d.call(who, method, path, body)).status;
  expect(await change("POST", "/connections/hetzner/verify")).toBe(200);
  expect(await change("PATCH", `/rules/${id}`, { maxMonthly: 1 })).toBe(200);
  expect(await change("POST", `/rules/${id}/pause`)).toBe(200);
  expect(await change("POST", `/rules/${id}/resume`)).toBe(200);
  expect(await change("DELETE", `/rules/${id}`)).toBe(204);
  expect(await change("DELETE", "/connections/hetzner")).toBe(204);
  for (const path of ["/providers", "/offers", "/rules", "/connections", "/matches", "/snipes"])
    await list(who, path);
});

test("wrong credentials are tried once, and wait after that", { timeout: 60_000 }, async () => {
  const who = customer();
  const wrong = {
    username: `#ws+${randomBytes(6).toString("hex")}`,
    password: randomBytes(16).toString("base64"),
  };
  const save = async () => (await d.call(who, "PUT", "/connections/hetzner", wrong)).json;
  expect(await save()).toMatchObject({ status: "ERROR", failure: { cause: "credentials" } });
  expect(await save()).toMatchObject({ status: "VERIFYING", waitingUntil: expect.any(String) });
  // Until then no other new account is tried either.
  await d.advance(660);
});

test("an order without an answer is proven absent by reconciliation, and sent again", {
  timeout: 120_000,
}, async () => {
  const who = customer();
  const before = await orders();
  await connect(who);
  await addRule(who);
  await fault({ kind: "reset", when: "before", route: ORDER });
  scan();
  await stock();
  await latest(who).toBe("unknown");
  const release = d.hold("orders");
  // Absence is proven by looks a minute apart, and by no time in which nobody looked.
  const aMinuteLater = async () => {
    await d.advance(61);
    reconcile();
    return (await list(who, "/matches"))[0]?.state;
  };
  await expect.poll(aMinuteLater, { timeout: 60_000, interval: 500 }).toBe("reconciled_absent");
  release();
  scan();
  await latest(who).toBe("placed");
  expect(await orders()).toBe(before + 1);
});

test("an order without an answer is found by reconciliation", { timeout: 60_000 }, async () => {
  const who = customer();
  const before = await orders();
  await connect(who);
  await addRule(who);
  await fault({ kind: "reset", when: "after", route: ORDER });
  // The order's own look and reconciliation's first one fail, so that this one is told to the alarms.
  await fault({ kind: "status", status: 503, route: ORDERS, times: 2 });
  scan();
  await stock();
  await latest(who).toBe("unknown");
  const release = d.hold("orders");
  await d.advance(61);
  reconcile();
  await latest(who).toBe("reconciled_placed");
  release();
  expect(await orders()).toBe(before + 1);
});

test("messages that were lost are sent again", { timeout: 60_000 }, async () => {
  const who = customer();
  const releaseChecks = d.hold("verify");
  expect(await connect(who)).toMatchObject({ status: "VERIFYING" });
  await d.advance(61);
  reconcile();
  await sent("Reconcile", ":cloudco-staging-verify");
  releaseChecks();
  await expect.poll(() => list(who, "/connections"), PATIENCE).toMatchObject([{ status: "VERIFIED" }]);
  await addRule(who);
  const releaseOrders = d.hold("orders");
  scan();
  await stock();
  await latest(who).toBe("matched");
  await d.advance(11);
  reconcile();
  await sent("Reconcile", ":cloudco-staging-orders");
  releaseOrders();
  await latest(who).toBe("placed");
});

test("a message that nobody can read goes back to its queue", { timeout: 60_000 }, async () => {
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  for (const [variable, name] of Object.entries({
    ORDERS_QUEUE_URL: "Order",
    VERIFY_QUEUE_URL: "Verify",
  } as const)) {
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env[variable], MessageBody: "nonsense" }));
    await expect
      .poll(() => d.roleChecks[name].attempts.map(({ action }) => action), PATIENCE)
      .toContain("sqs:ChangeMessageVisibility");
  }
  sqs.destroy();
});

/** What Lambda does in the function's name, outside of its code. */
const LAMBDAS_OWN = /^(logs:|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes) )/;

test.each(FUNCTIONS)("%s was refused nothing, and has no right that it did not use", (name: FunctionName) => {
  const { attempts, refused } = d.roleChecks[name];
  expect(refused).toEqual([]);
  const used = [...new Set(attempts.map(({ action, resource }) => `${action} ${resource}`))];
  const granted = statementsOf(graph.one("aws:iam/role:Role", `${name}Role`)).flatMap(
    ({ Action, Resource }) => Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
  );
  const isUsed = (right: string) => LAMBDAS_OWN.test(right) || used.some((one) => covers(right, one));
  expect(granted.filter((right) => !isUsed(right))).toEqual([]);
});

// The alarms are made of these lines: see infra/health.ts.
test("reconciliation writes what the alarms read", () => {
  const lines = d.functions.Reconcile.log()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  const written: unknown[] = lines.map((line) => JSON.parse(line));
  expect(written).toContainEqual(
    expect.objectContaining({
      message: "unknown orders",
      // How many are unknown at that moment is a matter of chance.
      count: expect.any(Number),
      oldestSeconds: expect.any(Number),
    }),
  );
  expect(written).toContainEqual(
    expect.objectContaining({ message: "scan age", provider: "hetzner", seconds: expect.any(Number) }),
  );
});

test("no log holds a password", () => {
  expect(secrets.length).toBeGreaterThan(3);
  for (const name of FUNCTIONS) {
    for (const secret of secrets) expect(d.functions[name].log()).not.toContain(secret);
  }
});
