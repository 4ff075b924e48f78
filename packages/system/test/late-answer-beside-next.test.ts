// Guarantee: an order that goes through late calls off what its rule has not sent since, so that it is not bought twice,
// and leaves to others what they have claimed.

import type { Match } from "@cloudco/core/match/match";
import { recordMatch } from "@cloudco/core/match/record";
import type { Listing } from "@cloudco/core/offer/offer";
import { settleLate } from "@cloudco/core/order/late";
import { pauseRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { callOff } from "@cloudco/core/snipe/call-off";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { around } from "@cloudco/providers/around";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import type { Fixture } from "@cloudco/providers/test/fixture";
import { hetzner } from "@cloudco/providers/test/hetzner/fixture";
import { eu } from "@cloudco/providers/test/ovh/fixture";
import { afterEach, describe, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";
const PLACED = { reference: "7", server: { id: "7", ipv4: null, state: "provisioning" as const } };

let time: Clock;
let w: FixtureWorld;
afterEach(() => w.close());

const ruleOf = async ({ ruleId }: Match.Info): Promise<Rule.Info> => {
  const rule = await w.rule(ACCOUNT, ruleId);
  if (!rule) throw new Error("The rule is gone.");
  return rule;
};
const matchOf = async (id: string) => (await w.matches(ACCOUNT)).find((match) => match.id === id);
const references = async () => (await w.snipes(ACCOUNT)).map(({ reference }) => reference);

/** An order whose request seems lost and is proven absent, as it was sent. */
async function lost(fixture: Fixture): Promise<Match.Info> {
  time = clock();
  w = await fixtureWorld(fixture, time);
  await w.connect(ACCOUNT);
  const rule = await w.wish(ACCOUNT);
  await w.at.fault(w.at.spending, { kind: "reset", when: "before" });
  await w.scan();
  await w.order(await w.match(rule));
  const sent = await w.match(rule);
  expect(sent).toMatchObject({ state: "unknown" });
  await settleAll(w, time, ACCOUNT);
  expect(await w.match(rule)).toMatchObject({ state: "reconciled_absent" });
  return sent;
}

/** The rule's next order, and what comes in while it is reserved and not sent. */
async function orderWhile(match: Match.Info, happens: () => Promise<unknown>): Promise<void> {
  const held = around(w.adapter, async (method, call) => {
    const result = await call();
    if (method === "quote") await happens();
    return result;
  });
  await w.order(match, held);
}

async function next(sent: Match.Info, changes: (listing: Listing) => Partial<Listing>): Promise<Match.Info> {
  const listing = { ...sent.listing, ...changes(sent.listing) };
  const recorded = await recordMatch(w.ctx, await ruleOf(sent), listing);
  const match = recorded.kind === "recorded" ? await matchOf(recorded.matchId) : null;
  if (!match) throw new Error(`${recorded.kind}: there is no other match.`);
  return match;
}

const cheaper = ({ price }: Listing) => {
  const monthly = { ...price.monthly, net: price.monthly.net - 1 };
  return { price: { ...price, monthly } };
};

describe("while the rule's next order is reserved", () => {
  test.each([
    { name: "the same machine at another price", fixture: hetzner, change: cheaper, holder: "next" },
    { name: "another machine", fixture: hetzner, change: () => ({ id: "999999" }), holder: null },
    { name: "the same plan at another price", fixture: eu, change: cheaper, holder: null },
    { name: "what nobody claims", fixture: droplet, change: cheaper, holder: null },
  ])("of $name: it is not sent, and the rule is paused with its budget whole", async (kind) => {
    const sent = await lost(kind.fixture);
    const other = await next(sent, kind.change);
    await orderWhile(other, () => settleLate(w.ctx, sent, PLACED));
    expect(await matchOf(sent.id)).toMatchObject({ state: "placed", reference: "7" });
    const after = await matchOf(other.id);
    expect(after).toMatchObject({ state: "not_sent", failure: { cause: "rule" } });
    expect(await ruleOf(sent)).toMatchObject({
      status: "paused",
      placesLeft: 0,
      reserved: 0,
      committed: sent.amount,
    });
    expect(after && (await w.holder(after))).toBe(kind.holder === "next" ? other.id : null);
    expect(await references()).toEqual(["7"]);
    expect(await w.at.requests(w.at.spending)).toBe(1);
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });

  test("for the very match that was sent before: it is not sent again", async () => {
    const sent = await lost(droplet);
    await w.scan();
    const again = await matchOf(sent.id);
    expect(again).toMatchObject({ state: "matched", attempt: 2 });
    await orderWhile(sent, () => settleLate(w.ctx, sent, PLACED));
    expect(await matchOf(sent.id)).toMatchObject({ state: "placed", reference: "7", amount: sent.amount });
    expect(await w.at.requests(w.at.spending)).toBe(1);
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });
});

// What has left can't be called back: it is owed, so that no third is bought when one of the two is called off.
test("while the rule's next order is on its way: both are counted, and one that is called off is not replaced", async () => {
  const sent = await lost(droplet);
  const other = await next(sent, cheaper);
  const onItsWay = around(w.adapter, async (method, call) => {
    if (method === "order") await settleLate(w.ctx, sent, PLACED);
    return await call();
  });
  const quote = async () => ({ ok: true as const, listing: other.listing });
  await w.order(other, { ...onItsWay, quote });
  expect(await matchOf(other.id)).toMatchObject({ state: "placed" });
  expect(await references()).toHaveLength(2);
  expect(await ruleOf(sent)).toMatchObject({ placesLeft: -1, placements: 2, reserved: 0 });
  expectWhole(await books(w.ctx.table, ACCOUNT));
  const late = (await w.snipes(ACCOUNT)).find(({ reference }) => reference === "7");
  if (late) await callOff(w.ctx, late, { ...PLACED.server, state: "cancelled" });
  expect(await ruleOf(sent)).toMatchObject({
    status: "completed",
    placesLeft: 0,
    committed: sent.amount - 1,
  });
  time.advance(3600);
  await w.scan();
  await settleAll(w, time, ACCOUNT);
  expect(await w.at.orders()).toHaveLength(1);
});

describe("in any case", () => {
  test.each([hetzner, eu, droplet])(
    "$name: the order is known, and nobody else's claim is touched",
    async (fixture) => {
      const sent = await lost(fixture);
      await settleLate(w.ctx, sent, PLACED);
      expect(await references()).toEqual(["7"]);
      expect(await ruleOf(sent)).toMatchObject({ status: "paused", committed: sent.amount });
      expect(await w.holder(sent)).toBeNull();
    },
  );

  test("a rule that is changed at the same moment is paused and charged once", async () => {
    const sent = await lost(droplet);
    let meddled = false;
    const meddling = intercepted(w.ctx, async (command, send) => {
      if (command.constructor.name === "TransactWriteCommand" && !meddled) {
        meddled = true;
        await pauseRule(w.ctx, ACCOUNT, sent.ruleId);
      }
      return await send();
    });
    await settleLate(meddling, sent, PLACED);
    expect(meddled).toBe(true);
    expect(await ruleOf(sent)).toMatchObject({ status: "paused", committed: sent.amount, placements: 1 });
    expect(await references()).toEqual(["7"]);
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });

  test("a server is recorded though nothing is left of its rule", async () => {
    const sent = await lost(droplet);
    await Table.transact(w.ctx.table, [{ delete: Rule.key(ACCOUNT, sent.ruleId) }]);
    await settleLate(w.ctx, sent, PLACED);
    expect(await references()).toEqual(["7"]);
    expect(await matchOf(sent.id)).toMatchObject({ state: "placed", reference: "7" });
  });
});
