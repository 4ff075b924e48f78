// Guarantee: whatever AWS refuses at whatever step, no order is sent twice, none is lost, and no failure is taken
// for a wrong password.

import { DecryptCommand } from "@aws-sdk/client-kms";
import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { saveConnection } from "@cloudco/core/connection/save";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { verifyConnection } from "@cloudco/core/verification/verify";
import {
  type Aws,
  awsFaults,
  cancelled,
  disabled,
  throttled,
  tooMany,
  unanswered,
} from "@cloudco/functions/test/aws-faults";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { buyingRule, connectHetzner, credentials } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const ACCOUNT = "ada";

let time: Clock;
let w: World;
let aws: Aws;
let rule: Rule.Info;
let matchId: string;

beforeEach(async () => {
  time = clock();
  w = await world(time);
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, ACCOUNT);
  rule = await buyingRule(w.ctx, ACCOUNT);
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  aws = awsFaults(w.ctx);
});
afterEach(async () => {
  expect(aws.met()).toBeGreaterThan(0);
  await w.close();
});

/** The scan has found it, and its message comes. */
async function matched(): Promise<void> {
  await w.scan();
  matchId = (await w.matches(ACCOUNT))[0]?.id ?? "";
}
const order = () => execute(w.ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId });
const bought = async () => ((await control(w.simulator.controlUrl, "GET", "/orders")) as unknown[]).length;
const match = async () => (await w.matches(ACCOUNT)).find(({ id }) => id === matchId);
const budget = async () => {
  const found = await Rule.find(w.ctx.table, ACCOUNT, rule.id);
  return found && found.left + found.reserved + found.committed;
};
/** The one transaction that lets the request leave, and the one that books what came of it. */
const SENDING = '":state":"sending"';

async function orderRequests(): Promise<number> {
  const journal = (await control(w.simulator.controlUrl, "GET", "/journal")) as {
    method: string;
    path: string;
  }[];
  return journal.filter(({ method, path }) => `${method} ${path}` === "POST /order/server_market/transaction")
    .length;
}

