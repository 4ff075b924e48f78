// Guarantee: an order that goes through after another took its place is counted, so that a rule never buys one more
// than it may.

import type { Match } from "@cloudco/core/match/match";
import { settleLate } from "@cloudco/core/order/late";
import { editRule, resumeRule } from "@cloudco/core/rule/edit";
import type { Rule } from "@cloudco/core/rule/rule";
import { callOff } from "@cloudco/core/snipe/call-off";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";

const ACCOUNT = "ada";

let time: Clock;
let w: FixtureWorld;
beforeEach(async () => {
  time = clock();
  w = await fixtureWorld(droplet, time);
  await w.connect(ACCOUNT);
});
afterEach(() => w.close());

const buy = async (rule: Rule.Info): Promise<Match.Info> => {
  await w.scan();
  await w.order(await w.match(rule));
  return await w.match(rule);
};

// Guarantee: an order that goes through after another took its place gives the rule neither room nor money for a third.
test("an order that goes through beside another is owed by its rule", async () => {
  const { price } = await w.at.listing();
  const due = price.monthly.net + price.setup.net;
  const rule = await w.wish(ACCOUNT, { budget: due });
  await w.at.fault(w.at.spending, { kind: "reset", when: "before" });
  const sent = await buy(rule);
  await settleAll(w, time, ACCOUNT);
  expect(await w.match(rule)).toMatchObject({ state: "reconciled_absent" });
  expect(await buy(rule)).toMatchObject({ state: "placed", attempt: 2 });
  const server = { id: "7", ipv4: null, state: "provisioning" as const };
  await settleLate(w.ctx, sent, { reference: "7", server });
  await settleLate(w.ctx, sent, { reference: "7", server });
  const owed = { placesLeft: -1, left: -due, committed: 2 * due, reserved: 0, budget: due, quantity: 1 };
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ ...owed, status: "completed" });
  expect(await w.snipes(ACCOUNT)).toHaveLength(2);
  expect(await resumeRule(w.ctx, ACCOUNT, rule.id)).toEqual({ refused: "completed" });
  expect(await editRule(w.ctx, [w.adapter.descriptor], ACCOUNT, rule.id, { quantity: 2 })).toEqual({
    refused: "completed",
  });
  const late = (await w.snipes(ACCOUNT)).find(({ reference }) => reference === "7");
  if (late) await callOff(w.ctx, late, { ...server, state: "cancelled" });
  const paid = { placesLeft: 0, left: 0, committed: due, budget: due, status: "completed" };
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject(paid);
  await w.scan();
  expect(await w.at.orders()).toHaveLength(1);
});

// Guarantee: what a rule owes is paid back before it buys again, and keeps nobody from changing the rest.
test("a rule that was paused for it can be changed, and buys once it has room again", async () => {
  const { price } = await w.at.listing();
  const due = price.monthly.net + price.setup.net;
  const rule = await w.wish(ACCOUNT, { budget: due });
  await w.at.fault(w.at.spending, { kind: "reset", when: "before" });
  const sent = await buy(rule);
  await settleAll(w, time, ACCOUNT);
  const server = { id: "7", ipv4: null, state: "provisioning" as const };
  await settleLate(w.ctx, { ...sent, amount: due + 100 }, { reference: "7", server });
  expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "paused", placesLeft: 0, left: -100 });
  const edit = (changes: Rule.Changes) => editRule(w.ctx, [w.adapter.descriptor], ACCOUNT, rule.id, changes);
  expect(await edit({ name: "another" })).toMatchObject({ rule: { name: "another" } });
  expect(await edit({ budget: due - 1 })).toEqual({ refused: "budget" });
  expect(await resumeRule(w.ctx, ACCOUNT, rule.id)).toEqual({ refused: "completed" });
  expect(await edit({ quantity: 2 })).toMatchObject({ rule: { placesLeft: 1 } });
  expect(await resumeRule(w.ctx, ACCOUNT, rule.id)).toMatchObject({ rule: { status: "active" } });
  await w.scan();
  expect(await w.at.orders()).toHaveLength(0);
  expect(await edit({ budget: 2 * due + 100 })).toMatchObject({ rule: { left: due } });
  expect(await buy(rule)).toMatchObject({ state: "placed" });
});
