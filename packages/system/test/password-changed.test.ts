// Guarantee: credentials that the provider no longer takes are tried once, for everybody's sake, and no order is
// lost or doubled by it.

import { Connection } from "@cloudco/core/connection/connection";
import { LoginBudget } from "@cloudco/core/connection/login-budget";
import { saveConnection } from "@cloudco/core/connection/save";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock } from "./kit/clock.ts";
import { buyingRule, connectHetzner, credentials } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const ACCOUNT = "ada";

let time: Clock;
let w: World;
let login: { user: string; password: string };
beforeEach(async () => {
  time = clock();
  w = await world(time);
  login = await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, ACCOUNT);
});
afterEach(() => w.close());

const command = (method: string, path: string, body?: unknown) =>
  control(w.simulator.controlUrl, method, path, body);

/** Customers give their login another password in Robot, and do not think of us. */
async function changePassword(): Promise<string> {
  const { password } = credentials();
  await command("POST", "/accounts", { user: login.user, password });
  return password;
}

async function failedLogins(): Promise<number> {
  const journal = (await command("GET", "/journal")) as { status: number | null }[];
  return journal.filter(({ status }) => status === 401).length;
}

/** Everything that the functions do with the customer's credentials, again and again. */
async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await w.scan();
    const matches = await w.matches(ACCOUNT);
    await Promise.all(
      matches.map((match) => execute(w.ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId: match.id })),
    );
    await reconcile(w.ctx, () => adapter);
    await refreshSnipes(w.ctx, () => adapter);
    time.advance(61);
  }
}

async function expectGivenUp(): Promise<void> {
  expect(await failedLogins()).toBe(1);
  expect(await Connection.find(w.ctx.table, ACCOUNT, "hetzner")).toMatchObject({
    status: "ERROR",
    proven: false,
    failure: { cause: "credentials" },
  });
}

// Credentials that the provider no longer takes are tried once: three tries would shut every customer out.
test("before an order", async () => {
  const rule = await buyingRule(w.ctx, ACCOUNT);
  await command("POST", "/stock", [{}, {}]);
  await changePassword();
  await minutes(5);
  await expectGivenUp();
  expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "not_sent" }]);
  const { left, reserved } = Rule.Info.parse(await Rule.find(w.ctx.table, ACCOUNT, rule.id));
  expect({ left, reserved }).toEqual({ left: rule.budget, reserved: 0 });
});

// The provider counts a failed login wherever it came from, and so do we.
test("leaves one failed login less for everybody's checks", async () => {
  await buyingRule(w.ctx, ACCOUNT);
  await command("POST", "/stock", {});
  await changePassword();
  await minutes(1);
  const take = (account: string) =>
    LoginBudget.admit(w.ctx.table, adapter.descriptor, account, account, time.now());
  expect((await take("bob")).granted).toBe(true);
  expect((await take("eve")).granted).toBe(false);
});

describe("credentials that were not used for a while", () => {
  const connection = () => Connection.find(w.ctx.table, ACCOUNT, "hetzner");

  test("are proven by the first use, and free for all again", async () => {
    time.advance(3_600);
    await buyingRule(w.ctx, ACCOUNT);
    await command("POST", "/stock", {});
    await minutes(1);
    const { checkedAt, trialUntil } = (await connection()) ?? {};
    expect(trialUntil).toBeUndefined();
    expect(time.now() - (checkedAt ?? 0)).toBeLessThan(70_000);
  });

  test("are not proven by an answer that tells nothing of them", async () => {
    time.advance(3_600);
    await Promise.all(Array.from({ length: 4 }, () => buyingRule(w.ctx, ACCOUNT)));
    await command("POST", "/stock", [{}, {}, {}, {}]);
    await changePassword();
    const product = "GET /order/server_market/product/*";
    await command("POST", "/faults", { route: product, kind: "status", status: 503 });
    await minutes(3);
    await expectGivenUp();
  });

  // A process that died while it tried them is not waited for longer than a reading takes.
  test("are tried by the next where the first died", async () => {
    time.advance(3_600);
    await buyingRule(w.ctx, ACCOUNT);
    await command("POST", "/stock", {});
    await w.scan();
    const [match] = await w.matches(ACCOUNT);
    const died = new Error("The process died.");
    const dying = bounded(w.ctx, adapter, async ({ call }) => {
      if (call === "quote") throw died;
    });
    const order = { v: 1 as const, accountId: ACCOUNT, matchId: match?.id ?? "" };
    await expect(execute(dying.ctx, () => dying.adapter, order)).rejects.toBe(died);
    time.advance(16);
    await execute(w.ctx, () => adapter, order);
    expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "placed" }]);
  });
});

test("before five orders at once", async () => {
  const rules = await Promise.all(Array.from({ length: 5 }, () => buyingRule(w.ctx, ACCOUNT)));
  await command("POST", "/stock", [{}, {}, {}, {}, {}]);
  time.advance(3_600);
  await changePassword();
  await minutes(5);
  await expectGivenUp();
  for (const { id, budget } of rules) {
    expect(await Rule.find(w.ctx.table, ACCOUNT, id)).toMatchObject({ left: budget, reserved: 0 });
  }
});

test("while an order is unknown", async () => {
  await buyingRule(w.ctx, ACCOUNT);
  await command("POST", "/stock", {});
  await w.scan();
  const route = "POST /order/server_market/transaction";
  await command("POST", "/faults", { route, kind: "reset", when: "after" });
  await command("POST", "/faults", { route: route.replace("POST", "GET"), kind: "status" });
  const [match] = await w.matches(ACCOUNT);
  await execute(w.ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId: match?.id ?? "" });
  expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "unknown" }]);
  const password = await changePassword();
  await minutes(20);
  await expectGivenUp();
  expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "unknown" }]);

  // With the new password the order is found: it is not bought twice.
  time.advance(600);
  const secrets = { username: new Secret(login.user), password: new Secret(password) };
  const { id, version } = await saveConnection(w.ctx, ACCOUNT, adapter.descriptor, secrets);
  await verifyConnection(w.ctx, () => adapter, {
    v: 1,
    accountId: ACCOUNT,
    provider: "hetzner",
    connectionId: id,
    version,
  });
  await minutes(2);
  expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "reconciled_placed" }]);
  expect(await command("GET", "/orders")).toHaveLength(1);
});

test("while servers are being set up", async () => {
  await command("PUT", "/settings", { readyAfterSeconds: 36_000 });
  await Promise.all(Array.from({ length: 4 }, () => buyingRule(w.ctx, ACCOUNT)));
  await command("POST", "/stock", [{}, {}, {}, {}]);
  await minutes(2);
  expect(await w.snipes(ACCOUNT)).toHaveLength(4);
  await changePassword();
  await minutes(5);
  await expectGivenUp();
});
