// Guarantee: a customer never has more active rules than their plan, no edit is lost, and no budget falls below what
// is bound.

import { setPlan } from "@cloudco/core/account/account";
import { ACTIVE_RULES, type Plan } from "@cloudco/core/account/plan";
import type { Context } from "@cloudco/core/context/context";
import { createRule, editRule, pauseRule, removeRule, resumeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { touchRules } from "@cloudco/core/rule/touch";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { descriptors } from "@cloudco/providers/descriptors";
import { beforeEach, describe, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";

let m: StockScan;
beforeEach(async () => {
  m = await stockScan();
});

const criteria = Rule.Criteria.parse({ name: "any", category: "auction", maxMonthly: 5000, budget: 10_000 });
const make = (account = "ada") => createRule(m.ctx, descriptors, account, "hetzner", criteria);
const plan = (name: Plan, account = "ada") => setPlan(m.ctx.table, account, name);
const active = async (account = "ada") =>
  (await Rule.list(m.ctx.table, account)).filter(({ status }) => status === "active").length;
const stored = (id: string) => Table.get(m.ctx.table, Rule.key("ada", id), Rule.Info);

/** Sets fields of a rule as an order under way does. */
async function set(id: string, fields: Partial<Rule.Info>): Promise<void> {
  const names = Object.keys(fields);
  await Table.update(m.ctx.table, Rule.key("ada", id), {
    expression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
    values: Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
  });
}

describe("a plan's number of active rules", () => {
  // However many are made at the same moment, there is never one more than the plan has.
  test.each<Plan>(["free", "pro"])("%s: fifty at once", async (name) => {
    await plan(name);
    const made = await Promise.all(Array.from({ length: 50 }, () => make()));
    expect(made.filter((each) => "rule" in each)).toHaveLength(ACTIVE_RULES[name]);
    expect(await active()).toBe(ACTIVE_RULES[name]);
    expect(made.find((each) => "refused" in each)).toEqual({ refused: "plan" });
  });

  test("made and resumed at the same moment", async () => {
    await plan("pro");
    const paused: string[] = [];
    for (let count = 0; count < 8; count++) {
      const made = await make();
      if ("rule" in made) paused.push(made.rule.id);
    }
    for (const id of paused) await pauseRule(m.ctx, "ada", id);
    expect(await active()).toBe(0);
    await Promise.all([
      ...paused.map((id) => resumeRule(m.ctx, "ada", id)),
      ...Array.from({ length: 8 }, () => make()),
    ]);
    expect(await active()).toBe(10);
    expect(await make()).toEqual({ refused: "plan" });
  });

  test("resumed at the same moment", async () => {
    await plan("pro");
    const paused: string[] = [];
    for (let count = 0; count < 10; count++) {
      const made = await make();
      if ("rule" in made) paused.push(made.rule.id);
    }
    for (const id of paused) await pauseRule(m.ctx, "ada", id);
    for (let count = 0; count < 9; count++) await make();
    const resumed = await Promise.all(paused.map((id) => resumeRule(m.ctx, "ada", id)));
    expect(resumed.filter((each) => each && "rule" in each)).toHaveLength(1);
    expect(await active()).toBe(10);
  });

  // Whoever may resume a rule only as they saw it does not resume what somebody else made of it meanwhile.
  test("resumed as it was seen, or not at all", async () => {
    const made = await make();
    if (!("rule" in made)) throw new Error("Refused.");
    const { id, revision } = made.rule;
    await pauseRule(m.ctx, "ada", id);
    expect(await resumeRule(m.ctx, "ada", id, revision)).toEqual({ refused: "changed" });
    expect(await active()).toBe(0);
    expect(await resumeRule(m.ctx, "ada", id, revision + 1)).toHaveProperty("rule");
  });

  test("counts neither paused nor deleted nor completed ones, and each customer's own", async () => {
    await plan("free");
    const first = await make();
    if (!("rule" in first)) throw new Error("Refused.");
    expect(await make("bob")).toHaveProperty("rule");
    await pauseRule(m.ctx, "ada", first.rule.id);
    const second = await make();
    if (!("rule" in second)) throw new Error("Refused.");
    expect(await resumeRule(m.ctx, "ada", first.rule.id)).toEqual({ refused: "plan" });
    await removeRule(m.ctx, "ada", second.rule.id);
    expect(await resumeRule(m.ctx, "ada", first.rule.id)).toHaveProperty("rule.status", "active");
    await set(first.rule.id, { status: "completed" });
    expect(await make()).toHaveProperty("rule");
  });

  test("is the settings' where the customer has none", async () => {
    const free = { ...m.ctx, settings: { ...m.ctx.settings, defaultPlan: "free" as const } };
    expect(await createRule(free, descriptors, "eve", "hetzner", criteria)).toHaveProperty("rule");
    expect(await createRule(free, descriptors, "eve", "hetzner", criteria)).toEqual({ refused: "plan" });
  });
});

// Whoever pages through them sees each once.
test("rules that were made in one millisecond are always in one order", async () => {
  for (let made = 0; made < 8; made++) await buyingRule({ ...m.ctx, now: () => 1 }, "ada");
  const ids = (await Rule.list(m.ctx.table, "ada")).map(({ id }) => id);
  expect(ids).toHaveLength(8);
  expect(ids).toEqual(ids.toSorted());
});

describe("an edit", () => {
  test("changes what is given and nothing else", async () => {
    const rule = await buyingRule(m.ctx, "ada", { locations: ["FSN1"] });
    m.time.advance(1);
    const edited = await editRule(m.ctx, descriptors, "ada", rule.id, { maxMonthly: 100, name: "other" });
    const after = await stored(rule.id);
    expect(edited).toEqual({ rule: after });
    const { position, evaluateAt, ...rest } = rule;
    expect(after).toMatchObject({ ...rest, maxMonthly: 100, name: "other", revision: 2 });
    expect(after?.position.localeCompare(position)).toBe(1);
    expect(after?.evaluateAt).toBeGreaterThan(evaluateAt);
  });

  test("of what is not there, or another's, finds nothing", async () => {
    const rule = await buyingRule(m.ctx, "ada");
    expect(await editRule(m.ctx, descriptors, "bob", rule.id, { name: "mine" })).toBeNull();
    expect(await editRule(m.ctx, descriptors, "ada", "rul_none", { name: "mine" })).toBeNull();
    await removeRule(m.ctx, "ada", rule.id);
    expect(await editRule(m.ctx, descriptors, "ada", rule.id, { name: "mine" })).toBeNull();
    expect(await stored(rule.id)).toMatchObject({ status: "deleted", name: "any" });
  });

  test("of a completed rule is refused", async () => {
    const rule = await buyingRule(m.ctx, "ada");
    await set(rule.id, { status: "completed" });
    expect(await editRule(m.ctx, descriptors, "ada", rule.id, { name: "other" })).toEqual({
      refused: "completed",
    });
  });

  // A place that was bought is not taken back.
  test("lowers the quantity to what was bought and one more, and no lower", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { quantity: 3 });
    await set(id, { placesLeft: 1, placements: 2 });
    expect(await editRule(m.ctx, descriptors, "ada", id, { quantity: 2 })).toEqual({ refused: "quantity" });
    expect(await stored(id)).toMatchObject({ quantity: 3, placesLeft: 1 });
    await set(id, { placesLeft: 2, placements: 1 });
    expect(await editRule(m.ctx, descriptors, "ada", id, { quantity: 2 })).toMatchObject({
      rule: { quantity: 2, placesLeft: 1 },
    });
  });

  // What is reserved or spent is not given away by lowering the budget.
  test("lowers the budget to what is bound, and no lower", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { budget: 10_000 });
    await set(id, { left: 4_000, reserved: 6_000 });
    expect(await editRule(m.ctx, descriptors, "ada", id, { budget: 5_999 })).toEqual({ refused: "budget" });
    expect(await stored(id)).toMatchObject({ budget: 10_000, left: 4_000 });
    expect(await editRule(m.ctx, descriptors, "ada", id, { budget: 6_000 })).toHaveProperty("rule.left", 0);
    expect(await editRule(m.ctx, descriptors, "ada", id, { budget: 20_000 })).toHaveProperty(
      "rule.left",
      14_000,
    );
    expect(await stored(id)).toMatchObject({ budget: 20_000, left: 14_000, reserved: 6_000 });
  });

  test("does not lower the budget below what is reserved at this very moment", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { budget: 10_000 });
    let reserved = false;
    const racing = intercepted(m.ctx, async (command, send) => {
      if (command.constructor.name === "UpdateCommand" && !reserved) {
        reserved = true;
        await set(id, { left: 1_000, reserved: 9_000 });
      }
      return await send();
    });
    expect(await editRule(racing, descriptors, "ada", id, { budget: 5_000 })).toEqual({ refused: "budget" });
    expect(await stored(id)).toMatchObject({ budget: 10_000, left: 1_000, reserved: 9_000 });
  });

  test("thirty at once are one after the other, none lost", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { budget: 1 });
    const budgets = Array.from({ length: 30 }, (_, at) => 1_000 + at);
    await Promise.all(budgets.map((budget) => editRule(m.ctx, descriptors, "ada", id, { budget })));
    const after = await stored(id);
    expect(after?.revision).toBe(31);
    expect(budgets).toContain(after?.budget);
    expect(after?.left).toBe(after?.budget);
  });
});

