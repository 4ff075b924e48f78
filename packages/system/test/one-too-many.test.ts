// Guarantee: who was told to wait does. A provider that refuses a call as one too many gets no other of its kind with these
// credentials before the time that it asked for, so that nobody is shut out; and an order that it refused was not placed,
// is not sent again, and buys one server once its rule is tried again.

import { Connection } from "@cloudco/core/connection/connection";
import { verifyAgain } from "@cloudco/core/connection/save";
import type { Match } from "@cloudco/core/match/match";
import { reconcile } from "@cloudco/core/order/reconcile";
import type { Adapter } from "@cloudco/core/provider/provider";
import type { Rule } from "@cloudco/core/rule/rule";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import type { Bench } from "@cloudco/providers/test/fixture";
import { hetzner } from "@cloudco/providers/test/hetzner/fixture";
import * as ovh from "@cloudco/providers/test/ovh/fixture";
import { instance } from "@cloudco/providers/test/vultr/fixture";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bought, bought } from "./kit/bought.ts";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { type BenchWorld, benchWorld } from "./kit/fixture-world.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";
const SECONDS = 600;
/** What is waited where the provider does not say how long. */
const UNTOLD = 60;

/** What each provider says to one request too many, in its own form; Robot does it with a 403. */
function refusal({ adapter }: Bench, seconds: number | null): object {
  const { id } = adapter.descriptor;
  if (id === "hetzner") {
    const interval = seconds === null ? {} : { interval: seconds };
    const error = { status: 403, code: "RATE_LIMIT_EXCEEDED", message: "rate limit exceeded", ...interval };
    return { kind: "body", times: 0, status: 403, body: JSON.stringify({ error }) };
  }
  const body = {
    digitalocean: { id: "too_many_requests", message: "API rate limit exceeded." },
    vultr: { error: "Too many requests.", status: 429 },
    "ovh-eu": { class: "Client::TooManyRequests", message: "Too many requests" },
    "ovh-ca": { class: "Client::TooManyRequests", message: "Too many requests" },
  }[id];
  const headers = seconds === null ? {} : { "retry-after": String(seconds) };
  return { kind: "body", times: 0, status: 429, body: JSON.stringify(body), headers };
}

/** How long that is; Vultr's limit is one of a second, and an hour is left to a rule whose provider does not say. */
const untold = (bench: Bench) =>
  ({ vultr: 1, digitalocean: UNTOLD, hetzner: UNTOLD, "ovh-eu": UNTOLD, "ovh-ca": UNTOLD })[
    bench.adapter.descriptor.id
  ];
const benches = [hetzner, ovh.eu, ovh.ca, droplet, instance];
const cases = benches.flatMap((bench) => [
  { name: `${bench.name}, told for how long`, bench, told: SECONDS, seconds: SECONDS },
  { name: `${bench.name}, not told for how long`, bench, told: null, seconds: untold(bench) },
]);