describe("an order", () => {
  // Guarantee: a transaction that was cancelled for want of throughput took no effect and is tried again, so that a
  // busy table costs some milliseconds and neither the order nor a second one.
  test.each([
    ["throttled", cancelled("None", "ThrottlingError")],
    ["beyond the table's throughput", cancelled("ProvisionedThroughputExceeded", "None")],
    ["in the way of another", cancelled("None", "TransactionConflict")],
  ])("whose transactions are %s a few times is placed, once", async (_, error) => {
    await matched();
    aws.fail(TransactWriteCommand, { error, times: 3 });
    await order();
    expect(aws.met()).toBe(3);
    expect(await match()).toMatchObject({ state: "placed" });
    expect([await bought(), await orderRequests()]).toEqual([1, 1]);
  });

  // Guarantee: while `sending` can't be written nothing leaves, and what was reserved comes back or is bought later, once.
  test.each([
    ["is throttled", cancelled("ThrottlingError", "None", "None", "None"), "before"],
    ["is not answered", unanswered(), "before"],
    ["took effect, and its reply was lost", unanswered(), "after"],
  ] as const)("whose last gate %s sends nothing", async (_, error, when) => {
    await matched();
    aws.fail(TransactWriteCommand, { error, when, about: SENDING });
    await expect(order()).rejects.toThrow();
    expect([await bought(), await orderRequests()]).toEqual([0, 0]);
    aws.heal();
    await settleAll(w, time, ACCOUNT);
    expect(await orderRequests()).toBeLessThanOrEqual(1);
    expect(await bought()).toBe(await orderRequests());
    expect(await budget()).toBe(rule.budget);
  });

  // Guarantee: once the request has left, no failure of the table sends it again; what the provider said is found again.
  test.each([
    ["throttled", cancelled("ThrottlingError")],
    ["not answered", unanswered()],
  ])("whose booking is %s is one order, and the customer sees it", async (_, error) => {
    await matched();
    aws.fail(TransactWriteCommand, { error, about: '"placed"' });
    await order().catch(() => undefined);
    expect(await orderRequests()).toBe(1);
    aws.heal();
    await settleAll(w, time, ACCOUNT);
    expect([await bought(), await orderRequests()]).toEqual([1, 1]);
    expect(await w.snipes(ACCOUNT)).toHaveLength(1);
    expect(await budget()).toBe(rule.budget);
  });

  // Guarantee: a read that fails decides nothing. The message comes again, and the order is placed once.
  test.each([
    ["throttled", throttled()],
    ["not answered", unanswered()],
  ])("whose reads are %s is placed when its message comes again", async (_, error) => {
    await matched();
    aws.fail(GetCommand, { error });
    await expect(order()).rejects.toThrow(error.message);
    expect(await orderRequests()).toBe(0);
    aws.heal();
    await order();
    expect([await bought(), await orderRequests()]).toEqual([1, 1]);
  });

  // Guarantee: a key service that refuses opens nothing and sends nothing; the credentials stay proven, since it says
  // nothing of them, and the order is placed once it opens again.
  test.each([
    ["throttled", tooMany()],
    ["disabled", disabled()],
    ["not answered", unanswered()],
  ])("whose key is %s waits, with good credentials", async (_, error) => {
    await matched();
    aws.fail(DecryptCommand, { error });
    await expect(order()).rejects.toThrow(error.message);
    expect(await orderRequests()).toBe(0);
    expect(await Connection.find(w.ctx.table, ACCOUNT, "hetzner")).toMatchObject({
      status: "VERIFIED",
      proven: true,
    });
    aws.heal();
    time.advance(16); // whoever reserved it is given up
    await order();
    expect(await match()).toMatchObject({ state: "placed" });
    expect([await bought(), await orderRequests()]).toEqual([1, 1]);
  });

  // Guarantee: with the key disabled for longer than a match may wait, nothing is bought late: the budget comes back and
  // the customer reads why.
  test("whose key stays disabled ends as not sent", async () => {
    await matched();
    aws.fail(DecryptCommand, {
      error: disabled(),
    });
    await expect(order()).rejects.toThrow();
    time.advance(600);
    await order();
    expect(await match()).toMatchObject({ state: "not_sent", failure: { cause: "stale" } });
    expect(await Rule.find(w.ctx.table, ACCOUNT, rule.id)).toMatchObject({ left: rule.budget, reserved: 0 });
    expect(await orderRequests()).toBe(0);
  });
});

describe("a scan", () => {
  // Guarantee: a match whose message SQS refuses is not lost: it stays due, and reconciliation has it bought.
  test.each([
    ["refuses", Object.assign(new Error("ServiceUnavailable"), { name: "ServiceUnavailable" })],
    ["does not answer", unanswered()],
  ])("whose queue %s has recorded the match all the same", async (_, error) => {
    aws.fail(SendMessageBatchCommand, { error });
    await matched();
    expect(await match()).toMatchObject({ state: "matched" });
    aws.heal();
    time.advance(61);
    await reconcile(w.ctx, () => adapter);
    await order();
    expect([await bought(), await orderRequests()]).toEqual([1, 1]);
  });

  // Guarantee: a scan that could not record a match finds it again in its next reading.
  test.each([
    ["throttled", cancelled("ThrottlingError")],
    ["not answered", unanswered()],
  ])("whose writes are %s loses no match", async (_, error) => {
    aws.fail(TransactWriteCommand, { error, times: 8 });
    await w.scan().catch(() => undefined);
    aws.heal();
    await matched();
    expect(await match()).toMatchObject({ state: "matched" });
  });
});

