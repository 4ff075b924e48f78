export * as Account from "./account.ts";

import * as z from "zod";
import type { Context } from "../context/context.ts";
import { get, type Table, update, type Write } from "../table/table.ts";
import { Plan } from "./plan.ts";

const Row = z.object({ plan: Plan.optional(), revision: z.int().default(0) });

/** `revision` counts the changes that are bound by the plan's limits, so that two at once can't both pass. */
export type Account = { id: string; plan: Plan; revision: number };

const key = (id: string) => ({ pk: `ACCOUNT#${id}`, sk: "ACCOUNT" });

/** A customer who has no plan yet has the one that the settings give to everybody. */
export async function find(ctx: Context, id: string): Promise<Account> {
  const row = await get(ctx.table, key(id), Row);
  return { id, plan: row?.plan ?? ctx.settings.defaultPlan, revision: row?.revision ?? 0 };
}

export async function setPlan(table: Table, id: string, plan: Plan): Promise<void> {
  await update(table, key(id), { expression: "SET #plan = :plan", values: { ":plan": plan } });
}

/** A step that lets one plan-bound change of the account pass at a time. */
export function advance(account: Account): Write {
  return {
    update: key(account.id),
    set: { expression: "ADD #revision :one", values: { ":one": 1 } },
    condition:
      account.revision === 0
        ? { expression: "attribute_not_exists(#revision)" }
        : { expression: "#revision = :revision", values: { ":revision": account.revision } },
  };
}

/** A step that fails a transaction where the customer's plan no longer is what it was. */
export function checkPlan(account: Account): Write {
  return {
    check: key(account.id),
    condition: {
      expression: "attribute_not_exists(#plan) OR #plan = :plan",
      values: { ":plan": account.plan },
    },
  };
}
