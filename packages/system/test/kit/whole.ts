import { Match } from "@cloudco/core/match/match";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { expect } from "vitest";

export type Books = { rules: Rule.Info[]; matches: Match.Info[] };

const HOLDING: readonly Match.State[] = ["reserved", "sending", "unknown", "needs_human"];
const BOUGHT: readonly Match.State[] = ["placed", "reconciled_placed"];

/** All that was written of a customer's rules and matches, deleted ones included. */
export async function books(table: Table.Table, accountId: string): Promise<Books> {
  const rules = await Table.list(table, `ACCOUNT#${accountId}`, "RULE#", Rule.Info);
  const matches = await Table.list(table, `ACCOUNT#${accountId}`, "MATCH#", Match.Info);
  return { rules, matches };
}

/**
 * Budget: what a rule may spend is left, reserved or spent, never less than nothing and never more than its cap; what is
 * reserved is reserved for the one order that is under way, and what is spent was spent on those that were bought: one for
 * each place that the rule has, and none for a place that is left.
 */
export function expectWhole({ rules, matches }: Books): void {
  for (const rule of rules) {
    const { id, budget, left, reserved, committed, openMatch, status, quantity, placesLeft } = rule;
    expect(left + reserved + committed).toBe(budget);
    expect(Math.min(left, reserved, committed)).toBeGreaterThanOrEqual(0);
    const own = matches.filter(({ ruleId }) => ruleId === id);
    const holding = own.filter((match) => HOLDING.includes(match.state));
    expect(holding.map((match) => match.id)).toEqual(openMatch ? [openMatch] : []);
    expect(reserved).toBe(holding.reduce((sum, { amount }) => sum + amount, 0));
    const bought = own.filter((match) => BOUGHT.includes(match.state));
    expect(bought.length, "places and servers").toBe(quantity - placesLeft);
    expect(committed).toBe(bought.reduce((sum, { amount }) => sum + amount, 0));
    // One that was paused by an order that was placed late has no place left either.
    if (placesLeft === 0) expect(["completed", "deleted", "paused"]).toContain(status);
  }
}
