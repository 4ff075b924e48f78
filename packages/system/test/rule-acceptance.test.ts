// Guarantee: no rule ever tries to order what Auto-Buy can't order, and a request that is repeated makes one rule.

import { setPlan } from "@cloudco/core/account/account";
import { type Created, createRule, editRule, pauseRule, removeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { descriptors as real } from "@cloudco/providers/descriptors";
import { beforeEach, describe, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";

let m: StockScan;
beforeEach(async () => {
  m = await stockScan();
});

/** As if Hetzner listed what it does not sell over the webservice. */
const descriptors = real.map((each) =>
  each.id === "hetzner" ? { ...each, categories: ["auction", "dedicated"] as const } : each,
);
const change = (id: string, changes: Partial<Rule.Criteria>, ctx = m.ctx) =>
  editRule(ctx, descriptors, "ada", id, changes);
const stored = (id: string) => Rule.find(m.ctx.table, "ada", id);

describe("two changes that are fine each, and not both", () => {
  const toDedicated = { category: "dedicated" } as const;
  const toBuying = { autoBuy: true };

  // Guarantee: no rule ever tries to order what Auto-Buy can't order, however its changes meet.
  test("at the same moment: one is refused", async () => {
    for (let round = 0; round < 25; round++) {
      const { id } = await buyingRule(m.ctx, "ada", { autoBuy: false });
      const both = await Promise.all([change(id, toDedicated), change(id, toBuying)]);
      expect(both.filter((each) => each && "rule" in each)).toHaveLength(1);
      expect(both.find((each) => each && "refused" in each)).toEqual({
        refused: "criteria",
        problems: [{ field: "autoBuy", message: expect.stringContaining("no dedicated") }],
      });
      const { category, autoBuy } = (await stored(id)) ?? {};
      expect([category, autoBuy]).not.toEqual(["dedicated", true]);
      await removeRule(m.ctx, "ada", id);
    }
  });

  test.each([
    [toDedicated, toBuying],
    [toBuying, toDedicated],
  ])("%j, and %j between its reading and its writing", async (first, second) => {
    const { id } = await buyingRule(m.ctx, "ada", { autoBuy: false });
    let raced = false;
    const racing = intercepted(m.ctx, async (command, send) => {
      if (command.constructor.name === "UpdateCommand" && !raced) {
        raced = true;
        expect(await change(id, second)).toHaveProperty("rule");
      }
      return await send();
    });
    expect(await change(id, first, racing)).toMatchObject({ refused: "criteria" });
    expect(await stored(id)).toMatchObject({ ...second, revision: 2 });
  });

  test("one after the other: the second is refused, and both at once are", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { autoBuy: false });
    expect(await change(id, { ...toDedicated, ...toBuying })).toMatchObject({ refused: "criteria" });
    expect(await change(id, toDedicated)).toHaveProperty("rule");
    expect(await change(id, toBuying)).toMatchObject({ refused: "criteria" });
    expect(await change(id, { category: "auction", ...toBuying })).toHaveProperty("rule.autoBuy", true);
  });
});

describe("a change", () => {
  test("of a rule whose provider is served no more is refused, and stopping it is not", async () => {
    const { id } = await buyingRule(m.ctx, "ada");
    expect(await editRule(m.ctx, [], "ada", id, { name: "other" })).toEqual({
      refused: "criteria",
      problems: [{ field: "provider", message: expect.any(String) }],
    });
    expect(await pauseRule(m.ctx, "ada", id)).toHaveProperty("rule.status", "paused");
  });

  test("of a completed rule tells that first", async () => {
    const { id } = await buyingRule(m.ctx, "ada");
    await Table.update(m.ctx.table, Rule.key("ada", id), {
      expression: "SET #status = :completed",
      values: { ":completed": "completed" },
    });
    expect(await change(id, { category: "vm" })).toEqual({ refused: "completed" });
  });
});

describe("a rule that is made again with the same key", () => {
  const criteria = Rule.Criteria.parse({
    name: "any",
    category: "auction",
    maxMonthly: 5000,
    budget: 10_000,
    autoBuy: true,
  });
  const make = (changes: Partial<Rule.Criteria> = {}, key = "key-1", account = "ada") =>
    createRule(m.ctx, descriptors, account, "hetzner", { ...criteria, ...changes }, key);
  const idOf = (made: Created) => ("rule" in made ? made.rule.id : made.refused);

  // Guarantee: a request that is repeated because its answer was lost makes one rule, which buys one server.
  test("thirty times at the same moment is one", async () => {
    const made = await Promise.all(Array.from({ length: 30 }, () => make()));
    expect(new Set(made.map(idOf)).size).toBe(1);
    expect(await Rule.list(m.ctx.table, "ada")).toHaveLength(1);
  });

  test("is one also where it was the last that the plan allows", async () => {
    await setPlan(m.ctx.table, "ada", "free");
    const made = await Promise.all(Array.from({ length: 20 }, () => make()));
    expect(new Set(made.map(idOf)).size).toBe(1);
    expect(await make({}, "key-2")).toEqual({ refused: "plan" });
    expect(idOf(await make())).toBe(made[0] && idOf(made[0]));
  });

  test("is as it is now", async () => {
    const id = idOf(await make());
    await change(id, { name: "other" });
    await pauseRule(m.ctx, "ada", id);
    expect(await make()).toMatchObject({ rule: { id, name: "other", status: "paused", revision: 3 } });
  });

  test("is refused where it says something else, or is deleted", async () => {
    const id = idOf(await make());
    expect(await make({ maxMonthly: 5001 })).toEqual({ refused: "key" });
    expect(
      await createRule(m.ctx, descriptors, "ada", "vultr", { ...criteria, category: "vm" }, "key-1"),
    ).toEqual({
      refused: "key",
    });
    await removeRule(m.ctx, "ada", id);
    expect(await make()).toEqual({ refused: "key" });
    expect(await Rule.list(m.ctx.table, "ada")).toEqual([]);
  });

  test("is another one of another customer, with another key, and without", async () => {
    const without = () => createRule(m.ctx, descriptors, "ada", "hetzner", criteria);
    const made = [await make(), await make({}, "key-1", "bob"), await make({}, "key-2")];
    made.push(await without(), await without());
    expect(new Set(made.map(idOf)).size).toBe(5);
    const listed = (await Rule.list(m.ctx.table, "ada")).map(({ createdAt }) => createdAt);
    expect(listed).toEqual(listed.toSorted((a, b) => a - b));
  });
});
