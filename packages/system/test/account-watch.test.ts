// Guarantee: a connection whose inventory only its own token reads is watched while it is proven and a rule waits for it,
// and not a minute longer; the schedule that does it holds no secret.

import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { createRule, pauseRule, resumeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { arrangeChanged } from "@cloudco/core/watch/arrange";
import { Schedule } from "@cloudco/core/watch/schedule";
import { descriptors } from "@cloudco/providers/descriptors";
import { descriptor } from "@cloudco/providers/digitalocean/descriptor";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Droplets, droplets, type Owner } from "./kit/droplets.ts";
import { spoil } from "./kit/spoil.ts";

let d: Droplets;
let ada: Owner;
beforeAll(async () => {
  d = await droplets();
});
beforeEach(async () => {
  ada = await d.owner();
});
afterAll(() => d.close());

const reconcile = (ctx: Context = d.ctx) => arrangeChanged(ctx, descriptor);
const count = async () => (await d.schedules(ada)).length;

describe("a schedule is made", () => {
  test("once a verified connection has a rule", async () => {
    const target = await d.connect(ada);
    expect(await count()).toBe(0);
    await d.rule(ada);
    expect((await d.schedules(ada)).map((input) => JSON.parse(input))).toEqual([target]);
    await d.rule(ada);
    expect(await count()).toBe(1);
  });

  test("once a rule has a verified connection", async () => {
    await d.rule(ada);
    expect(await count()).toBe(0);
    await d.connect(ada);
    expect(await count()).toBe(1);
  });

  test("when a paused rule is resumed", async () => {
    await d.connect(ada);
    const id = await d.rule(ada);
    await ada.call("POST", `/rules/${id}/pause`);
    expect(await count()).toBe(0);
    await ada.call("POST", `/rules/${id}/resume`);
    expect(await count()).toBe(1);
  });

  test("not for rules of another provider", async () => {
    await d.connect(ada);
    await d.rule(ada, { provider: "vultr" });
    expect(await count()).toBe(0);
  });
});

describe("a schedule is ended", () => {
  let id: string;
  beforeEach(async () => {
    await d.connect(ada);
    id = await d.rule(ada);
    expect(await count()).toBe(1);
  });

  test.each([
    ["the rule is paused", "POST", "/rules/:id/pause"],
    ["the rule is deleted", "DELETE", "/rules/:id"],
    ["the connection is deleted", "DELETE", "/connections/digitalocean"],
  ])("when %s", async (_, method, path) => {
    await ada.call(method, path.replace(":id", id));
    expect(await count()).toBe(0);
  });

  test("when the token is no longer verified", async () => {
    await d.control("DELETE", `/tokens/${ada.tokenId}`);
    const answer = await ada.call("POST", "/connections/digitalocean/verify");
    expect(answer.json).toMatchObject({ status: "ERROR" });
    expect(await count()).toBe(0);
  });

  test("but not while another rule waits", async () => {
    const other = await d.rule(ada);
    await ada.call("POST", `/rules/${id}/pause`);
    expect(await count()).toBe(1);
    await ada.call("DELETE", `/rules/${other}`);
    expect(await count()).toBe(0);
  });
});

