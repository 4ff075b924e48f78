// Guarantee: an order that is called off, or answered late, gives back its place and its budget once, and takes them
// once.

import type { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { settleLate } from "@cloudco/core/order/late";
import type { Drafted } from "@cloudco/core/provider/provider";
import { pauseRule, removeRule } from "@cloudco/core/rule/edit";
import type { Rule } from "@cloudco/core/rule/rule";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { Table } from "@cloudco/core/table/table";
import { around } from "@cloudco/providers/around";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import { hetzner } from "@cloudco/providers/test/hetzner/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";

let time: Clock;
let w: FixtureWorld;
afterEach(() => w.close());

const ruleOf = async ({ id }: Pick<Rule.Info, "id">) => await w.rule(ACCOUNT, id);
const buy = async (rule: Rule.Info) => {
  await w.scan();
  await w.order(await w.match(rule));
  return await w.match(rule);
};

/** Has something happen once the order has left, and before its answer comes. */
function sendingOf(drafted: unknown, happens: () => Promise<unknown>): void {
  const draft = drafted as Drafted;
  if (!draft.ok) return;
  const { send } = draft;
  draft.send = async (...args) => {
    const outcome = await send(...args);
    await happens();
    return outcome;
  };
}

/** The rule may buy again, with all its budget, and its owner is told what became of the order. */
async function expectGivenBack(rule: Rule.Info): Promise<void> {
  expect(await ruleOf(rule)).toMatchObject({
    status: "active",
    left: rule.budget,
    committed: 0,
    rent: 0,
    placesLeft: 1,
  });
  expect(await w.match(rule)).toMatchObject({ state: "cancelled", failure: { cause: "refused" } });
  expect(await w.snipes(ACCOUNT)).toMatchObject([
    { server: { state: "cancelled" }, failure: { message: expect.stringContaining("called it off") } },
  ]);
  expectWhole(await books(w.ctx.table, ACCOUNT));
}

describe("an order that was placed", () => {
  beforeEach(async () => {
    time = clock();
    w = await fixtureWorld(hetzner, time);
    await w.connect(ACCOUNT);
    await w.at.control("PUT", "/settings", { readyAfterSeconds: 1_000_000 });
  });

  const refresh = async (state: "cancelled" | null) => {
    time.advance(130);
    const adapter = {
      ...w.adapter,
      find: async (...args: Parameters<typeof w.adapter.find>) => {
        const found = await w.adapter.find(...args);
        if (state === null) return { kind: "absent" as const };
        return found.kind === "found" ? { ...found, server: { ...found.server, state } } : found;
      },
    };
    await refreshSnipes(w.ctx, () => adapter);
  };

  // Guarantee: a place comes back, and nothing goes round for ever, though the machine is claimed by another match by now.
  test("and is called off after another match has claimed its machine gives its place back", async () => {
    const rule = await w.wish(ACCOUNT);
    const { claim } = await buy(rule);
    await Table.update(
      w.ctx.table,
      { pk: `CLAIM#${claim}`, sk: "CLAIM" },
      { expression: "SET #matchId = :other", values: { ":other": "another" } },
    );
    await refresh("cancelled");
    expect(await ruleOf(rule)).toMatchObject({ status: "active", committed: 0, placesLeft: 1 });
    expect(await w.holder(await w.match(rule))).toBe("another");
  });

  // Guarantee: what the provider itself calls off gives its budget and its place back, once, and says why.
  test("and is called off by the provider gives its budget and its place back", async () => {
    const rule = await w.wish(ACCOUNT);
    expect(await buy(rule)).toMatchObject({ state: "placed" });
    expect(await ruleOf(rule)).toMatchObject({ status: "completed", placesLeft: 0 });
    await refresh("cancelled");
    await refresh("cancelled");
    await expectGivenBack(rule);
  });

  // Guarantee: a rule that its owner has paused or deleted buys no other, though the one that had left is called off.
  test.each([
    ["paused", pauseRule],
    ["deleted", removeRule],
  ])("and is called off after its rule was %s is not replaced", async (_, end) => {
    const rule = await w.wish(ACCOUNT);
    await w.scan();
    const adapter = around(w.adapter, async (method, call) => {
      const result = await call();
      if (method === "draft") sendingOf(result, () => end(w.ctx, ACCOUNT, rule.id));
      return result;
    });
    const { accountId, id } = await w.match(rule);
    await execute(w.ctx, () => adapter, { v: 1, accountId, matchId: id });
    expect(await ruleOf(rule)).toMatchObject({ status: "completed", placesLeft: 0 });
    await refresh("cancelled");
    expect(await ruleOf(rule)).toMatchObject({ status: "paused", left: rule.budget, placesLeft: 1 });
  });

  // Guarantee: that it is not to be found, or takes long, frees nothing.
  test("and is not to be found stays bought, however long", async () => {
    const rule = await w.wish(ACCOUNT);
    await buy(rule);
    for (let day = 0; day < 5; day++) {
      time.advance(86_400);
      await refresh(null);
    }
    expect(await ruleOf(rule)).toMatchObject({ status: "completed", left: rule.budget - 4_300 });
    expect(await w.match(rule)).toMatchObject({ state: "placed" });
  });
});

// Guarantee: a 202 is no success. Where DigitalOcean could not make the Droplet the budget and the place come back, once,
// and the customer is told; whether the answer was read or lost.
test.each([true, false])(
  "a Droplet that could not be made gives back budget and place: %s",
  async (isRead) => {
    time = clock();
    w = await fixtureWorld(droplet, time);
    await w.connect(ACCOUNT);
    await w.at.control("PUT", "/settings", { createEnds: "errored", readyAfterSeconds: 600 });
    if (!isRead) await w.at.fault(w.at.spending, { kind: "reset", when: "after" });
    const rule = await w.wish(ACCOUNT);
    await buy(rule);
    if (!isRead) await settleAll(w, time, ACCOUNT);
    expect(await ruleOf(rule)).toMatchObject({ status: "completed", placesLeft: 0 });
    const refresh = async () => {
      time.advance(130);
      await refreshSnipes(w.ctx, () => w.adapter);
    };
    await refresh();
    expect(await w.snipes(ACCOUNT)).toMatchObject([{ server: { state: "provisioning" } }]);
    await w.at.advance(600);
    await refresh();
    await refresh();
    await expectGivenBack(rule);
  },
);

describe("an answer that comes late", () => {
  const placed = (reference: string) => ({
    reference,
    server: { id: reference, ipv4: null, state: "provisioning" as const },
  });
  beforeEach(async () => {
    time = clock();
    w = await fixtureWorld(droplet, time);
    await w.connect(ACCOUNT);
  });

  /** An order whose request never arrived, as it was sent. */
  async function lost(rule: Rule.Info): Promise<Match.Info> {
    await w.at.fault(w.at.spending, { kind: "reset", when: "before" });
    const sent = await buy(rule);
    expect(sent).toMatchObject({ state: "unknown" });
    return sent;
  }

  // Guarantee: the provider's own "placed" settles an unknown order.
  test("settles what is unknown", async () => {
    const rule = await w.wish(ACCOUNT);
    await settleLate(w.ctx, await lost(rule), placed("7"));
    expect(await w.match(rule)).toMatchObject({ state: "placed", reference: "7" });
    expect(await ruleOf(rule)).toMatchObject({ status: "completed" });
    expect(await w.snipes(ACCOUNT)).toMatchObject([{ reference: "7" }]);
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });

  // Guarantee: it is stored, takes a place and budget, and stops the rule, also where absence was proven meanwhile; once.
  test("is stored after absence was proven, and pauses the rule", async () => {
    const rule = await w.wish(ACCOUNT);
    const sent = await lost(rule);
    await settleAll(w, time, ACCOUNT);
    expect(await w.match(rule)).toMatchObject({ state: "reconciled_absent" });
    await settleLate(w.ctx, sent, placed("7"));
    await settleLate(w.ctx, sent, placed("7"));
    expect(await w.match(rule)).toMatchObject({ state: "placed", reference: "7" });
    const after = await ruleOf(rule);
    expect(after).toMatchObject({ status: "paused", placesLeft: 0, committed: sent.amount, reserved: 0 });
    expect(await w.snipes(ACCOUNT)).toHaveLength(1);
    expectWhole(await books(w.ctx.table, ACCOUNT));
    await pauseRule(w.ctx, ACCOUNT, rule.id);
    await w.scan();
    expect(await w.at.requests(w.at.spending)).toBe(1);
  });
});

// Guarantee: each place is bought at most once, and the last completes the rule.
test("a rule for three buys three, one after the other", async () => {
  time = clock();
  w = await fixtureWorld(droplet, time);
  await w.connect(ACCOUNT);
  const listing = await w.at.listing();
  const budget = 4 * (listing.price.monthly.net + listing.price.setup.net);
  const rule = await w.wish(ACCOUNT, { quantity: 3, budget });
  for (let round = 0; round < 6; round++) {
    await w.scan();
    for (const match of await w.matches(ACCOUNT)) await w.order(match);
    time.advance(5);
  }
  expect(await w.at.orders()).toHaveLength(3);
  expect(await w.snipes(ACCOUNT)).toHaveLength(3);
  expect(await ruleOf(rule)).toMatchObject({ status: "completed", placesLeft: 0, left: budget / 4 });
  expectWhole(await books(w.ctx.table, ACCOUNT));
});
