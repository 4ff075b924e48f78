// Guarantee: a failure holds what failed, the machine, the rule or the account, and nothing else; and what lies with the
// account is not tried again and again with its few orders a day.

import { Connection } from "@cloudco/core/connection/connection";
import { RateLimit } from "@cloudco/core/connection/rate-limit";
import { verifyAgain } from "@cloudco/core/connection/save";
import { execute } from "@cloudco/core/order/execute";
import { Table } from "@cloudco/core/table/table";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { eu } from "@cloudco/providers/test/ovh/fixture";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, clock } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { fixtureWorld } from "./kit/fixture-world.ts";
import { type World, world } from "./kit/world.ts";

const ACCOUNT = "ada";
const ORDER = "POST /order/server_market/transaction";

describe("at Hetzner", () => {
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

  /** A scan, and every order that it asked for. */
  async function round(): Promise<void> {
    await w.scan();
    for (const { id, state } of await w.matches(ACCOUNT)) {
      if (state === "matched") await execute(w.ctx, () => adapter, { v: 1, accountId: ACCOUNT, matchId: id });
    }
  }

  async function requests(): Promise<number> {
    const journal = (await command("GET", "/journal")) as { method: string; path: string }[];
    return journal.filter(({ method, path }) => `${method} ${path}` === ORDER).length;
  }

  /** Two machines: what the rule would rather have, and the next best. */
  async function machines(): Promise<string> {
    await command("POST", "/stock", [{ priceCents: 3000 }, { priceCents: 3500 }]);
    await buyingRule(w.ctx, ACCOUNT);
    await w.scan();
    const [match] = await w.matches(ACCOUNT);
    if (!match) throw new Error("Nothing matched.");
    return match.listing.id;
  }

  test.each([
    {
      name: "claimed by another order",
      spoil: async (id: string) => {
        const claim = { pk: `CLAIM#hetzner#${id}`, sk: "CLAIM", matchId: "mat_of_another" };
        await Table.transact(w.ctx.table, [{ put: claim }]);
      },
      cause: "contended",
    },
    ...["wrong-json", "hang"].map((kind) => ({
      name: `not to be read (${kind})`,
      spoil: async (id: string) => {
        await command("POST", "/faults", { route: `GET /order/server_market/product/${id}`, kind });
      },
      cause: kind === "hang" ? "timeout" : "unreadable",
    })),
  ])(
    "a machine that is $name is left alone, and the next best bought at once",
    { timeout: 60_000 },
    async ({ spoil, cause }) => {
      const best = await machines();
      await spoil(best);
      await round();
      expect(await w.matches(ACCOUNT)).toMatchObject([{ state: "not_sent", failure: { cause } }]);
      await round();
      const bought = (await w.matches(ACCOUNT)).find(({ state }) => state === "placed");
      expect(bought?.listing.id).not.toBe(best);
      expect(await requests()).toBe(1);
    },
  );

  test.each([
    { name: "its limit", account: { serverLimitReached: true }, cause: "account_limit" },
    { name: "its payment", account: { paymentProblem: true }, cause: "payment" },
    { name: "ordering switched off", account: { ordering: false }, cause: "not_allowed" },
  ])(
    "an account refused for $name sends no further order for any of its rules",
    async ({ account, cause }) => {
      for (let rule = 0; rule < 3; rule++) await buyingRule(w.ctx, ACCOUNT);
      await command("POST", "/stock", Array(6).fill({}));
      await command("POST", "/accounts", { ...login, ...account });
      for (let hour = 0; hour < 5; hour++) {
        await round();
        time.advance(3_600);
      }
      expect(await requests()).toBe(1);
      const causes = (await w.matches(ACCOUNT)).map(({ failure }) => failure?.cause);
      expect(new Set(causes)).toEqual(new Set([cause]));

      // Its owner has put it right, and says so.
      const good = { serverLimitReached: false, paymentProblem: false, ordering: true };
      await command("POST", "/accounts", { ...login, ...good });
      const again = await verifyAgain(w.ctx, ACCOUNT, "hetzner");
      if (!again) throw new Error("There is no connection.");
      const { provider, id: connectionId, version } = again;
      await verifyConnection(w.ctx, () => adapter, {
        v: 1,
        accountId: ACCOUNT,
        provider,
        connectionId,
        version,
      });
      await round();
      expect((await w.matches(ACCOUNT)).filter(({ state }) => state === "placed")).toHaveLength(3);
    },
  );

  test("a rule whose SSH key the account does not have is held, and no other", async () => {
    await buyingRule(w.ctx, ACCOUNT, { sshKeys: ["00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"] });
    await command("POST", "/stock", Array(4).fill({}));
    for (let hour = 0; hour < 5; hour++) {
      await round();
      time.advance(3_600);
    }
    expect(await requests()).toBe(1);
    expect(await w.matches(ACCOUNT)).toMatchObject([{ failure: { cause: "refused" } }]);
    await buyingRule(w.ctx, ACCOUNT);
    await round();
    expect((await w.matches(ACCOUNT)).filter(({ state }) => state === "placed")).toHaveLength(1);
  });

  // Two processes are refused at the same moment: each remembers its own.
  test("two kinds of call that are refused at once are both held, and each as long as it was asked", async () => {
    const connection = await Connection.find(w.ctx.table, ACCOUNT, "hetzner");
    if (!connection) throw new Error("There is no connection.");
    const refused = { cause: "rate_limited" as const, message: "Too many." };
    await Promise.all([
      RateLimit.record(w.ctx, adapter, connection, "order", { ...refused, retryAfterSeconds: 86_400 }),
      RateLimit.record(w.ctx, adapter, connection, "quote", { ...refused, retryAfterSeconds: 3_600 }),
      RateLimit.record(w.ctx, adapter, connection, "find", refused),
    ]);
    await RateLimit.record(w.ctx, adapter, connection, "order", refused);
    const after = await Connection.find(w.ctx.table, ACCOUNT, "hetzner");
    if (!after) throw new Error("There is no connection.");
    const heldFor = (kind: Connection.Kind) => RateLimit.inForce(w.ctx, after, kind)?.retryAfterSeconds ?? 0;
    expect(heldFor("order")).toBeGreaterThan(86_000);
    expect(heldFor("quote")).toBeGreaterThan(3_500);
    expect(heldFor("quote")).toBeLessThanOrEqual(3_600);
    expect(heldFor("find")).toBeGreaterThan(50);
    expect(heldFor("find")).toBeLessThanOrEqual(60);
    expect(heldFor("verify")).toBe(0);
  });
});

test("stock that was sold out is ordered again each time it is back", { timeout: 120_000 }, async () => {
  const w = await fixtureWorld(eu, clock());
  await w.connect(ACCOUNT);
  const rule = await w.wish(ACCOUNT, { locations: ["GRA"] });
  const stock = (availability: string) =>
    w.at.control("PUT", "/availability", { planCode: "24sk10", availability });
  for (let restock = 1; restock <= 5; restock++) {
    await stock("1H-low");
    await w.scan();
    expect(await w.match(rule)).toMatchObject({ state: "matched", attempt: restock });
    await stock("unavailable");
    await w.order(await w.match(rule));
    expect(await w.match(rule)).toMatchObject({ failure: { cause: "sold" } });
    await w.scan();
  }
  await stock("1H-low");
  await w.scan();
  await w.order(await w.match(rule));
  expect(await w.match(rule)).toMatchObject({ state: "placed" });
  await w.close();
});