describe("pausing and resuming", () => {
  test("change nothing but that", async () => {
    const rule = await buyingRule(m.ctx, "ada");
    expect(await pauseRule(m.ctx, "ada", rule.id)).toHaveProperty("rule.status", "paused");
    expect(await pauseRule(m.ctx, "ada", rule.id)).toHaveProperty("rule.status", "paused");
    expect(await resumeRule(m.ctx, "ada", rule.id)).toHaveProperty("rule.status", "active");
    expect(await resumeRule(m.ctx, "ada", rule.id)).toHaveProperty("rule.status", "active");
    const { position, evaluateAt, revision, ...rest } = rule;
    expect(await stored(rule.id)).toMatchObject(rest);
  });

  // Guarantee: a pause holds once it is acknowledged, also against a resume that was asked for before and slept.
  test("what is paused again while it is being resumed stays paused", async () => {
    const { id } = await buyingRule(m.ctx, "ada");
    await pauseRule(m.ctx, "ada", id);
    let paused = false;
    const sleeping = intercepted(m.ctx, async (command, send) => {
      if (command.constructor.name === "TransactWriteCommand" && !paused) {
        paused = true;
        await pauseRule(m.ctx, "ada", id);
      }
      return await send();
    });
    expect(await resumeRule(sleeping, "ada", id)).toEqual({ refused: "changed" });
    expect(await stored(id)).toMatchObject({ status: "paused" });
  });

  test("tell what had left already", async () => {
    const { id } = await buyingRule(m.ctx, "ada");
    await set(id, { openMatch: "mat_1" });
    expect(await pauseRule(m.ctx, "ada", id)).toMatchObject({
      rule: { status: "paused", openMatch: "mat_1" },
    });
  });

  test.each([pauseRule, resumeRule])(
    "%o finds nothing that is not there, and refuses what is completed",
    async (change) => {
      const { id } = await buyingRule(m.ctx, "ada");
      expect(await change(m.ctx, "bob", id)).toBeNull();
      await set(id, { status: "completed" });
      expect(await change(m.ctx, "ada", id)).toEqual({ refused: "completed" });
      await removeRule(m.ctx, "ada", id);
      expect(await change(m.ctx, "ada", id)).toBeNull();
    },
  );

  test.each([pauseRule, resumeRule])(
    "%o finds nothing where there is nothing, or another's",
    async (change) => {
      const { id } = await buyingRule(m.ctx, "ada");
      expect(await change(m.ctx, "bob", id)).toBeNull();
      expect(await change(m.ctx, "ada", "rul_none")).toBeNull();
      expect(await stored(id)).toMatchObject({ status: "active", revision: 1 });
    },
  );

  test.each<[string, (ctx: Context, id: string) => Promise<unknown>]>([
    ["paused", (ctx, id) => pauseRule(ctx, "ada", id)],
    ["edited", (ctx, id) => editRule(ctx, descriptors, "ada", id, { name: "other" })],
  ])("what is deleted in the moment in which it is %s is gone to its owner", async (_, change) => {
    const { id } = await buyingRule(m.ctx, "ada");
    const deleting = intercepted(m.ctx, async (command, send) => {
      const written = await send();
      if (/^(TransactWrite|Update)Command$/.test(command.constructor.name))
        await removeRule(m.ctx, "ada", id);
      return written;
    });
    expect(await change(deleting, id)).toBeNull();
    expect(await stored(id)).toMatchObject({ status: "deleted" });
  });

  test("a deleted rule can't be brought back by either", async () => {
    const { id } = await buyingRule(m.ctx, "ada");
    await Promise.all([
      removeRule(m.ctx, "ada", id),
      pauseRule(m.ctx, "ada", id),
      resumeRule(m.ctx, "ada", id),
    ]);
    await resumeRule(m.ctx, "ada", id);
    expect(await stored(id)).toMatchObject({ status: "deleted" });
  });
});

