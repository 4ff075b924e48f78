import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Rule } from "./rule.ts";

/**
 * Has the next scan look at the customer's active rules of a provider as if they were new.
 * @param priceList by which the account pays there, where it is known: their rules are judged by it from now on
 */
export async function touchRules(
  ctx: Context,
  accountId: string,
  provider: ProviderId,
  priceList?: string,
): Promise<void> {
  const rules = await Rule.list(ctx.table, accountId);
  const open = rules.filter((rule) => rule.provider === provider && rule.status !== "completed");
  for (const rule of open) {
    const isMoved = priceList !== undefined && rule.priceList !== priceList;
    if (rule.status !== "active" && !isMoved) continue;
    const now = ctx.now();
    await Table.update(
      ctx.table,
      Rule.key(accountId, rule.id),
      {
        expression: `SET #evaluateAt = :now, #position = :position${isMoved ? ", #priceList = :list" : ""} ADD #revision :one`,
        values: {
          ":now": now,
          ":position": position(now, rule.id),
          ":one": 1,
          ...(isMoved ? { ":list": priceList } : {}),
        },
      },
      { expression: "#status = :status", values: { ":status": rule.status } },
    );
  }
}

/** The same for one rule, where it is active. */
export async function touch(ctx: Context, accountId: string, id: string): Promise<void> {
  const now = ctx.now();
  await Table.update(
    ctx.table,
    Rule.key(accountId, id),
    {
      expression: "SET #evaluateAt = :now, #position = :position ADD #revision :one",
      values: { ":now": now, ":position": position(now, id), ":one": 1 },
    },
    { expression: "#status = :active", values: { ":active": "active" } },
  );
}
