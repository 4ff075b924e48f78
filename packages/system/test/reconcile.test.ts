// Guarantee: what was lost on the way is brought on, what may have left is looked for and not sent again, and no one
// item holds up another.

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { removeConnection, verifyAgain } from "@cloudco/core/connection/save";
import { execute } from "@cloudco/core/order/execute";
import { nextDue, reconcile } from "@cloudco/core/order/reconcile";
import { OrderCommand } from "@cloudco/core/queue/queue";
import { Rule } from "@cloudco/core/rule/rule";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { Table } from "@cloudco/core/table/table";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Boundary, bounded } from "./kit/boundaries.ts";
import { type Clock, clock } from "./kit/clock.ts";
import { buyingRule, connectHetzner } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const ORDER = "/order/server_market/transaction";
const DIED = new Error("The process died.");

let time: Clock;
let w: World;
beforeEach(async () => {
  time = clock();
  w = await world(time);
});
afterEach(() => w.close());

const command = (method: string, path: string, body?: unknown) =>
  control(w.simulator.controlUrl, method, path, body);
const run = () => reconcile(w.ctx, () => adapter);
const order = (accountId: string, matchId: string) =>
  execute(w.ctx, () => adapter, { v: 1, accountId, matchId });

/** A customer, and the match of their rule with a machine. */
async function matched(accountId: string): Promise<string> {
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, accountId);
  await buyingRule(w.ctx, accountId);
  await command("POST", "/stock", {});
  await w.scan();
  const [match] = await w.matches(accountId);
  await published();
  return match?.id ?? "";
}

/** The order messages in the queue, which are then lost. */
async function published(): Promise<string[]> {
  const { Messages = [] } = await w.ctx.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: w.ctx.settings.queues.orders, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = "" }) => OrderCommand.parse(JSON.parse(Body)).accountId);
}

/** Carries out an order in a process that dies at one moment of it. */
async function dieAt(accountId: string, matchId: string, at: (boundary: Boundary) => boolean): Promise<void> {
  const dying = bounded(w.ctx, adapter, async (boundary) => {
    if (at(boundary)) throw DIED;
  });
  const died = execute(dying.ctx, () => dying.adapter, { v: 1, accountId, matchId });
  await expect(died).rejects.toBe(DIED);
}

const stateOf = async (accountId: string) => (await w.matches(accountId))[0]?.state;

/** Makes the customer's connection an item that nobody can read. */
async function spoil(accountId: string): Promise<void> {
  const key = Connection.key(accountId, "hetzner");
  await Table.update(w.ctx.table, key, { expression: "SET #status = :odd", values: { ":odd": "ODD" } });
}

describe("a match whose message was lost", () => {
  // No match is lost with its message: it is asked for again, and bought or given up.
  test("is published again after ten seconds, and then every fifteen", async () => {
    await matched("ada");
    time.advance(8);
    await run();
    expect(await published()).toEqual([]);
    expect(await nextDue(w.ctx, time.now() + 60_000)).toBeLessThanOrEqual(time.now() + 2_000);
    time.advance(3);
    await run();
    await run();
    expect(await published()).toEqual(["ada"]);
    time.advance(12);
    await run();
    expect(await published()).toEqual([]);
    time.advance(4);
    await run();
    expect(await published()).toEqual(["ada"]);
  });

  test("is given up once it is stale", async () => {
    const matchId = await matched("ada");
    time.advance(w.ctx.settings.matchTtlSeconds + 1);
    await run();
    expect(await published()).toEqual(["ada"]);
    await order("ada", matchId);
    expect(await w.matches("ada")).toMatchObject([{ state: "not_sent", failure: { cause: "stale" } }]);
    expect(await nextDue(w.ctx, time.now() + 1e9)).toBeNull();
  });
});