describe("reconciliation", () => {
  // Guarantee: an order of unknown outcome is settled by what the provider says, however often the table refuses on the
  // way; it is never sent again meanwhile.
  test.each([
    ["reads that are throttled", QueryCommand, throttled()],
    ["writes that are throttled", TransactWriteCommand, cancelled("ThrottlingError")],
    ["writes that are not answered", TransactWriteCommand, unanswered()],
    ["reads that are not answered", GetCommand, unanswered()],
  ] as const)("gets over %s", async (_, command, error) => {
    await matched();
    const route = "POST /order/server_market/transaction";
    await control(w.simulator.controlUrl, "POST", "/faults", { route, kind: "reset", when: "after" });
    aws.fail(TransactWriteCommand, { error: unanswered(), about: '"unknown"' });
    await order().catch(() => undefined);
    aws.heal();
    time.advance(61);
    aws.fail(command, { error });
    await reconcile(w.ctx, () => adapter).catch(() => undefined);
    expect(await orderRequests()).toBe(1);
    aws.heal();
    await settleAll(w, time, ACCOUNT);
    expect([await bought(), await orderRequests()]).toEqual([1, 1]);
    expect(await match()).toMatchObject({ state: "reconciled_placed" });
  });

  // Guarantee: one order whose row can't be written holds up no other.
  test("brings on the others where one fails", async () => {
    await matched();
    aws.fail(TransactWriteCommand, { error: unanswered(), about: matchId });
    await buyingRule(w.ctx, "bob");
    await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "bob");
    await control(w.simulator.controlUrl, "POST", "/stock", {});
    await w.scan();
    time.advance(61);
    await expect(reconcile(w.ctx, () => adapter)).resolves.toBeUndefined();
    expect(await w.matches("bob")).toMatchObject([{ state: "matched" }]);
  });
});

describe("a check of credentials", () => {
  async function saved() {
    const { user, password } = credentials();
    await control(w.simulator.controlUrl, "POST", "/accounts", { user, password });
    const login = { username: new Secret(user), password: new Secret(password) };
    const { id, version } = await saveConnection(w.ctx, "bob", adapter.descriptor, login);
    return { v: 1, accountId: "bob", provider: "hetzner", connectionId: id, version } as const;
  }
  const status = async () => (await Connection.find(w.ctx.table, "bob", "hetzner"))?.status;

  // Guarantee: a key service or a table that fails says nothing of the customer's password: the check waits, and ends
  // well once they answer. No login is tried meanwhile.
  test.each([
    ["the key is throttled", DecryptCommand, tooMany()],
    ["the key is disabled", DecryptCommand, disabled()],
    ["the table is throttled", GetCommand, throttled()],
    ["the table does not answer", GetCommand, unanswered()],
  ] as const)("waits where %s", async (_, command, error) => {
    const check = await saved();
    aws.fail(command, { error });
    await expect(verifyConnection(w.ctx, () => adapter, check)).rejects.toThrow(error.message);
    aws.heal();
    expect(await status()).toBe("VERIFYING");
    expect(await verifyConnection(w.ctx, () => adapter, check)).toEqual({ done: true });
    expect(await status()).toBe("VERIFIED");
  });

  // Guarantee: what the provider said is not lost with a write that fails: the message comes again, and asks again.
  test("whose outcome can't be written is made again", async () => {
    const check = await saved();
    aws.fail(UpdateCommand, { error: throttled(), about: "VERIFIED" });
    await expect(verifyConnection(w.ctx, () => adapter, check)).rejects.toThrow();
    aws.heal();
    await verifyConnection(w.ctx, () => adapter, check);
    expect(await status()).toBe("VERIFIED");
  });

  // Guarantee: credentials are saved though SQS refuses the message of their check, and reconciliation asks for it.
  test("whose message SQS refuses is asked for again", async () => {
    aws.fail(SendMessageCommand, { error: unanswered() });
    const check = await saved();
    expect(await status()).toBe("VERIFYING");
    aws.heal();
    time.advance(61);
    await republishChecks(w.ctx);
    await verifyConnection(w.ctx, () => adapter, check);
    expect(await status()).toBe("VERIFIED");
  });
});
