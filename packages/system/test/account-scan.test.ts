// Guarantee: what one customer's token shows is matched for them and shown to them alone, and their provider's limits are
// kept, whichever invocation reads.

import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection } from "@cloudco/core/connection/save";
import { Lease } from "@cloudco/core/lease/lease";
import { createRule, pauseRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { Watch } from "@cloudco/core/watch/watch";
import { descriptors } from "@cloudco/providers/descriptors";
import { adapter } from "@cloudco/providers/digitalocean/digitalocean";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Droplets, droplets, type Owner } from "./kit/droplets.ts";
import { recorded } from "./kit/table-writes.ts";

let d: Droplets;
let ada: Owner;
let target: Watch.Target;
beforeAll(async () => {
  d = await droplets();
});
afterAll(() => d.close());

const stock = (slug: string) => d.control("POST", "/stock", { slug, regions: ["fra1"] });
const fault = (body: object) => d.control("POST", "/faults", body);

beforeEach(async () => {
  ada = await d.owner();
  await stock("s-1vcpu-1gb");
  target = await d.connect(ada);
  await d.rule(ada);
  await d.readings();
});
afterEach(async () => {
  await d.control("DELETE", "/faults");
  for (const { slug } of await d.control<{ slug: string }[]>("GET", "/stock")) {
    await d.control("DELETE", `/stock/${slug}`);
  }
});

type Page = { items: { listing: { id: string; provider: string } }[] };
/** What the API shows of DigitalOcean. */
async function offers(who: Owner): Promise<string[]> {
  const answer = await who.call("GET", "/offers?provider=digitalocean");
  expect(answer.status).toBe(200);
  return (answer.json as Page).items.map(({ listing }) => listing.id);
}
const eventually = (who: Owner) => expect.poll(() => offers(who), { timeout: 10_000 });
const matched = async (who: Owner) => (await d.matches(who)).map((match) => match.listing.id);

// Another customer's prices and stock are their own business, and an offer that only they can have would be a lost match.
test("two accounts' offers and matches stay apart", async () => {
  const bob = await d.owner();
  const eve = await d.owner();
  const bobs = await d.connect(bob);
  await d.rule(bob);
  await d.rule(eve);
  await d.scan(target);
  await d.control("DELETE", "/stock/s-1vcpu-1gb");
  await stock("s-2vcpu-2gb");
  await d.scan(bobs);

  await eventually(ada).toEqual(["s-1vcpu-1gb:fra1"]);
  await eventually(bob).toEqual(["s-2vcpu-2gb:fra1"]);
  expect(await offers(eve)).toEqual([]);
  expect([await matched(ada), await matched(bob), await matched(eve)]).toEqual([
    ["s-1vcpu-1gb:fra1"],
    ["s-2vcpu-2gb:fra1"],
    [],
  ]);
  const status = async (who: Owner, id: string) =>
    (await who.call("GET", `/offers/digitalocean/${id}`)).status;
  expect(await status(ada, "s-1vcpu-1gb:fra1")).toBe(200);
  expect(await status(ada, "s-2vcpu-2gb:fra1")).toBe(404);
  expect(await status(bob, "s-1vcpu-1gb:fra1")).toBe(404);
  expect(await status(eve, "s-1vcpu-1gb:fra1")).toBe(404);
});

test("each sees how their own last scan went", async () => {
  const bob = await d.owner();
  await d.scan(target);
  const scanOf = async (who: Owner) => {
    const { items } = (await who.call("GET", "/providers")).json as {
      items: { id: string; scan: unknown }[];
    };
    return items.find(({ id }) => id === "digitalocean")?.scan;
  };
  expect(await scanOf(ada)).toMatchObject({ listings: 1, failure: null });
  expect(await scanOf(bob)).toBeNull();
});

