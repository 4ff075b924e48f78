// Guarantee: from the vault to the provider and back, on every path that fails, a customer's credentials are in no log
// line, no message and no item, also when the provider's own answer repeats them.

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { saveConnection } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { execute } from "@cloudco/core/order/execute";
import { OrderCommand, VerifyCommand } from "@cloudco/core/queue/queue";
import { Secret } from "@cloudco/core/secret/secret";
import { canary, leaks } from "@cloudco/core/test/leak";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clock } from "./kit/clock.ts";
import { buyingRule } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const ACCOUNT = "ada";
const ORDERS = "/order/server_market/transaction";
const time = clock();

let w: World;
let logged: string;
const username = canary();
const password = canary();
const secrets = [username, password];

beforeEach(async () => {
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "DEBUG");
  logged = "";
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      logged += String(chunk);
      return true;
    });
  }
  w = await world(time);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await w.close();
});

async function items(ctx: Context): Promise<string> {
  const { Items = [] } = await ctx.table.client.send(new ScanCommand({ TableName: ctx.table.name }));
  return JSON.stringify(Items, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
  );
}

/** The bodies of what lies in a queue. */
async function receive(queueUrl: string): Promise<string[]> {
  const { Messages = [] } = await w.ctx.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  expect(Messages).not.toEqual([]);
  return Messages.map(({ Body = "" }) => Body);
}

/** Saves the login and has it verified, as its message says. */
async function saveAndVerify(): Promise<string[]> {
  await saveConnection(w.ctx, ACCOUNT, adapter.descriptor, {
    username: new Secret(username),
    password: new Secret(password),
  });
  const bodies = await receive(w.ctx.settings.queues.verify);
  for (const body of bodies)
    await verifyConnection(w.ctx, () => adapter, VerifyCommand.parse(JSON.parse(body)));
  return bodies;
}

const echo = {
  kind: "body",
  times: 0,
  body: JSON.stringify({
    error: { status: 403, code: username, message: `${username}:${password}`, missing: [password] },
  }),
};

test.each<[string, object | null]>([
  ["everything goes well", null],
  ["every answer repeats the login in an error", { ...echo, status: 403 }],
  ["every answer repeats the login in a 401", { ...echo, status: 401 }],
  ["every answer repeats the login in a 500", { ...echo, status: 500 }],
  ["every answer repeats the login in a success", { ...echo, status: 200 }],
  ["every answer repeats the login in a text", { ...echo, status: 400, body: `${username} ${password}` }],
  ["every connection is reset", { kind: "reset", when: "after", times: 0 }],
])("%s", async (_, fault) => {
  const disturb = async (route: string) => {
    if (fault) await control(w.simulator.controlUrl, "POST", "/faults", { route, ...fault });
  };
  await control(w.simulator.controlUrl, "POST", "/accounts", { user: username, password });
  await disturb("GET /server");
  const checks = await saveAndVerify();
  await control(w.simulator.controlUrl, "DELETE", "/faults");
  time.advance(700);
  checks.push(...(await saveAndVerify()));

  await buyingRule(w.ctx, ACCOUNT);
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  await w.scan();
  const orders = await receive(w.ctx.settings.queues.orders);
  await disturb(`POST ${ORDERS}`);
  await disturb(`GET ${ORDERS}`);
  for (const body of orders) await execute(w.ctx, () => adapter, OrderCommand.parse(JSON.parse(body)));
  const [match] = await w.matches(ACCOUNT);
  expect(match?.history.map((entry) => entry.state)).toContain("sending");

  for (const text of [await items(w.ctx), checks.join(), orders.join(), logged]) {
    expect(leaks(text, secrets)).toEqual([]);
  }
});

// A scanner that finds nothing anywhere proves nothing.
test("a planted leak is found", async () => {
  w.ctx.log.error("planted", { password });
  expect(leaks(logged, secrets)).not.toEqual([]);
});
