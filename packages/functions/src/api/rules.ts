import type { Context } from "@cloudco/core/context/context";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import {
  type Created,
  createRule,
  type Edited,
  editRule,
  pauseRule,
  removeRule,
  resumeRule,
} from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { position } from "@cloudco/core/table/time";
import { arrangeVisits } from "@cloudco/core/watch/arrange";
import { createRoute } from "@hono/zod-openapi";
import type { Context as Hono } from "hono";
import * as z from "zod";
import { API } from "../origin.ts";
import { byKey, requireScope } from "./caller.ts";
import { ETag } from "./etag.ts";
import { Once } from "./once.ts";
import { has, pageOf } from "./page.ts";
import { Problem } from "./problem.ts";
import { RuleBody } from "./rule-body.ts";
import {
  type Api,
  BODY,
  CursorParam,
  type Env,
  idParam,
  json,
  LIMIT_MOST,
  Limit,
  Next,
  NoQuery,
  problems,
  refuseBody,
  refuseInvalid,
  Since,
  Until,
} from "./schema.ts";

const common = { tags: ["Rules"], request: { params: idParam("ruleId", "rul", "rule"), query: NoQuery } };
const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { "application/json": { schema } },
});

const HEADERS = {
  etag: { description: "Of the rule's latest change.", schema: { type: "string" as const } },
};
const rule = (description: string) => ({ ...json(description, RuleBody.Body), headers: HEADERS });

const post = createRoute({
  ...byKey("rules:write"),
  tags: ["Rules"],
  method: "post",
  path: "/rules",
  operationId: "createRule",
  summary: "Make a rule",
  description:
    "It is active at once, and matched against everything on offer at the next scan. By an API key one with `autoBuy` needs `snipes:buy`.",
  request: { query: NoQuery, headers: Once.Headers, body: body(RuleBody.Create) },
  responses: {
    201: {
      ...rule("The rule."),
      headers: { ...HEADERS, location: { description: "Its address.", schema: { type: "string" as const } } },
    },
    ...problems("rule.limit", "rule.key_used", ...Once.PROBLEMS, ...BODY),
  },
});

const list = createRoute({
  ...byKey("rules:read"),
  tags: ["Rules"],
  method: "get",
  path: "/rules",
  operationId: "listRules",
  summary: "Your rules",
  description: "The latest first; deleted ones are gone. `since` and `until` are about when they were made.",
  request: {
    query: z.strictObject({
      status: RuleBody.STATUSES.optional(),
      provider: ProviderId.optional(),
      since: Since,
      until: Until,
      limit: Limit.default(LIMIT_MOST),
      cursor: CursorParam,
    }),
  },
  responses: {
    200: json("The rules.", z.object({ items: z.array(RuleBody.Body), next: Next })),
    ...problems(),
  },
});

const get = createRoute({
  ...byKey("rules:read"),
  ...common,
  method: "get",
  path: "/rules/{ruleId}",
  operationId: "getRule",
  summary: "One rule",
  description: "With what is left of its budget.",
  responses: { 200: rule("The rule."), ...problems("resource.not_found") },
});

const patch = createRoute({
  ...byKey("rules:write"),
  ...common,
  method: "patch",
  path: "/rules/{ruleId}",
  operationId: "changeRule",
  summary: "Change a rule",
  description:
    "An order that has not left yet is not sent any more; one that had left is named in `inFlight`. The provider can't be changed.",
  request: { ...common.request, headers: ETag.ifMatch("rule"), body: body(RuleBody.Change) },
  responses: {
    200: rule("The rule as it is now."),
    ...problems(
      "resource.not_found",
      "rule.completed",
      "rule.budget",
      "rule.quantity",
      "request.changed",
      ...BODY,
    ),
  },
});

const pauseRoute = createRoute({
  ...byKey("rules:write"),
  ...common,
  method: "post",
  path: "/rules/{ruleId}/pause",
  operationId: "pauseRule",
  summary: "Stop matching for a while",
  description: "From the answer on no order of this rule leaves; one that had left is named in `inFlight`.",
  middleware: refuseBody,
  responses: {
    200: rule("The rule as it is now."),
    ...problems("resource.not_found", "request.too_large", "rule.completed"),
  },
});

const resumeRoute = createRoute({
  ...byKey("rules:write"),
  ...common,
  method: "post",
  path: "/rules/{ruleId}/resume",
  operationId: "resumeRule",
  summary: "Match again",
  description: "From the next scan on.",
  request: { ...common.request, headers: Once.Headers },
  responses: {
    200: rule("The rule as it is now."),
    ...problems(
      "resource.not_found",
      "request.too_large",
      "rule.completed",
      "rule.limit",
      "request.changed",
      ...Once.PROBLEMS,
    ),
  },
});

const del = createRoute({
  ...byKey("rules:write"),
  ...common,
  method: "delete",
  path: "/rules/{ruleId}",
  operationId: "deleteRule",
  summary: "Delete a rule",
  description: "From the answer on no order of this rule leaves.",
  middleware: refuseBody,
  responses: {
    200: json(
      "It is deleted, but an order had already left for the provider.",
      z.object({ inFlight: RuleBody.InFlight }),
    ),
    204: { description: "It is deleted." },
    ...problems("resource.not_found", "request.too_large"),
  },
});