describe("deleting", () => {
  test("is done once, and leaves a tombstone", async () => {
    const { id } = await buyingRule(m.ctx, "ada");
    expect(await removeRule(m.ctx, "bob", id)).toBeNull();
    expect(await removeRule(m.ctx, "ada", id)).toMatchObject({ tombstone: { status: "deleted" } });
    expect(await removeRule(m.ctx, "ada", id)).toBeNull();
    expect(await removeRule(m.ctx, "ada", "rul_none")).toBeNull();
    expect(await Rule.find(m.ctx.table, "ada", id)).toBeNull();
    expect(await Rule.list(m.ctx.table, "ada")).toEqual([]);
    expect(await stored(id)).toMatchObject({ status: "deleted" });
    expect(await Table.get(m.ctx.table, Rule.key("bob", id), Rule.Info)).toBeNull();
  });
});

test("touching has the active rules of one provider looked at again", async () => {
  const [ours, paused, other] = await Promise.all(Array.from({ length: 3 }, () => buyingRule(m.ctx, "ada")));
  const theirs = await buyingRule(m.ctx, "bob");
  await pauseRule(m.ctx, "ada", paused?.id ?? "");
  await set(other?.id ?? "", { provider: "vultr" });
  await set(ours?.id ?? "", { evaluateAt: m.time.now() + 3_600_000 });
  await touchRules(m.ctx, "ada", "hetzner");
  expect(await stored(ours?.id ?? "")).toMatchObject({ revision: 2 });
  expect((await stored(ours?.id ?? ""))?.evaluateAt).toBeLessThanOrEqual(m.time.now());
  expect(await stored(paused?.id ?? "")).toMatchObject({ revision: 2, status: "paused" });
  expect(await stored(other?.id ?? "")).toMatchObject({ revision: 1 });
  expect(await Rule.find(m.ctx.table, "bob", theirs.id)).toEqual(theirs);
});