describe("a process that died", () => {
  test("with the budget reserved: another takes the match over", async () => {
    const matchId = await matched("ada");
    await dieAt("ada", matchId, ({ call }) => call === "quote");
    expect(await stateOf("ada")).toBe("reserved");
    time.advance(10);
    await run();
    await order("ada", matchId);
    expect(await stateOf("ada")).toBe("reserved");
    time.advance(6);
    await run();
    expect(await published()).toEqual(["ada"]);
    await order("ada", matchId);
    expect(await stateOf("ada")).toBe("placed");
  });

  // An order that was being sent is not sent again: it is looked for.
  test("with the order on its way: it is looked for, and not sent again", async () => {
    const matchId = await matched("ada");
    await dieAt("ada", matchId, ({ call, when }) => call === "order" && when === "after");
    expect(await stateOf("ada")).toBe("sending");
    time.advance(20);
    await run();
    await order("ada", matchId);
    expect(await stateOf("ada")).toBe("sending");
    time.advance(11);
    await run();
    expect(await stateOf("ada")).toBe("unknown");
    time.advance(3);
    await run();
    expect(await stateOf("ada")).toBe("reconciled_placed");
    expect(await command("GET", "/orders")).toHaveLength(1);
  });
});

// Absence proves nothing but of the moment at which the provider's list was read, however long the reader sleeps then.
test("a process that slept after it read the provider's list proves nothing later", async () => {
  const matchId = await matched("ada");
  await command("POST", "/faults", { route: `POST ${ORDER}`, kind: "reset", when: "after" });
  const slowToList = { ...adapter, find: async () => ({ kind: "absent" as const }) };
  const look = (ctx = w.ctx, provider: typeof adapter = slowToList) =>
    execute(ctx, () => provider, { v: 1, accountId: "ada", matchId });
  await look();
  await look();
  expect(await stateOf("ada")).toBe("unknown");
  const sleeper = bounded(w.ctx, slowToList, async ({ call, when }) => {
    if (call === "find" && when === "after") time.advance(adapter.descriptor.visibleWithinSeconds + 60);
  });
  await look(sleeper.ctx, sleeper.adapter);
  expect(await stateOf("ada")).toBe("unknown");
  await look(w.ctx, adapter);
  expect(await stateOf("ada")).toBe("reconciled_placed");
  expect(await command("GET", "/orders")).toHaveLength(1);
});

// Guarantee: two readings of absence between which one did not say so prove nothing: no second order is sent for them.
test("absence is proven by two readings that follow each other", async () => {
  const matchId = await matched("ada");
  await command("POST", "/faults", { route: `POST ${ORDER}`, kind: "reset", when: "after" });
  const read = async (kind: "absent" | "unclear", seconds = 61) => {
    const doubt = {
      kind: "unclear",
      cause: "unavailable",
      message: "The machine has left the market.",
    } as const;
    const find = async () => (kind === "absent" ? { kind } : doubt);
    await execute(w.ctx, () => ({ ...adapter, find }), { v: 1, accountId: "ada", matchId });
    time.advance(seconds);
    return await stateOf("ada");
  };
  for (let passed = 0; passed <= adapter.descriptor.visibleWithinSeconds; passed += 61) await read("unclear");
  const readings = ["absent", "unclear", "absent", "unclear", "absent"] as const;
  for (const kind of readings) expect(await read(kind)).toBe("unknown");
  expect(await read("absent")).toBe("reconciled_absent");
});

// Guarantee: a cancelled order in the records may be another's, while ours is not listed yet: no second one is sent for it.
test("a cancelled order that looks like ours frees nothing before ours would be listed", async () => {
  const matchId = await matched("ada");
  await command("POST", "/faults", { route: `POST ${ORDER}`, kind: "reset", when: "after" });
  const server = { id: null, ipv4: null, state: "cancelled" as const };
  const another = {
    ...adapter,
    find: async () => ({ kind: "found" as const, reference: "B-another", server }),
  };
  const look = (provider: typeof adapter) =>
    execute(w.ctx, () => provider, { v: 1, accountId: "ada", matchId });
  await look(another);
  await look(another);
  expect(await stateOf("ada")).toBe("unknown");
  await look(adapter);
  expect(await stateOf("ada")).toBe("reconciled_placed");
  expect(await command("GET", "/orders")).toHaveLength(1);
});

// One customer's damaged item does not keep another's server from being found.
test("a match that can't be dealt with keeps no other waiting", async () => {
  for (const account of ["mallory", "ada"]) {
    const matchId = await matched(account);
    await command("POST", "/faults", { route: `POST ${ORDER}`, kind: "reset", when: "after" });
    await command("POST", "/faults", { route: `GET ${ORDER}`, kind: "status" });
    await order(account, matchId);
    expect(await stateOf(account)).toBe("unknown");
  }
  await spoil("mallory");
  time.advance(61);
  await run();
  expect([await stateOf("mallory"), await stateOf("ada")]).toEqual(["unknown", "reconciled_placed"]);
});

