// Guarantee: all customers together stay one failed login below what makes a provider block our address.

import { LoginBudget } from "@cloudco/core/connection/login-budget";
import type { Table } from "@cloudco/core/table/table";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

const { descriptor } = adapter;
const BLOCK = { failures: 3, windowSeconds: 600 };

let table: Table.Table;
let now: number;
let made = 0;
beforeEach(async () => {
  await freshResources();
  ({ table } = create());
  now = 1_000_000_000;
});

/** A customer whom the provider has let in before, or not yet. */
const take = (account: string, hasHistory = true) =>
  LoginBudget.admit(table, descriptor, account, String(made++), now, hasHistory);
async function granted(account: string, hasHistory = true): Promise<string> {
  const ticket = await take(account, hasHistory);
  if (!ticket.granted) throw new Error(`${account} has to wait until ${ticket.retryAt}.`);
  return ticket.id;
}
const takeNew = (account: string) => take(account, false);
const grantedNew = (account: string) => granted(account, false);
const settle = (id: string, failed: boolean) => LoginBudget.conclude(table, "hetzner", id, failed, now);
const advance = (seconds: number) => {
  now += seconds * 1000;
};

test("is the provider's own rule", () => {
  expect(descriptor.loginBlock).toEqual(BLOCK);
});

test("counts nothing where the provider blocks nobody", async () => {
  const free = { ...descriptor, loginBlock: null };
  for (let times = 0; times < 10; times++) {
    expect(await LoginBudget.admit(table, free, "ada", "x", now)).toEqual({ granted: true, id: "x" });
    await LoginBudget.record(table, free, "ada", "x", now);
  }
});

describe("all customers together", () => {
  test("may be trying two at once", async () => {
    const first = await granted("ada");
    await granted("bob");
    expect(await take("eve")).toEqual({ granted: false, retryAt: now + 2_000 });
    await settle(first, false);
    await granted("eve");
  });

  test("may fail twice in the provider's window, whatever moment of a login it counts", async () => {
    for (const account of ["ada", "bob"]) await settle(await granted(account), true);
    const ticket = await take("eve");
    if (ticket.granted) throw new Error("The third was granted.");
    // The provider saw the failure after the ticket was taken, so its window ends after ours.
    expect(ticket.retryAt).toBeGreaterThan(now + BLOCK.windowSeconds * 1000);
    expect(ticket.retryAt).toBeLessThanOrEqual(now + (BLOCK.windowSeconds + 60) * 1000);
    now = ticket.retryAt - 1;
    expect((await take("eve")).granted).toBe(false);
    now = ticket.retryAt;
    expect((await take("eve")).granted).toBe(true);
  });

  test("wait for one that is being tried no longer than it takes", async () => {
    await settle(await granted("ada"), true);
    const second = await granted("bob");
    expect(await take("eve")).toEqual({ granted: false, retryAt: now + 2_000 });
    await settle(second, false);
    await granted("eve");
  });

  test("of a hundred at once two are granted", async () => {
    const tickets = await Promise.all(Array.from({ length: 100 }, (_, at) => take(`customer-${at}`)));
    expect(tickets.filter((ticket) => ticket.granted)).toHaveLength(2);
  });

  test("a failure that came without a ticket counts too", async () => {
    await LoginBudget.record(table, descriptor, "ada", "order", now);
    await granted("bob");
    expect((await take("eve")).granted).toBe(false);
  });

  test("a login whose end was never heard of counts as failed", async () => {
    await granted("ada");
    await granted("bob");
    advance(60);
    const ticket = await take("eve");
    expect(ticket.granted ? 0 : ticket.retryAt).toBeGreaterThan(now + 500_000);
  });
});

// Guarantee: wrong passwords of new customers make nobody wait whom the provider has let in before.
describe("new customers", () => {
  test("have one place together, and the others one of their own", async () => {
    await settle(await granted("eve", false), true);
    const ticket = await take("mallory", false);
    expect(ticket.granted ? 0 : ticket.retryAt).toBeGreaterThan(now + BLOCK.windowSeconds * 1000);
    for (let times = 0; times < 20; times++) await settle(await granted(`customer-${times}`), false);
  });

  test("wait for one of them that is being tried no longer than it takes", async () => {
    const first = await granted("eve", false);
    expect(await take("mallory", false)).toEqual({ granted: false, retryAt: now + 2_000 });
    await granted("ada");
    await settle(first, false);
    await granted("mallory", false);
  });
});

// Guarantee: a refusal that others' failed logins may have brought about is told from a wrong password.
test("two failed logins may be followed by a block, and one may not", async () => {
  const blocked = (id: string) => LoginBudget.mayBeBlocked(table, descriptor, id, now);
  const first = await granted("ada");
  await settle(first, true);
  expect(await blocked(first)).toBe(false);
  const second = await granted("bob");
  await settle(second, true);
  expect(await blocked(second)).toBe(false);
  await LoginBudget.record(table, descriptor, "eve", "third", now);
  expect(await blocked("third")).toBe(true);
  advance(700);
  expect(await blocked("third")).toBe(false);
});

describe("one new customer", () => {
  const granted = (account: string) => grantedNew(account);
  const take = (account: string) => takeNew(account);
  // A customer who fails uses up one place, not the others'.
  test("fails once, and is told until when to wait", async () => {
    await settle(await granted("ada"), true);
    const ticket = await take("ada");
    expect(ticket.granted ? 0 : ticket.retryAt).toBeGreaterThan(now + BLOCK.windowSeconds * 1000);
  });

  test("tries one login at a time", async () => {
    const first = await granted("ada");
    expect(await take("ada")).toEqual({ granted: false, retryAt: now + 2_000 });
    await settle(first, false);
    await granted("ada");
  });

  test("tries as often as it succeeds", async () => {
    for (let times = 0; times < 20; times++) await settle(await granted("ada"), false);
  });
});

test("settling what is not known, or twice, changes nothing", async () => {
  const id = await granted("ada");
  await settle("never taken", true);
  await settle(id, true);
  await settle(id, true);
  await granted("bob");
  expect((await take("eve")).granted).toBe(false);
});

// Whatever customers do, the provider counts no third failure within its window.
test("never lets a third failure through", async () => {
  const step = fc.record({
    account: fc.constantFrom("ada", "bob", "eve", "mallory"),
    fails: fc.boolean(),
    /** Seconds until the login reaches the provider, and until its answer is here. */
    arrives: fc.integer({ min: 0, max: 10 }),
    returns: fc.integer({ min: 0, max: 10 }),
    pause: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(580, 590, 600, 601)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await freshResources();
      ({ table } = create());
      const failures: number[] = [];
      const pending: { at: number; settle(): Promise<void> }[] = [];
      const elapse = async (until: number) => {
        const ended = pending.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        for (const each of ended) {
          now = Math.max(now, each.at);
          await each.settle();
          pending.splice(pending.indexOf(each), 1);
        }
        now = until;
      };
      for (const { account, fails, arrives, returns, pause } of steps) {
        const ticket = await take(account);
        if (ticket.granted) {
          if (fails) failures.push(now + arrives * 1000);
          pending.push({ at: now + (arrives + returns) * 1000, settle: () => settle(ticket.id, fails) });
        }
        await elapse(now + pause * 1000);
      }
      for (const at of failures) {
        const window = failures.filter((other) => other <= at && other > at - BLOCK.windowSeconds * 1000);
        expect(window.length).toBeLessThan(BLOCK.failures);
      }
    }),
    { seed: 71, numRuns: 60 },
  );
});