describe.each(cases)("$name", ({ bench, told, seconds }) => {
  let time: Clock;
  let w: BenchWorld;
  beforeEach(async () => {
    time = clock();
    w = await benchWorld(bench, time);
    await w.connect(ACCOUNT);
  });
  afterEach(() => w.close());

  const refuse = (route: string) => w.at.fault(route, refusal(bench, told));
  const allow = () => w.at.control("DELETE", "/faults");
  const orders = () => w.at.requests(w.at.spending);
  /** How many requests the work sends. */
  async function sent(work: () => Promise<unknown>): Promise<number> {
    const before = await w.at.requests();
    await work();
    return (await w.at.requests()) - before;
  }

  test("a check of credentials waits, and those that were proven stay so", async () => {
    const found = async () => {
      const connection = await Connection.find(w.ctx.table, ACCOUNT, bench.adapter.descriptor.id);
      if (!connection) throw new Error("There is no connection.");
      return connection;
    };
    const check = async () => {
      const { accountId, provider, id: connectionId, version } = await found();
      return await verifyConnection(w.ctx, () => w.adapter, {
        v: 1,
        accountId,
        provider,
        connectionId,
        version,
      });
    };
    await verifyAgain(w.ctx, ACCOUNT, bench.adapter.descriptor.id);
    await refuse("* *");
    expect(await check()).toEqual({ done: false, retryInSeconds: seconds });
    await allow();
    expect(await found()).toMatchObject({ status: "VERIFYING", proven: true, failure: null });
    expect((await found()).waitingUntil).toBeGreaterThan(time.now() + (seconds - 1) * 1000);
    await verifyAgain(w.ctx, ACCOUNT, bench.adapter.descriptor.id);
    if (seconds > 5) time.advance(seconds - 5);
    if (seconds > 5) expect(await sent(check)).toBe(0);
    time.advance(6);
    expect(await check()).toEqual({ done: true });
    expect(await found()).toMatchObject({ status: "VERIFIED", proven: true });
  });

  describe("an order", () => {
    let rules: Rule.Info[];
    /** So many rules, for each of which there is something to buy. */
    async function wish(count: number): Promise<void> {
      rules = [];
      for (let made = 0; made < count; made++) rules.push(await w.wish(ACCOUNT));
      if (count > 1 && bench === hetzner) await w.at.control("POST", "/stock", {});
      await w.scan();
    }
    const matches = () => Promise.all(rules.map((rule) => w.match(rule)));
    const order = async (index: number) => w.order((await matches())[index] as Match.Info);

    /** The rules are tried again once the time is over, and each of them buys one at most. */
    async function expectBought(sentSoFar: number): Promise<void> {
      await allow();
      time.advance(3_601);
      for (let round = 0; round < 4; round++) {
        await w.scan();
        await settleAll(w, time, ACCOUNT);
        time.advance(61);
        // What the rounds read would be too much for a second.
        await w.at.advance(1);
      }
      expect(await w.at.orders()).toHaveLength(rules.length);
      expect((await w.snipes(ACCOUNT)).map(({ ruleId }) => ruleId).sort()).toEqual(
        rules.map(({ id }) => id).sort(),
      );
      expect(await orders()).toBe(sentSoFar + rules.length);
      expectWhole(await books(w.ctx.table, ACCOUNT));
    }

    test("whose price can't be read is not sent, nor is the price of another read in time", async () => {
      await wish(2);
      await refuse("* *");
      await order(0);
      await allow();
      expect((await matches())[0]).toMatchObject({ state: "not_sent", failure: { cause: "rate_limited" } });
      if (seconds > 5) time.advance(Math.min(seconds - 5, 100));
      if (seconds > 5) expect(await sent(() => order(1))).toBe(0);
      expect(await orders()).toBe(0);
      await expectBought(0);
    });

    test("that is refused was not placed, is not sent again, and no other is sent in time", async () => {
      await wish(2);
      await refuse(w.at.spending);
      await order(0);
      await allow();
      expect((await matches())[0]).toMatchObject({ state: "rejected", failure: { cause: "rate_limited" } });
      expect(await sent(() => order(0))).toBe(0);
      expect(await sent(() => reconcile(w.ctx, () => w.adapter))).toBe(0);
      if (seconds > 5) expect(await sent(() => order(1))).toBe(0);
      expect(await orders()).toBe(1);
      expect(await w.at.orders()).toEqual([]);
      await expectBought(1);
    });

    test("whose reply was lost is looked for when the provider lets it, and found", async () => {
      await wish(1);
      await w.at.fault(w.at.spending, { kind: "reset", when: "after" });
      const thenRefusing: Adapter = {
        ...w.adapter,
        async draft(...args) {
          const drafted = await w.adapter.draft(...args);
          if (!drafted.ok) return drafted;
          return {
            ...drafted,
            async send(isLate) {
              const outcome = await drafted.send(isLate);
              await refuse("GET *");
              return outcome;
            },
          };
        },
      };
      const [match] = await matches();
      await w.order(match as Match.Info, thenRefusing);
      await allow();
      expect((await matches())[0]).toMatchObject({ state: "unknown" });
      for (let part = 0; part < 9; part++) {
        if (seconds < 5) break;
        time.advance((seconds - 5) / 9);
        expect(await sent(() => order(0))).toBe(0);
        expect(await sent(() => reconcile(w.ctx, () => w.adapter))).toBe(0);
      }
      await settleAll(w, time, ACCOUNT);
      expect((await matches())[0]).toMatchObject({ state: "reconciled_placed" });
      expect(await w.at.orders()).toHaveLength(1);
    });
  });
});

describe.each(cases)("$name: a server that was bought", ({ bench, told, seconds }) => {
  let b: Bought;
  beforeEach(async () => {
    b = await bought(bench);
  });
  afterEach(() => b.close());

  const refuse = () => b.provider.fault("* *", refusal(bench, told));
  const allow = () => b.provider.control("DELETE", "/faults");
  async function sent(work: () => Promise<unknown>): Promise<number> {
    const before = await b.provider.requests();
    await work();
    return (await b.provider.requests()) - before;
  }
  const refresh = () => refreshSnipes(b.ctx, () => b.adapter);

  test("is looked after when the provider lets it", async () => {
    await b.advance(20);
    await refuse();
    expect(await sent(refresh)).toBeGreaterThan(0);
    await allow();
    const wait = Math.max(seconds, UNTOLD);
    for (let part = 0; part < 9; part++) {
      await b.advance((wait - 5) / 9);
      expect(await sent(refresh)).toBe(0);
    }
    await b.advance(70);
    expect(await sent(refresh)).toBeGreaterThan(0);
    expect(await b.snipe()).toMatchObject({ server: { state: "ready" } });
  });

  test("is ended when the provider lets it, and once", async () => {
    await b.advance(130);
    await refresh();
    await b.ask();
    await refuse();
    await b.carryOut();
    await allow();
    const end = async () => (await b.snipe()).termination;
    expect(await end()).toMatchObject({ state: "terminating", failure: { cause: "rate_limited" } });
    const wait = Math.max(seconds, 5);
    await b.advance(wait - 3);
    expect(await sent(() => b.carryOut())).toBe(0);
    await b.advance(5);
    await b.carryOut();
    expect(await end()).toMatchObject({ state: "terminated" });
  });
});

// Robot counts by the hour: more than a message may be delayed.
test("a server is not ended before its provider's hour is over", async () => {
  const b = await bought(hetzner);
  try {
    await b.advance(130);
    await refreshSnipes(b.ctx, () => b.adapter);
    await b.ask();
    await b.provider.fault("* *", refusal(hetzner, 3_600));
    await b.carryOut();
    await b.provider.control("DELETE", "/faults");
    const before = await b.provider.requests();
    for (const seconds of [900, 900, 900, 890]) {
      await b.advance(seconds);
      await b.carryOut();
    }
    expect(await b.provider.requests()).toBe(before);
    await b.advance(20);
    await b.carryOut();
    expect(await b.snipe()).toMatchObject({ termination: { state: "terminated" } });
  } finally {
    await b.close();
  }
});
