// Guarantee: whatever the provider answers to an order, and whoever settled it meanwhile, it is booked once and as the
// provider says.

import { Connection } from "@cloudco/core/connection/connection";
import type { Match } from "@cloudco/core/match/match";
import { reconcile } from "@cloudco/core/order/reconcile";
import { settleFailed, settlePlaced } from "@cloudco/core/order/settle";
import type { OrderOutcome } from "@cloudco/core/provider/provider";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { around } from "@cloudco/providers/around";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import { eu } from "@cloudco/providers/test/ovh/fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";

let time: Clock;
let w: FixtureWorld;
let rule: Rule.Info;
beforeEach(() => open(droplet));
afterEach(() => w.close());

async function open(fixture: typeof droplet): Promise<void> {
  time = clock();
  w = await fixtureWorld(fixture, time);
  await w.connect(ACCOUNT);
  rule = await w.wish(ACCOUNT);
  await w.scan();
}

/** The rule's order, with something of ours around the request that spends. */
async function order(
  sending: (send: () => Promise<OrderOutcome>) => Promise<OrderOutcome>,
): Promise<Match.Info> {
  const by = around(w.adapter, async (method, call) =>
    method === "order" ? ((await sending(call as () => Promise<OrderOutcome>)) as never) : await call(),
  );
  await w.order(await w.match(rule), by);
  return await w.match(rule);
}

/** Longer than anybody waits for an answer: others take the order for unknown. */
async function oversleep(): Promise<void> {
  time.advance(40);
  await reconcile(w.ctx, () => w.adapter);
}

test("taken and called off in one answer: nothing is bought, and the budget is whole", async () => {
  const match = await order(async (send) => {
    const outcome = await send();
    if (outcome.kind !== "placed") throw new Error(outcome.kind);
    return { ...outcome, server: { ...outcome.server, state: "cancelled" } };
  });
  expect(match).toMatchObject({ state: "rejected", failure: { cause: "refused" } });
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "active", left: rule.budget, reserved: 0 });
  expect(await w.snipes(ACCOUNT)).toEqual([]);
  expectWhole(await books(w.ctx.table, ACCOUNT));
});

// The password was changed between the draft and the request.
test("refused because of the credentials: nothing is bought, and nobody uses them any more", async () => {
  const match = await order(async () => ({
    kind: "rejected",
    cause: "credentials",
    message: "The token is not valid any more.",
  }));
  expect(match).toMatchObject({ state: "rejected", failure: { cause: "credentials" } });
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ left: rule.budget, reserved: 0 });
  const connection = await Connection.find(w.ctx.table, ACCOUNT, "digitalocean");
  expect(connection).toMatchObject({ status: "ERROR", failure: { cause: "credentials" } });
  expect(connection?.proven).toBeFalsy();
});

test("placed, after others took it for unknown: it is bought, once", async () => {
  const match = await order(async (send) => {
    const outcome = await send();
    await oversleep();
    expect(await w.match(rule)).toMatchObject({ state: "unknown" });
    return outcome;
  });
  expect(match).toMatchObject({ state: "placed" });
  await settleAll(w, time, ACCOUNT);
  expect(await w.snipes(ACCOUNT)).toHaveLength(1);
  expect(await w.at.orders()).toHaveLength(1);
  expectWhole(await books(w.ctx.table, ACCOUNT));
});

test("unknown, after others found it: it stays found", async () => {
  await w.at.fault(w.at.spending, { kind: "reset", when: "after" });
  const match = await order(async (send) => {
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: "unknown" });
    await oversleep();
    await oversleep();
    expect(await w.match(rule)).toMatchObject({ state: "reconciled_placed" });
    return outcome;
  });
  expect(match).toMatchObject({ state: "reconciled_placed", failure: null });
  expect(await w.snipes(ACCOUNT)).toHaveLength(1);
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "completed" });
});

// What failed for the account's sake fails so for every order of it.
test("unknown because it could not be paid, and absent: the rule and the account's other orders wait for hours", async () => {
  await order(async () => ({ kind: "unknown", cause: "payment", message: "The card was refused." }));
  await settleAll(w, time, ACCOUNT);
  const failure = { cause: "payment", message: "The card was refused." };
  const match = await w.match(rule);
  expect(match).toMatchObject({ state: "reconciled_absent", failure });
  const later = time.now() + 5 * 3_600_000;
  const after = await w.rule(ACCOUNT, rule.id);
  expect(after).toMatchObject({ status: "active", left: rule.budget });
  expect(after?.evaluateAt).toBeGreaterThan(later);
  const connection = await Connection.find(w.ctx.table, ACCOUNT, "digitalocean");
  expect(connection && Connection.whyHeld(connection, later)).toMatchObject({ cause: "payment" });
});

// The row that tells whose orders are known goes after a month. What it no longer tells holds nobody up.
test("lost, and the row of its claim is gone: it is found all the same", async () => {
  await w.close();
  await open(eu);
  await w.at.fault(w.at.spending, { kind: "reset", when: "after" });
  const match = await order(async (send) => {
    const outcome = await send();
    const { claim } = await w.match(rule);
    await Table.transact(w.ctx.table, [{ delete: { pk: `CLAIM#${claim}`, sk: "CLAIM" } }]);
    return outcome;
  });
  expect(match.claim).toBeTruthy();
  await settleAll(w, time, ACCOUNT);
  expect(await w.match(rule)).toMatchObject({ state: "reconciled_placed" });
  expect(await w.at.orders()).toHaveLength(1);
});

test("settled for a rule of which nothing is left: nothing is half written, and whoever asks is told", async () => {
  const match = await order(async () => ({ kind: "unknown", cause: "timeout", message: "No answer." }));
  await Table.transact(w.ctx.table, [{ delete: Rule.key(ACCOUNT, rule.id) }]);
  const server = { id: "7", ipv4: null, state: "provisioning" as const };
  expect(await settlePlaced(w.ctx, match, { reference: "7", server }, "reconciled_placed")).toBe(false);
  const absent = { cause: "absent" as const, message: "Nothing was ordered." };
  expect(await settleFailed(w.ctx, match, absent, "reconciled_absent")).toBe(false);
  expect(await w.match(rule)).toMatchObject({ state: "unknown" });
  expect(await w.snipes(ACCOUNT)).toEqual([]);
});