describe("what nobody reads any more is no offer", () => {
  beforeEach(async () => {
    await d.scan(target);
    await eventually(ada).toEqual(["s-1vcpu-1gb:fra1"]);
  });
  const offer = async () => (await ada.call("GET", "/offers/digitalocean/s-1vcpu-1gb:fra1")).json;

  test("once the connection is deleted", async () => {
    expect(await offer()).toMatchObject({ available: true });
    await ada.call("DELETE", "/connections/digitalocean");
    await eventually(ada).toEqual([]);
    expect(await offer()).toMatchObject({ available: false });
  });

  test("an hour after it was read", async () => {
    const lease = await Lease.acquire(d.ctx.table, Watch.leaseOf(target), "test", d.time.now() + 60_000, 1);
    const report = await d.report(target);
    if (!(lease && report)) throw new Error("It was not read.");
    const evaluatedAt = report.evaluatedAt - 3_600_000;
    await Lease.renew(d.ctx.table, lease, d.time.now(), 1, { ...report, evaluatedAt });
    await eventually(ada).toEqual([]);
  });
});

describe("how often it is read", () => {
  test("once in an invocation, and not sooner than the provider allows", async () => {
    await d.scan(target);
    expect(await d.readings()).toBe(1);
    await d.scan(target);
    expect(await d.readings()).toBe(0);
    d.time.advance(60);
    await d.scan(target);
    expect(await d.readings()).toBe(1);
  });

  test("as often as is asked for, until the turn is over", async () => {
    await d.scan(target, { untilMs: 400, pollMs: 50 });
    expect(await d.readings()).toBeGreaterThan(2);
  });

  test("by one invocation at a time", async () => {
    await Promise.all([d.scan(target), d.scan(target), d.scan(target)]);
    expect(await d.readings()).toBe(1);
  });

  // Who asks again before the time that a provider gave may be shut out.
  test("not before the time that the provider gave, by no invocation", async () => {
    const body = JSON.stringify({ id: "too_many_requests", message: "API rate limit exceeded" });
    const headers = { "retry-after": "600" };
    await fault({ route: "GET /v2/sizes", kind: "body", status: 429, body, headers });
    await d.scan(target);
    expect(await d.readings()).toBe(1);
    expect(await d.report(target)).toMatchObject({ failures: 1, failure: expect.stringContaining("limit") });
    for (let minute = 0; minute < 9; minute++) {
      d.time.advance(60);
      await d.scan(target);
    }
    expect(await d.readings()).toBe(0);
    d.time.advance(61);
    await d.scan(target);
    expect(await d.readings()).toBe(1);
    expect(await d.report(target)).toMatchObject({ failures: 0, failure: null });
  });

  test("also where the time has not come: a reason that is gone ends the watch", async () => {
    await d.scan(target);
    await removeConnection(d.ctx, ada.id, "digitalocean");
    await d.scan(target);
    expect(await d.schedules(ada)).toEqual([]);
  });
});

describe("a token that is no longer to be used", () => {
  test("ends in a connection that says so, and in no further reading", async () => {
    await d.control("DELETE", `/tokens/${ada.tokenId}`);
    await d.scan(target);
    expect(await d.readings()).toBe(1);
    const { json } = await ada.call("GET", "/connections/digitalocean");
    expect(json).toMatchObject({ status: "ERROR", failure: { cause: "credentials" } });
    expect(await d.schedules(ada)).toEqual([]);
    d.time.advance(60);
    await d.scan(target);
    expect(await d.readings()).toBe(0);
  });

  test("is opened for its own connection alone", async () => {
    const bob = await d.owner();
    const bobs = await d.connect(bob);
    await d.rule(bob);
    const [mine, theirs] = await Promise.all(
      [ada, bob].map((who) => Connection.find(d.ctx.table, who.id, "digitalocean")),
    );
    const key = Connection.key(bob.id, "digitalocean");
    await Table.update(d.ctx.table, key, {
      expression: "SET #sealed = :sealed",
      values: { ":sealed": mine?.sealed },
    });
    await d.readings();
    await d.scan(bobs);
    expect(await d.readings()).toBe(0);
    expect(await Connection.find(d.ctx.table, bob.id, "digitalocean")).toMatchObject({
      id: theirs?.id,
      status: "ERROR",
      proven: false,
    });
    expect(await d.schedules(bob)).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["forgotten", () => removeConnection(d.ctx, ada.id, "digitalocean")],
    ["replaced", () => d.connect({ ...ada })],
    [
      "of no use to any rule",
      async () => {
        const { items } = (await ada.call("GET", "/rules")).json as { items: { id: string }[] };
        for (const { id } of items) await pauseRule(d.ctx, ada.id, id);
      },
    ],
  ])("is not used again within a turn: it was %s", async (what, change) => {
    let used = 0;
    const watched = {
      ...adapter,
      inventory: async (...args: Parameters<typeof adapter.inventory>) => {
        used += 1;
        const read = await adapter.inventory(...args);
        if (used === 1) await change();
        return read;
      },
    };
    await d.scan(target, { adapter: watched, untilMs: 400, pollMs: 20 });
    if (what === "replaced") expect(used).toBeGreaterThan(1);
    else expect(used).toBe(1);
  });
});

