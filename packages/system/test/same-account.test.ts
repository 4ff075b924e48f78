// Guarantee: what was ordered from an account is settled and ended with whatever login is that account's, saved anew or in
// a connection made anew; and never with another account's.

import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection } from "@cloudco/core/connection/save";
import { execute } from "@cloudco/core/order/execute";
import { askTermination } from "@cloudco/core/snipe/edit";
import { terminate } from "@cloudco/core/snipe/terminate";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { droplet } from "@cloudco/providers/test/digitalocean/fixture";
import { eu } from "@cloudco/providers/test/ovh/fixture";
import { instance } from "@cloudco/providers/test/vultr/fixture";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Clock, clock, settleAll } from "./kit/clock.ts";
import { connections, type Login } from "./kit/connections.ts";
import { buyingRule } from "./kit/customer.ts";
import { fixtureWorld } from "./kit/fixture-world.ts";
import { type World, world } from "./kit/world.ts";

let time: Clock;
let w: World;
let c: ReturnType<typeof connections>;
let ada: Login;
let matchId: string;
beforeEach(async () => {
  time = clock();
  w = await world(time);
  c = connections(w);
  ada = await c.existing();
  await c.check(await c.enter("ada", ada));
  await buyingRule(w.ctx, "ada");
  await control(w.simulator.controlUrl, "POST", "/stock", {});
  await w.scan();
  matchId = (await w.matches("ada"))[0]?.id ?? "";
});
afterEach(() => w.close());

const order = () => execute(w.ctx, () => adapter, { v: 1, accountId: "ada", matchId });
const states = async () => (await w.matches("ada")).map(({ state }) => state);

async function lose(): Promise<void> {
  const route = "POST /order/server_market/transaction";
  await control(w.simulator.controlUrl, "POST", "/faults", { route, kind: "reset", when: "before" });
  await order();
  expect(await states()).toEqual(["unknown"]);
}

test("an unknown order is settled after the same login was saved again", async () => {
  await lose();
  await c.check(await c.enter("ada", ada));
  await settleAll(w, time, "ada");
  expect(await states()).not.toContain("unknown");
  expect(await states()).not.toContain("needs_human");
});

test("an unknown order is not called absent because another account does not have it", async () => {
  await lose();
  await c.check(await c.enter("ada", await c.existing()));
  for (let minute = 0; minute < 20; minute++) {
    time.advance(61);
    await order();
  }
  expect(await states()).toEqual(["unknown"]);
});

async function reconnect(login: Login): Promise<string | undefined> {
  await order();
  const [snipe] = await w.snipes("ada");
  if (!snipe) throw new Error("Nothing was bought.");
  await removeConnection(w.ctx, "ada", "hetzner");
  await c.check(await c.enter("ada", login));
  await askTermination(w.ctx, "ada", snipe.id);
  time.advance(3_600);
  await terminate(w.ctx, () => adapter, { accountId: "ada", snipeId: snipe.id });
  const [after] = await w.snipes("ada");
  return after?.termination?.failure?.message;
}

test("a connection made anew with the same account ends its servers", async () => {
  expect(await reconnect(ada)).toBeUndefined();
  expect(await w.snipes("ada")).toMatchObject([{ termination: { state: "terminated" } }]);
});

test("a connection made anew with another account asks nothing of the provider", async () => {
  expect(await reconnect(await c.existing())).toMatch(/another account's: nothing was asked/);
});

test.each([eu, droplet, instance])(
  "$name names the account, so that two logins of it are known as one",
  async (fixture) => {
    const b = await fixtureWorld(fixture, clock());
    await b.connect("ada");
    const first = await Connection.find(b.ctx.table, "ada", b.adapter.descriptor.id);
    await removeConnection(b.ctx, "ada", b.adapter.descriptor.id);
    await b.connect("ada");
    const second = await Connection.find(b.ctx.table, "ada", b.adapter.descriptor.id);
    expect(first?.owner).toBeDefined();
    expect(second).toMatchObject({ owner: first?.owner });
    expect(second?.id).not.toBe(first?.id);
    await b.close();
  },
);
