// Guarantee: credentials that the provider took stay good until it says that it takes them no more; a failure of its own,
// or a block of our address, un-proves nobody's.

import { Connection } from "@cloudco/core/connection/connection";
import { LoginBudget } from "@cloudco/core/connection/login-budget";
import { verifyAgain } from "@cloudco/core/connection/save";
import { withCredentials } from "@cloudco/core/connection/with-credentials";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Clock, clock } from "./kit/clock.ts";
import { connections, type Login } from "./kit/connections.ts";
import { credentials } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

let time: Clock;
let w: World;
let c: ReturnType<typeof connections>;
let ada: Login;
beforeEach(async () => {
  time = clock();
  w = await world(time);
  c = connections(w);
  ada = await c.existing();
  await c.check(await c.enter("ada", ada));
});
afterEach(() => w.close());

const command = (method: string, path: string, body?: unknown) =>
  control(w.simulator.controlUrl, method, path, body);
const changePassword = () => command("POST", "/accounts", { ...ada, password: credentials().password });
const failedLogins = async () => {
  const journal = (await command("GET", "/journal")) as { status: number | null }[];
  return journal.filter(({ status }) => status === 401).length;
};
async function checkAgain() {
  const again = await verifyAgain(w.ctx, "ada", "hetzner");
  if (!again) throw new Error("There is no connection.");
  return await c.check(again);
}
async function use() {
  const connection = await c.connection("ada");
  const stock = { id: "1" } as Parameters<typeof adapter.quote>[1];
  return await withCredentials(w.ctx, adapter, connection, "quote", (login) => adapter.quote(login, stock));
}

test.each([{ kind: "status", status: 502 }, { kind: "reset", when: "before" }, { kind: "wrong-json" }])(
  "after a check that ended with $kind they go on working, and their owner is told",
  async (fault) => {
    await command("POST", "/faults", { route: "GET /server", ...fault });
    time.advance(3_600);
    expect(await checkAgain()).toEqual({ done: true });
    expect(await c.connection("ada")).toMatchObject({
      proven: true,
      status: "VERIFIED",
      failure: { message: expect.any(String) },
    });
    expect(await use()).toMatchObject({ result: { cause: "sold" } });
    await checkAgain();
    expect(await c.connection("ada")).toMatchObject({ proven: true, failure: null });
  },
);

test("new ones that could not be checked are not good", async () => {
  await command("POST", "/faults", { route: "GET /server", kind: "status", status: 502 });
  await c.check(await c.enter("bob", await c.existing()));
  expect(await c.connection("bob")).toMatchObject({ proven: false, status: "ERROR" });
});

// Somebody else's failed logins have the address shut out: the right password is refused, too.
test("a blocked address is told from a wrong password, and is over by itself", async () => {
  for (const [at, account] of ["eve", "mallory"].entries()) {
    await LoginBudget.record(w.ctx.table, adapter.descriptor, account, `lost-${at}`, time.now());
  }
  // Within five minutes they need no place, so they are tried.
  time.advance(60);
  const away = await changePassword();
  expect(away).toBeDefined();
  expect(await use()).toMatchObject({ result: { ok: false, cause: "address_blocked" } });
  expect(await c.connection("ada")).toMatchObject({ proven: true, status: "VERIFIED" });
  await command("POST", "/accounts", ada);
  time.advance(700);
  expect(await use()).toMatchObject({ result: { cause: "sold" } });
});

// Within the five minutes, and however many use it at once: one finds out.
test("a password that was changed a minute ago fails once, whoever uses it at once", async () => {
  time.advance(60);
  await changePassword();
  await Promise.all(Array.from({ length: 6 }, use));
  expect(await failedLogins()).toBe(1);
  expect(await c.connection("ada")).toMatchObject({ proven: false, failure: { cause: "credentials" } });
});

// Many customers, all proven long ago, and some changed their passwords meanwhile.
test("of many customers' logins that fail at once at most two leave our address", {
  timeout: 60_000,
}, async () => {
  const others = ["bob", "cat", "dan", "eve"];
  for (const name of others) await c.check(await c.enter(name, await c.existing()));
  time.advance(86_400);
  await changePassword();
  const stale = [];
  for (const name of others) {
    const connection = await Connection.find(w.ctx.table, name, "hetzner");
    if (!connection) throw new Error(`${name} has no connection.`);
    stale.push(connection);
  }
  // What Robot says to every one of them.
  const refusing = { ok: false, cause: "credentials", message: "No." } as const;
  let left = 0;
  const attempts = await Promise.all(
    stale.map((connection) =>
      withCredentials(w.ctx, adapter, connection, "quote", async () => {
        left += 1;
        return refusing;
      }),
    ),
  );
  expect(left).toBeLessThanOrEqual(2);
  const told = attempts.map((used) => used?.result.cause as string);
  expect(told.filter((cause) => cause === "rate_limited").length).toBeGreaterThanOrEqual(2);
});
