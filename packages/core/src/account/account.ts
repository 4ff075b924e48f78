export * as Account from "./account.ts";

import * as z from "zod";
import type { Context } from "../context/context.ts";
import { Table } from "../table/table.ts";
import { Plan } from "./plan.ts";

const Row = z.object({
  plan: Plan.optional(),
  revision: z.int().default(0),
  stoppedAt: z.int().optional(),
  stops: z.int().default(0),
});

/**
 * `revision` counts the changes that are bound by the plan's limits, so that two at once can't both pass. `stoppedAt`
 * (epoch ms) while its owner has stopped everything that buys or watches; null otherwise. `stops` counts how often they
 * asked for that.
 */
export type Account = { id: string; plan: Plan; revision: number; stoppedAt: number | null; stops: number };

const key = (id: string) => ({ pk: `ACCOUNT#${id}`, sk: "ACCOUNT" });

/** A customer who has no plan yet has the one that the settings give to everybody. */
export async function find(ctx: Context, id: string): Promise<Account> {
  const row = await Table.get(ctx.table, key(id), Row);
  return {
    id,
    plan: row?.plan ?? ctx.settings.defaultPlan,
    revision: row?.revision ?? 0,
    stoppedAt: row?.stoppedAt ?? null,
    stops: row?.stops ?? 0,
  };
}

export async function setPlan(table: Table.Table, id: string, plan: Plan): Promise<void> {
  await Table.update(table, key(id), { expression: "SET #plan = :plan", values: { ":plan": plan } });
}

/** A step that lets one plan-bound change of the account pass at a time. */
export function advance(account: Account): Table.Write {
  return {
    update: key(account.id),
    set: { expression: "ADD #revision :one", values: { ":one": 1 } },
    condition:
      account.revision === 0
        ? { expression: "attribute_not_exists(#revision)" }
        : { expression: "#revision = :revision", values: { ":revision": account.revision } },
  };
}

/** A step that fails a transaction where the customer has stopped everything, or their plan is not what it was. */
export function checkBuys(account: Account): Table.Write {
  return {
    check: key(account.id),
    condition: {
      expression: "attribute_not_exists(#stoppedAt) AND (attribute_not_exists(#plan) OR #plan = :plan)",
      values: { ":plan": account.plan },
    },
  };
}

/** Once this has returned nothing of the account's is sent any more. Stopping again outlasts a start that is under way. */
export async function stop(table: Table.Table, id: string, now: number): Promise<void> {
  await Table.update(table, key(id), {
    expression: "SET #stoppedAt = if_not_exists(#stoppedAt, :now) ADD #stops :one",
    values: { ":now": now, ":one": 1 },
  });
}

/** False where it was started or stopped, or a rule was made or resumed, since the account was read. */
export async function start(
  table: Table.Table,
  { id, revision, stoppedAt, stops }: Account,
): Promise<boolean> {
  const same = revision === 0 ? "attribute_not_exists(#revision)" : "#revision = :revision";
  return await Table.update(
    table,
    key(id),
    { expression: "REMOVE #stoppedAt" },
    {
      expression: `#stoppedAt = :stoppedAt AND (attribute_not_exists(#stops) OR #stops = :stops) AND ${same}`,
      values: {
        ":stoppedAt": stoppedAt,
        ":stops": stops,
        ...(revision === 0 ? {} : { ":revision": revision }),
      },
    },
  );
}