// The process may die between a change and what follows from it. Nobody waits longer than a minute for it.
describe("what a process that died left out, reconciliation makes good", () => {
  const criteria = Rule.Criteria.parse({
    name: "any",
    category: "vm",
    maxMonthly: 1,
    budget: 1,
    currency: "USD",
  });

  test("a rule that was made and not watched for", async () => {
    await d.connect(ada);
    await createRule(d.ctx, descriptors, ada.id, "digitalocean", criteria);
    expect(await count()).toBe(0);
    await reconcile();
    expect(await count()).toBe(1);
  });

  test("a connection that was proven after the API had answered", async () => {
    await d.rule(ada);
    await d.connect(ada);
    await ada.call("POST", "/connections/digitalocean/verify");
    const connection = await Connection.find(d.ctx.table, ada.id, "digitalocean");
    await Schedule.remove(d.ctx, connection?.id ?? "");
    expect(await count()).toBe(0);
    await reconcile();
    expect(await count()).toBe(1);
  });

  test("a rule that was paused and is still watched for", async () => {
    await d.connect(ada);
    const id = await d.rule(ada);
    await pauseRule(d.ctx, ada.id, id);
    expect(await count()).toBe(1);
    await reconcile();
    expect(await count()).toBe(0);
  });

  test("and one account's damaged items keep no other waiting", async () => {
    const mallory = await d.owner();
    await d.connect(mallory);
    await spoil(d.ctx, Rule.key(mallory.id, await d.rule(mallory)), "locations");
    await d.rule(mallory);
    const key = Connection.key(mallory.id, "digitalocean");
    const setStatus = (status: string) =>
      Table.update(d.ctx.table, key, { expression: "SET #status = :status", values: { ":status": status } });
    await setStatus("ODD");
    await d.connect(ada);
    await createRule(d.ctx, descriptors, ada.id, "digitalocean", criteria);
    await reconcile();
    expect(await count()).toBe(1);
    await setStatus("VERIFIED");
  });
});

// A failure of Scheduler is ours: what the customer changed is changed, and they are told so.
test("where Scheduler fails, the API answers as it would", async () => {
  const target = await d.connect(ada);
  vi.stubEnv("WATCHES_GROUP", "no-such-group");
  const id = await d.rule(ada);
  for (const step of ["pause", "resume"]) {
    expect((await ada.call("POST", `/rules/${id}/${step}`)).status).toBe(200);
  }
  expect((await ada.call("POST", "/connections/digitalocean/verify")).status).toBe(200);
  vi.unstubAllEnvs();
  expect(await count()).toBe(0);
  await reconcile();
  expect((await d.schedules(ada)).map((input) => JSON.parse(input))).toEqual([target]);
});

describe("a schedule too many ends by itself", () => {
  const scanned = async (change: (id: string) => Promise<unknown>) => {
    const target = await d.connect(ada);
    const id = await d.rule(ada);
    await change(id);
    expect(await count()).toBe(1);
    await d.readings();
    await d.scan(target);
    expect(await count()).toBe(0);
    expect(await d.readings()).toBe(0);
  };

  test("where the rule was paused", () => scanned((id) => pauseRule(d.ctx, ada.id, id)));
  test("where the connection is gone", () => scanned(() => removeConnection(d.ctx, ada.id, "digitalocean")));
  test("where the connection is another one", () =>
    scanned(async () => {
      const former = await Connection.find(d.ctx.table, ada.id, "digitalocean");
      await removeConnection(d.ctx, ada.id, "digitalocean");
      await d.connect(ada);
      // The new one's own schedule stays.
      expect(await count()).toBe(2);
      const now = await Connection.find(d.ctx.table, ada.id, "digitalocean");
      expect(now?.id).not.toBe(former?.id);
      await Schedule.remove(d.ctx, now?.id ?? "");
    }));

  test("and one that is missing comes back with the next change", async () => {
    const target = await d.connect(ada);
    const id = await d.rule(ada);
    await pauseRule(d.ctx, ada.id, id);
    await d.scan(target);
    expect(await count()).toBe(0);
    await resumeRule(d.ctx, ada.id, id);
    await reconcile();
    expect(await count()).toBe(1);
  });
});

// The last: it sets the clock forward, and what the API writes later would seem old.
test("a failure of Scheduler that lasts forgets nobody, and costs nothing once it is over", async () => {
  await d.connect(ada);
  const id = await d.rule(ada);
  await reconcile();
  await pauseRule(d.ctx, ada.id, id);
  const down: Context = { ...d.ctx, scheduler: () => Promise.reject(new Error("Scheduler is down.")) };
  for (let minute = 0; minute < 10; minute++) {
    await reconcile(down);
    d.time.advance(60);
  }
  expect(await count()).toBe(1);
  await reconcile();
  expect(await count()).toBe(0);
  d.time.advance(600);
  await reconcile();
  const idle = vi.fn(d.ctx.scheduler);
  await reconcile({ ...d.ctx, scheduler: idle });
  expect(idle).not.toHaveBeenCalled();
});