test("a check that can't be published keeps no other waiting", async () => {
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "ada");
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "bob");
  for (const account of ["ada", "bob"]) await verifyAgain(w.ctx, account, "hetzner");
  time.advance(61);
  let sent = 0;
  const failing = bounded(w.ctx, adapter, async ({ call, when }) => {
    if (call !== "SendMessageCommand" || when === "after") return;
    sent += 1;
    if (sent === 1) throw DIED;
  });
  await republishChecks(failing.ctx);
  expect(sent).toBe(2);
});

describe("a server that is being set up", () => {
  const refresh = () => refreshSnipes(w.ctx, () => adapter);
  const finds = async () => {
    const journal = (await command("GET", "/journal")) as { method: string; path: string }[];
    return journal.filter(({ method, path }) => method === "GET" && path.startsWith(ORDER)).length;
  };

  async function bought(accountId: string): Promise<void> {
    await command("PUT", "/settings", { readyAfterSeconds: 120 });
    await order(accountId, await matched(accountId));
    expect(await w.snipes(accountId)).toMatchObject([{ server: { id: null, state: "provisioning" } }]);
  }

  test("is told ready, with its number and address, once it is", async () => {
    await bought("ada");
    await refresh();
    expect(await finds()).toBe(0);
    time.advance(16);
    await refresh();
    await refresh();
    expect(await finds()).toBe(1);
    expect(await w.snipes("ada")).toMatchObject([{ server: { id: null, state: "provisioning" } }]);
    time.advance(121);
    await refresh();
    expect(await w.snipes("ada")).toMatchObject([
      {
        server: {
          id: expect.stringMatching(/^\d+$/),
          ipv4: expect.stringMatching(/^[\d.]+$/),
          state: "ready",
        },
      },
    ]);
    time.advance(3_600);
    await refresh();
    expect(await finds()).toBe(2);
  });

  test("is asked after ever more seldom, and goes on while the connection is away", async () => {
    await bought("ada");
    await removeConnection(w.ctx, "ada", "hetzner");
    for (let minutes = 0; minutes < 60; minutes++) {
      time.advance(60);
      await refresh();
    }
    expect(await finds()).toBe(0);
    expect(await w.snipes("ada")).toMatchObject([{ server: { state: "provisioning" } }]);
  });

  test("is not taken for another order of the same machine", async () => {
    await bought("ada");
    time.advance(16);
    const server = { id: "7", ipv4: "192.0.2.7", state: "ready" as const };
    const other = { ...adapter, find: async () => ({ kind: "found" as const, reference: "other", server }) };
    await refreshSnipes(w.ctx, () => other);
    expect(await w.snipes("ada")).toMatchObject([{ server: { id: null, state: "provisioning" } }]);
  });

  test("keeps no other waiting where it can't be read", async () => {
    await bought("mallory");
    await bought("ada");
    await spoil("mallory");
    time.advance(130);
    await refresh();
    expect(await w.snipes("ada")).toMatchObject([{ server: { state: "ready" } }]);
    expect(await w.snipes("mallory")).toMatchObject([{ server: { state: "provisioning" } }]);
  });

  test("costs the customer's limit at the provider little", async () => {
    await command("PUT", "/settings", { readyAfterSeconds: 1_000_000 });
    await order("ada", await matched("ada"));
    for (let minutes = 0; minutes < 120; minutes++) {
      time.advance(60);
      await refresh();
    }
    expect(await finds()).toBeLessThan(30);
    expect(await finds()).toBeGreaterThan(15);
  });
});

test("nothing to do writes nothing and asks nobody", async () => {
  await connectHetzner(w.ctx, adapter, w.simulator.controlUrl, "ada");
  const rule = await buyingRule(w.ctx, "ada");
  const calls: string[] = [];
  const watched = bounded(w.ctx, adapter, async ({ call }) => {
    calls.push(call);
  });
  await reconcile(watched.ctx, () => watched.adapter);
  await republishChecks(watched.ctx);
  await refreshSnipes(watched.ctx, () => watched.adapter);
  expect(new Set(calls)).toEqual(new Set(["QueryCommand"]));
  expect(await Rule.find(w.ctx.table, "ada", rule.id)).toEqual(rule);
});
