import type { Context } from "@cloudco/core/context/context";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { type Created, create, type Edited, edit, pause, remove, resume } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { get as getItem } from "@cloudco/core/table/table";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { API } from "../origin.ts";
import { arrange } from "./arrange.ts";
import { Problem } from "./problem.ts";
import { RuleBody } from "./rule-body.ts";
import { type Api, BODY, idParam, json, NoQuery, problems, refuseBody, refuseInvalid } from "./schema.ts";

const common = { tags: ["Rules"], request: { params: idParam("ruleId", "rul", "rule"), query: NoQuery } };
const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { "application/json": { schema } },
});

const RepeatHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, "Give 1 to 200 visible ASCII characters, without spaces.")
    .optional()
    .meta({ description: "Made up by you for one rule, a UUID say. Repeat it when you repeat the request." }),
});

const post = createRoute({
  tags: ["Rules"],
  method: "post",
  path: "/rules",
  operationId: "createRule",
  summary: "Make a rule",
  description:
    "It is active at once, and matched against everything on offer at the next scan. With an `Idempotency-Key` the request may be repeated after a lost answer, and makes one rule.",
  request: { query: NoQuery, headers: RepeatHeaders, body: body(RuleBody.Create) },
  responses: {
    201: {
      ...json("The rule; where it was made before, as it is now.", RuleBody.Body),
      headers: { location: { description: "Its address.", schema: { type: "string" as const } } },
    },
    ...problems("rule.limit", "rule.key_used", ...BODY),
  },
});

const list = createRoute({
  tags: ["Rules"],
  method: "get",
  path: "/rules",
  operationId: "listRules",
  summary: "Your rules",
  description: "All of them, or those of one status; deleted ones are gone.",
  request: { query: z.strictObject({ status: RuleBody.STATUSES.optional() }) },
  responses: { 200: json("The rules.", z.object({ items: z.array(RuleBody.Body) })), ...problems() },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/rules/{ruleId}",
  operationId: "getRule",
  summary: "One rule",
  description: "With what is left of its budget.",
  responses: { 200: json("The rule.", RuleBody.Body), ...problems("resource.not_found") },
});

const patch = createRoute({
  ...common,
  method: "patch",
  path: "/rules/{ruleId}",
  operationId: "changeRule",
  summary: "Change a rule",
  description:
    "An order that has not left yet is not sent any more; one that had left is named in `inFlight`. The provider can't be changed.",
  request: { ...common.request, body: body(RuleBody.Change) },
  responses: {
    200: json("The rule as it is now.", RuleBody.Body),
    ...problems("resource.not_found", "rule.completed", "rule.budget", ...BODY),
  },
});

const pauseRoute = createRoute({
  ...common,
  method: "post",
  path: "/rules/{ruleId}/pause",
  operationId: "pauseRule",
  summary: "Stop matching for a while",
  description: "From the answer on no order of this rule leaves; one that had left is named in `inFlight`.",
  middleware: refuseBody,
  responses: {
    200: json("The rule as it is now.", RuleBody.Body),
    ...problems("resource.not_found", "request.too_large", "rule.completed"),
  },
});

const resumeRoute = createRoute({
  ...common,
  method: "post",
  path: "/rules/{ruleId}/resume",
  operationId: "resumeRule",
  summary: "Match again",
  description: "From the next scan on.",
  middleware: refuseBody,
  responses: {
    200: json("The rule as it is now.", RuleBody.Body),
    ...problems("resource.not_found", "request.too_large", "rule.completed", "rule.limit"),
  },
});

const del = createRoute({
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
  const arrangeFor = async ({ provider, accountId }: Rule.Info) =>
    await arrange(
      ctx,
      descriptors.find(({ id }) => id === provider),
      accountId,
    );

  api.openapi(post, async (c) => {
    const { provider, ...criteria } = c.req.valid("json");
    const { "idempotency-key": key } = c.req.valid("header");
    const rule = accept(await create(ctx, descriptors, c.var.accountId, provider, criteria, key));
    await arrangeFor(rule);
    c.header("location", `${API}/rules/${rule.id}`);
    return c.json(await RuleBody.render(ctx, rule), 201);
  });

  api.openapi(list, async (c) => {
    const { status } = c.req.valid("query");
    const rules = await Rule.list(ctx.table, c.var.accountId);
    const wanted = rules.filter((rule) => status === undefined || rule.status === status);
    const items = await Promise.all(wanted.map((rule) => RuleBody.render(ctx, rule)));
    return c.json({ items }, 200);
  });

  api.openapi(get, async (c) => {
    const rule = await Rule.find(ctx.table, c.var.accountId, c.req.valid("param").ruleId);
    return c.json(await RuleBody.render(ctx, rule ?? missing()), 200);
  });

  api.openapi(
    patch,
    async (c) => {
      const { accountId } = c.var;
      const { ruleId } = c.req.valid("param");
      const given = Object.entries(c.req.valid("json")).filter(([, value]) => value !== undefined);
      const changes: Rule.Changes = Object.fromEntries(given);
      if (!(await Rule.find(ctx.table, accountId, ruleId))) missing();
      if (given.length === 0) {
        throw Problem.invalid([{ field: "body", message: "Give at least one field to change." }]);
      }
      const rule = accept(await edit(ctx, descriptors, accountId, ruleId, changes));
      // Orders are prepared for rules that buy.
      if ("autoBuy" in changes) await arrangeFor(rule);
      return c.json(await RuleBody.render(ctx, rule), 200);
    },
    refuseInvalid({ provider: "A rule stays with its provider. Delete it and create a new one." }),
  );

  api.openapi(pauseRoute, async (c) => {
    const rule = accept(await pause(ctx, c.var.accountId, c.req.valid("param").ruleId));
    await arrangeFor(rule);
    return c.json(await RuleBody.render(ctx, rule), 200);
  });

  api.openapi(resumeRoute, async (c) => {
    const rule = accept(await resume(ctx, c.var.accountId, c.req.valid("param").ruleId));
    await arrangeFor(rule);
    return c.json(await RuleBody.render(ctx, rule), 200);
  });

  api.openapi(del, async (c) => {
    const { accountId } = c.var;
    const { ruleId } = c.req.valid("param");
    if (!(await remove(ctx, accountId, ruleId))) throw Problem.notFound();
    // What stays of it names the order that was under way at that moment.
    const tombstone = await getItem(ctx.table, Rule.key(accountId, ruleId), Rule.Info);
    if (tombstone) await arrangeFor(tombstone);
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

function missing(): never {
  throw Problem.notFound();
}