export function addRules(api: Api, ctx: Context, descriptors: readonly Descriptor[]): void {
  const arrange = async ({ provider, accountId }: Rule.Info) => {
    const descriptor = descriptors.find(({ id }) => id === provider);
    if (descriptor) await arrangeVisits(ctx, descriptor, accountId);
  };

  const answer = async (c: Hono<Env>, rule: Rule.Info) => {
    c.header("etag", etagOf(rule));
    return await RuleBody.render(ctx, rule);
  };

  api.openapi({ ...post, middleware: Once.middleware(ctx) }, async (c) => {
    const { provider, ...criteria } = c.req.valid("json");
    const { "idempotency-key": key } = c.req.valid("header");
    if (criteria.autoBuy) requireScope(c.var.caller, "snipes:buy");
    const rule = accept(await createRule(ctx, descriptors, c.var.accountId, provider, criteria, key));
    await arrange(rule);
    c.header("location", `${API}/rules/${rule.id}`);
    return c.json(await answer(c, rule), 201);
  });

  api.openapi(list, async (c) => {
    const { status, provider, ...page } = c.req.valid("query");
    const rules = await Rule.list(ctx.table, c.var.accountId);
    const wanted = rules.filter((rule) => has(rule, { status, provider }));
    const { items, next } = pageOf(wanted, page, "rul", ({ createdAt, id }) => position(createdAt, id));
    return c.json({ items: await Promise.all(items.map((rule) => RuleBody.render(ctx, rule))), next }, 200);
  });

  api.openapi(get, async (c) => {
    const rule = await Rule.find(ctx.table, c.var.accountId, c.req.valid("param").ruleId);
    return c.json(await answer(c, rule ?? missing()), 200);
  });

  api.openapi(
    patch,
    async (c) => {
      const { accountId } = c.var;
      const { ruleId } = c.req.valid("param");
      const before = (await Rule.find(ctx.table, accountId, ruleId)) ?? missing();
      const sent = RuleBody.toChanges(c.req.valid("json"), before);
      if ("refused" in sent) throw Problem.invalid(sent.refused);
      const { changes } = sent;
      if (Object.keys(changes).length === 0) {
        throw Problem.invalid([
          { field: "body", code: "missing", message: "Give at least one field to change." },
        ]);
      }
      if (changes.autoBuy ?? before.autoBuy) requireScope(c.var.caller, "snipes:buy");
      const match = c.req.valid("header")["if-match"];
      if (match !== undefined && !ETag.matches(match, etagOf(before))) throw ETag.changed("rule");
      // What a key's scope was judged by is what it changes, also where a person changes it at the same moment.
      const seen = match === undefined && !c.var.caller.key ? undefined : before.revision;
      const rule = accept(await editRule(ctx, descriptors, accountId, ruleId, changes, seen));
      await arrange(rule);
      return c.json(await answer(c, rule), 200);
    },
    refuseInvalid(),
  );

  api.openapi(pauseRoute, async (c) => {
    const rule = accept(await pauseRule(ctx, c.var.accountId, c.req.valid("param").ruleId));
    await arrange(rule);
    return c.json(await answer(c, rule), 200);
  });

  api.openapi({ ...resumeRoute, middleware: [refuseBody, Once.middleware(ctx)] as const }, async (c) => {
    const before = await Rule.find(ctx.table, c.var.accountId, c.req.valid("param").ruleId);
    if (before?.autoBuy) requireScope(c.var.caller, "snipes:buy");
    // What a key's scope was judged by is what it resumes, also where a person changes it at the same moment.
    const seen = c.var.caller.key ? before?.revision : undefined;
    const rule = accept(await resumeRule(ctx, c.var.accountId, c.req.valid("param").ruleId, seen));
    await arrange(rule);
    return c.json(await answer(c, rule), 200);
  });

  api.openapi(del, async (c) => {
    const { accountId } = c.var;
    const { ruleId } = c.req.valid("param");
    const removed = await removeRule(ctx, accountId, ruleId);
    if (!removed) throw Problem.notFound();
    const { tombstone } = removed;
    if (tombstone) await arrange(tombstone);
    const inFlight = tombstone && (await RuleBody.inFlight(ctx, tombstone));
    return inFlight ? c.json({ inFlight }, 200) : c.body(null, 204);
  });
}

function accept(edited: Edited | Created): Rule.Info {
  if (!edited) return missing();
  if ("rule" in edited) return edited.rule;
  switch (edited.refused) {
    case "completed":
      throw new Problem.ProblemError(
        "rule.completed",
        "Nothing was changed: this rule has bought its server and stays as history. Make a new rule to buy another.",
      );
    case "budget":
      throw new Problem.ProblemError(
        "rule.budget",
        "Nothing was changed: more than this budget is spent or reserved already. Give a higher one.",
        { fields: [{ field: "budget", message: "It is less than what is spent and reserved." }] },
      );
    case "changed":
      throw ETag.changed("rule");
    case "quantity":
      throw new Problem.ProblemError(
        "rule.quantity",
        "Nothing was changed: this rule has bought as many servers already. Give a higher quantity, or pause or delete the rule.",
        { fields: [{ field: "quantity", message: "It is no more than what is bought." }] },
      );
    case "criteria":
      throw Problem.invalid(edited.problems);
    case "key":
      throw new Problem.ProblemError(
        "rule.key_used",
        "Nothing was made: this Idempotency-Key has made another rule before, or one that was deleted since. Send a new key with a new rule.",
      );
    case "plan":
      throw new Problem.ProblemError(
        "rule.limit",
        "Nothing was changed: your plan allows no further active rule. Pause or delete one, or choose a larger plan.",
      );
  }
}

/** A rule's revision counts its changes; what its orders do to its budget is none. */
const etagOf = ({ revision }: Rule.Info): string => `"${revision}"`;

function missing(): never {
  throw Problem.notFound();
}
