import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { ProviderId } from "@cloudco/core/provider/id";
import * as Stop from "@cloudco/core/stop/stop";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { Once } from "./once.ts";
import { Problem } from "./problem.ts";
import { type Api, BODY, isoOrNull, json, NoQuery, problems, refuseBody, Time } from "./schema.ts";

const RULES_MOST = 1_000;

const Body = z
  .object({
    state: z.enum(["running", "stopped"]),
    stoppedAt: Time.nullable(),
    rules: z.array(z.object({ id: z.string(), name: z.string(), provider: ProviderId })).meta({
      description:
        "The active rules. While stopped they match nothing, and starting lets exactly these match again, those made or resumed meanwhile among them. They count as active all the time.",
    }),
    inFlight: z
      .array(
        z.object({
          matchId: z.string(),
          ruleId: z.string(),
          state: Match.State.extract(["sending", "unknown", "needs_human"]),
          sentAt: Time.nullable().meta({ description: "null where the order can't be read." }),
        }),
      )
      .meta({
        description:
          "Orders that had left for the provider, or may have, and can't be called back: of all rules, also of paused and deleted ones.",
      }),
  })
  .openapi("Sniping");

function toBody({ stoppedAt, rules, inFlight }: Stop.Sniping): z.infer<typeof Body> {
  return {
    state: stoppedAt === null ? "running" : "stopped",
    stoppedAt: isoOrNull(stoppedAt),
    rules: rules.map(({ id, name, provider }) => ({ id, name, provider })),
    inFlight: inFlight.map(({ matchId, ruleId, state, sentAt }) => ({
      matchId,
      ruleId,
      state: Match.State.extract(["sending", "unknown", "needs_human"]).parse(state),
      sentAt: isoOrNull(sentAt),
    })),
  };
}

const get = createRoute({
  ...byKey("rules:read"),
  method: "get",
  path: "/sniping",
  operationId: "getSniping",
  tags: ["Sniping"],
  summary: "Whether your rules run or are stopped",
  description: "With the list that starting has to be given.",
  request: { query: NoQuery },
  responses: { 200: json("How it is now.", Body), ...problems() },
});

const stop = createRoute({
  ...byKey("rules:write"),
  method: "post",
  path: "/sniping/stop",
  operationId: "stopSniping",
  tags: ["Sniping"],
  summary: "STOP SNIPE: stop every rule at once",
  description:
    "From the answer on no order of yours leaves, whatever rule it is of; those that had left are named in `inFlight`. No server is touched, and servers can still be terminated. Stopping what is stopped changes nothing.",
  request: { query: NoQuery },
  middleware: refuseBody,
  responses: { 200: json("It is stopped.", Body), ...problems("request.too_large") },
});

const StartBody = z
  .strictObject({
    rules: z.array(z.string().min(1).max(100)).max(RULES_MOST).meta({
      description: "The ids of `rules`, as they were shown to whoever starts them.",
    }),
  })
  .meta({ example: { rules: ["rul_01KAV6Q0C6WQ8C6WQ8C6WQ8C6W"] } });

const start = createRoute({
  ...byKey("snipes:buy"),
  method: "post",
  path: "/sniping/start",
  operationId: "startSniping",
  tags: ["Sniping"],
  summary: "START SNIPE: let the rules match again",
  description:
    "Exactly the rules that were shown, at once. What was paused by hand stays paused. Refused where other rules would become active than those that are given: show the list anew.",
  request: {
    query: NoQuery,
    headers: Once.Headers,
    body: { required: true, content: { "application/json": { schema: StartBody } } },
  },
  responses: { 200: json("It runs.", Body), ...problems("sniping.changed", ...Once.PROBLEMS, ...BODY) },
});

export function addSniping(api: Api, ctx: Context): void {
  api.openapi(get, async (c) => c.json(toBody(await Stop.sniping(ctx, c.var.accountId)), 200));

  api.openapi(stop, async (c) => c.json(toBody(await Stop.stop(ctx, c.var.accountId)), 200));

  api.openapi({ ...start, middleware: Once.middleware(ctx) }, async (c) => {
    const { kind, now } = await Stop.start(ctx, c.var.accountId, c.req.valid("json").rules);
    if (kind === "started") return c.json(toBody(now), 200);
    throw new Problem.ProblemError(
      "sniping.changed",
      "Nothing was started: other rules would become active than those you were shown. Read the list at /sniping again, and start those.",
      { fields: [{ field: "rules", message: "It is not the list of rules that would become active." }] },
    );
  });
}