describe("a provider that fails", () => {
  test.each<[string, object]>([
    ["is down", { kind: "status", status: 503 }],
    ["resets the connection", { kind: "reset", when: "before" }],
    ["answers nonsense", { kind: "body", status: 200, body: "<html>" }],
    ["answers with nothing in it", { kind: "body", status: 200, body: "{}" }],
    [
      "allows nothing",
      { kind: "body", status: 403, body: JSON.stringify({ id: "forbidden", message: "no" }) },
    ],
  ])("throws nothing: %s", async (_, body) => {
    await d.scan(target);
    d.time.advance(60);
    await fault({ route: "GET /v2/sizes", times: 1, ...body });
    await d.scan(target);
    expect(await d.report(target)).toMatchObject({ failures: 1, listings: 1, failure: expect.any(String) });
    expect(await d.schedules(ada)).toHaveLength(1);
    expect(await offers(ada)).toEqual(["s-1vcpu-1gb:fra1"]);
    d.time.advance(60);
    await d.scan(target);
    expect(await d.report(target)).toMatchObject({ failures: 0, failure: null });
  });
});

test("what is gone is gone, and what comes is matched", async () => {
  await d.scan(target);
  await d.control("DELETE", "/stock/s-1vcpu-1gb");
  await stock("s-4vcpu-8gb");
  d.time.advance(60);
  await d.scan(target);
  await eventually(ada).toEqual(["s-4vcpu-8gb:fra1"]);
  expect((await matched(ada)).sort()).toEqual(["s-1vcpu-1gb:fra1", "s-4vcpu-8gb:fra1"]);
});

// Each turn begins with an empty memory, and reads nothing of what it wrote before unless something changed.
test("an inventory that is as it was is not read nor written again, and a new rule is matched against it", async () => {
  const { ctx, writes } = recorded(d.ctx);
  const reads: string[] = [];
  const watched = intercepted(ctx, (command, send) => {
    const { input } = command as { input: { ExpressionAttributeValues?: Record<string, unknown> } };
    reads.push(String(input.ExpressionAttributeValues?.[":hash"] ?? ""));
    return send();
  });
  await d.scan(target, { pollMs: 1, ctx: watched });
  expect(writes()).toContain("OFFER#digitalocean#s-1vcpu-1gb:fra1");
  expect(reads.filter((name) => name.startsWith("OFFERS#"))).toEqual([`OFFERS#digitalocean#${ada.id}`]);
  reads.length = 0;
  // By the clock of the scans, which earlier tests have set forward.
  const criteria = { name: "later", category: "vm", currency: "USD", maxMonthly: 2_000, budget: 0 };
  const made = await createRule(d.ctx, descriptors, ada.id, "digitalocean", Rule.Criteria.parse(criteria));
  await d.scan(target, { pollMs: 1, ctx: watched });
  expect(writes().filter((key) => key.startsWith("OFFER#"))).toEqual([]);
  expect(reads.filter((name) => name.startsWith("OFFERS#"))).toEqual([]);
  expect((await d.matches(ada)).map((match) => match.ruleId)).toContain("rule" in made && made.rule.id);
});
