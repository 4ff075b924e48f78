import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import { update } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Rule } from "./rule.ts";

/** Has the next scan look at the customer's active rules of a provider as if they were new. */
export async function touchRules(ctx: Context, accountId: string, provider: ProviderId): Promise<void> {
  const rules = await Rule.list(ctx.table, accountId);
  const waiting = rules.filter((rule) => rule.provider === provider && rule.status === "active");
  for (const { id } of waiting) await touch(ctx, accountId, id);
}

/** The same for one rule, where it is active. */
export async function touch(ctx: Context, accountId: string, id: string): Promise<void> {
  const now = ctx.now();
  await update(
    ctx.table,
    Rule.key(accountId, id),
    {
      expression: "SET #evaluateAt = :now, #position = :position ADD #revision :one",
      values: { ":now": now, ":position": position(now, id), ":one": 1 },
    },
    { expression: "#status = :active", values: { ":active": "active" } },
  );
}
