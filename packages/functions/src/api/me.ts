import { Account } from "@cloudco/core/account/account";
import { ACTIVE_RULES, Plan } from "@cloudco/core/account/plan";
import { ApiKey } from "@cloudco/core/api-key/api-key";
import { Connection } from "@cloudco/core/connection/connection";
import type { Context } from "@cloudco/core/context/context";
import { Rule } from "@cloudco/core/rule/rule";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { type Api, json, NoQuery, problems } from "./schema.ts";

const Me = z
  .object({
    plan: Plan.meta({ description: "What you pay for. On `free` rules tell and buy nothing." }),
    limits: z.object({
      activeRules: z.int().nullable().meta({ description: "Null where there is none." }),
      keys: z.int(),
      requestsPerMinute: z.int().meta({
        description: "Of your pages and programs together. What stops, pauses and deletes is counted apart.",
      }),
    }),
    use: z.object({ activeRules: z.int(), keys: z.int(), connections: z.int() }),
    scopes: z.array(ApiKey.Scope).nullable().meta({
      description: "Of the API key that asks; null for a person, who may do everything.",
    }),
  })
  .openapi("Me");

const get = createRoute({
  ...byKey(),
  method: "get",
  path: "/me",
  operationId: "getMe",
  tags: ["Account"],
  summary: "Your plan, its limits, and what you use of them",
  description: "For every API key, too.",
  request: { query: NoQuery },
  responses: { 200: json("You.", Me), ...problems() },
});

export function addMe(api: Api, ctx: Context, requestsPerMinute: number): void {
  api.openapi(get, async (c) => {
    const { accountId, caller } = c.var;
    const [{ plan }, rules, keys, connections] = await Promise.all([
      Account.find(ctx, accountId),
      Rule.list(ctx.table, accountId),
      ApiKey.list(ctx, accountId),
      Connection.list(ctx.table, accountId),
    ]);
    const most = ACTIVE_RULES[plan];
    return c.json(
      {
        plan,
        limits: {
          activeRules: Number.isFinite(most) ? most : null,
          keys: ApiKey.KEYS_MOST,
          requestsPerMinute,
        },
        use: {
          activeRules: rules.filter(({ status }) => status === "active").length,
          keys: keys.filter(({ revokedAt }) => revokedAt === null).length,
          connections: connections.length,
        },
        scopes: caller.key?.scopes ?? null,
      },
      200,
    );
  });
}
