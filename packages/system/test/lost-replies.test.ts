// Guarantee: whatever request or reply is lost, at every provider there is one order, one server, and one price
// spent.

import { commitment } from "@cloudco/core/rule/satisfies";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import { hetzner } from "@cloudco/providers/test/hetzner/fixture";
import * as ovh from "@cloudco/providers/test/ovh/fixture";
import { instance } from "@cloudco/providers/test/vultr/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type FixtureWorld, fixtureWorld, impatient } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";

describe.each([hetzner, ovh.eu, ovh.ca, droplet, instance])("$name", (fixture) => {
  const { visibleWithinSeconds } = fixture.adapter.descriptor;
  let time: Clock;
  let w: FixtureWorld;
  let rule: Awaited<ReturnType<FixtureWorld["wish"]>>;

  beforeEach(async () => {
    time = clock();
    w = await fixtureWorld(fixture, time);
    await w.connect(ACCOUNT);
    rule = await w.wish(ACCOUNT);
    await w.scan();
  });
  afterEach(() => w.close());

  const match = () => w.match(rule);

  /** Sends the order, whose reply is lost. */
  async function lose(fault: { kind: string }): Promise<void> {
    await w.at.fault(w.at.spending, fault);
    await w.order(await match(), fault.kind === "hang" ? impatient(w) : w.adapter);
  }

  // Guarantee: whatever became of the reply to an order that was accepted, there is one order at the provider, its
  // customer sees the server, its price is spent once, and nobody waits for what is settled.
  test.each([
    { kind: "reset", when: "after" },
    { kind: "hang", when: "after" },
    { kind: "truncate" },
    { kind: "not-json", when: "after" },
    { kind: "wrong-json", when: "after" },
    { kind: "status", status: 502, when: "after" },
  ])("accepted, and the reply lost by $kind: one server, found again", async (fault) => {
    await lose(fault);
    await settleAll(w, time, ACCOUNT);
    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await w.at.requests(w.at.spending)).toBe(1);
    expect(await w.at.orders()).toHaveLength(1);
    const { listing, ...bought } = await match();
    expect(bought).toMatchObject({ state: "reconciled_placed", attempt: 1 });
    const [snipe, ...others] = await w.snipes(ACCOUNT);
    expect(snipe).toMatchObject({ reconciled: true, reference: bought.reference, listing });
    expect(others).toEqual([]);
    const price = commitment(rule, listing);
    expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "completed", committed: price });
    expectWhole(await books(w.ctx.table, ACCOUNT));
    // One machine is sold once, so nobody else need try.
    expect(await w.holder({ listing, ...bought })).toBe(listing.unique ? bought.id : null);
  });

  // Guarantee: an order that never arrived is not repeated before the provider's records have proven that, and then the
  // rule goes on and buys one.
  test.each([
    { kind: "reset", when: "before" },
    { kind: "hang", when: "before" },
    { kind: "status", status: 502, when: "before" },
  ])("lost on its way by $kind: none bought, and the rule goes on once that is proven", async (fault) => {
    await lose(fault);
    expect(await match()).toMatchObject({ state: "unknown" });
    time.advance(visibleWithinSeconds - 30);
    await w.order(await match());
    expect(await match()).toMatchObject({ state: "unknown" });
    await settleAll(w, time, ACCOUNT);
    const absent = await match();
    expect(absent).toMatchObject({ state: "reconciled_absent" });
    expect(await w.at.requests(w.at.spending)).toBe(1);
    expect(await w.at.orders()).toEqual([]);
    expect(await w.snipes(ACCOUNT)).toEqual([]);
    expect(await w.holder(absent)).toBeNull();
    expect(await w.rule(ACCOUNT, rule.id)).toMatchObject({ status: "active", left: rule.budget });
    expectWhole(await books(w.ctx.table, ACCOUNT));

    await w.scan();
    await settleAll(w, time, ACCOUNT);
    expect(await match()).toMatchObject({ state: "placed", attempt: 2 });
    expect(await w.at.orders()).toHaveLength(1);
    expectWhole(await books(w.ctx.table, ACCOUNT));
  });
});
