// Guarantee: one customer's wrong passwords never shut the others out.

import type { Connection } from "@cloudco/core/connection/connection";
import { Secret } from "@cloudco/core/secret/secret";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock } from "./kit/clock.ts";
import { connections } from "./kit/connections.ts";
import { credentials } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

let time: Clock;
let w: World;
let c: ReturnType<typeof connections>;
beforeEach(async () => {
  time = clock();
  w = await world(time);
  c = connections(w);
});
afterEach(() => w.close());

describe("wrong passwords", () => {
  /** Delivers checks as the queue does: again after the time that each asks for. */
  async function deliver(saved: readonly Connection.Info[], hours: number): Promise<void> {
    const end = time.now() + hours * 3_600_000;
    let inbox = saved.map((each) => ({ at: time.now(), saved: each }));
    while (inbox.length > 0 && time.now() < end) {
      const due = inbox.filter(({ at }) => at <= time.now());
      inbox = inbox.filter(({ at }) => at > time.now());
      const answers = await Promise.all(
        due.map(async (message) => ({ message, answer: await c.check(message.saved) })),
      );
      for (const { message, answer } of answers) {
        if (answer.done) continue;
        // SQS holds a message back for a quarter of an hour at most.
        inbox.push({ ...message, at: time.now() + Math.min(900, Math.ceil(answer.retryInSeconds)) * 1000 });
      }
      const next = Math.min(...inbox.map(({ at }) => at));
      if (Number.isFinite(next) && next > time.now()) time.advance((next - time.now()) / 1000);
    }
  }

  /** Whether Hetzner would let anybody in from our address. */
  async function letsIn(): Promise<boolean> {
    const login = await c.existing();
    const secrets = { username: new Secret(login.user), password: new Secret(login.password) };
    return (await adapter.verify(secrets)).ok;
  }

  test("of many customers at once never make Hetzner block the address", { timeout: 60_000 }, async () => {
    const wrong = await Promise.all(
      Array.from({ length: 7 }, (_, index) => c.enter(`wrong-${index}`, credentials())),
    );
    const right = await Promise.all(
      Array.from({ length: 3 }, async (_, index) => c.enter(`right-${index}`, await c.existing())),
    );
    await deliver([...wrong, ...right], 2);
    expect(await letsIn()).toBe(true);
    for (const { accountId } of right) expect((await c.connection(accountId)).status).toBe("VERIFIED");
    for (const { accountId } of wrong) {
      expect(await c.connection(accountId)).toMatchObject({
        status: "ERROR",
        failure: { cause: "credentials" },
      });
    }
    expect(await c.logins()).toHaveLength(7 + 3 + 1);
  });

  // Guarantee: whom Hetzner has let in before waits for no new customer's wrong passwords.
  test("of new customers, again and again, hold up nobody whom Hetzner has let in before", async () => {
    const ada = await c.existing();
    await c.check(await c.enter("ada", ada));
    time.advance(86_400);
    await c.check(await c.enter("mallory", credentials()));
    for (let times = 0; times < 5; times++) {
      const again = await c.enter("mallory", credentials());
      expect(await c.check(again)).toMatchObject({ done: false });
    }
    expect(await c.check(await c.enter("eve", credentials()))).toMatchObject({ done: false });
    expect(await c.check(await c.enter("ada", ada))).toEqual({ done: true });
    expect(await c.connection("ada")).toMatchObject({ status: "VERIFIED" });
    expect(await c.logins()).toHaveLength(3);
  });

  // Whoever has to wait is told until when, and it is no longer than the provider's own rule makes it.
  test("make their owner wait for the provider's ten minutes, and say so", async () => {
    await c.check(await c.enter("ada", credentials()));
    const saved = await c.enter("ada", await c.existing());
    const answer = await c.check(saved);
    if (answer.done) throw new Error("It was tried at once.");
    const waiting = await c.connection();
    expect(waiting).toMatchObject({ status: "VERIFYING", failure: null });
    const seconds = ((waiting.waitingUntil ?? 0) - time.now()) / 1000;
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThan(660);
    expect(answer.retryInSeconds).toBeCloseTo(seconds, 0);
    time.advance(Math.ceil(answer.retryInSeconds));
    expect(await c.check(saved)).toEqual({ done: true });
    expect(await c.connection()).toMatchObject({ status: "VERIFIED", waitingUntil: null });
  });
});
