import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { Minor } from "@cloudco/core/money/money";
import { ProviderId } from "@cloudco/core/provider/id";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { has, readPage } from "./page.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  CursorParam,
  idParam,
  iso,
  isoOrNull,
  json,
  Limit,
  Listing,
  Next,
  NoQuery,
  problems,
  Since,
  Time,
  Until,
} from "./schema.ts";

const Body = z
  .object({
    id: z.string(),
    provider: ProviderId,
    ruleId: z.string(),
    listing: Listing.meta({ description: "The offer as it was when it matched." }),
    monthly: Minor.meta({
      description: "Net price of a month as the rule wants it, minor units of the listing's currency.",
    }),
    termMonths: z.int().meta({ description: "For how many months the rule takes it." }),
    state: Match.State.meta({
      description:
        "`alerted`: it only told, on the Free plan also where the rule would buy. Else an order: `matched`, `reserved`, `sending`, then how it ended. `unknown`: it left, and its answer was lost; CloudCO looks for it at the provider and sends none again. `cancelled`: it was placed, and then the provider called it off.",
    }),
    failure: z
      .object({ cause: Match.FailureCause, message: z.string() })
      .nullable()
      .meta({ description: "Why nothing was bought." }),
    attempt: z.int().meta({ description: "How often this offer was matched for the rule." }),
    reference: z.string().nullable().meta({ description: "The provider's id of the order." }),
    matchedAt: Time,
    sentAt: Time.nullable().meta({ description: "When the order left for the provider." }),
    history: z.array(z.object({ state: Match.State, at: Time })),
  })
  .openapi("Match");

function toBody(match: Match.Info): z.infer<typeof Body> {
  return {
    id: match.id,
    provider: match.provider,
    ruleId: match.ruleId,
    listing: match.listing,
    monthly: match.monthly,
    termMonths: match.termMonths,
    state: match.state,
    failure: match.failure && { cause: match.failure.cause, message: match.failure.message },
    attempt: match.attempt,
    reference: match.reference ?? null,
    matchedAt: iso(match.matchedAt),
    sentAt: isoOrNull(match.sentAt ?? null),
    history: match.history.map(({ state, at }) => ({ state, at: iso(at) })),
  };
}

const Row = Match.Info.extend({ position: z.string() });

const list = createRoute({
  ...byKey("rules:read"),
  method: "get",
  path: "/matches",
  operationId: "listMatches",
  tags: ["Matches"],
  summary: "What your rules found",
  description:
    "The latest first. With a filter an answer may hold few items, or none, and still have a `next`: go on until it is null.",
  request: {
    query: z.strictObject({
      provider: ProviderId.optional(),
      state: Match.State.optional(),
      since: Since,
      until: Until,
      ruleId: z.string().max(100).optional().meta({ description: "Of this rule alone." }),
      limit: Limit,
      cursor: CursorParam,
    }),
  },
  responses: { 200: json("The matches.", z.object({ items: z.array(Body), next: Next })), ...problems() },
});

const get = createRoute({
  ...byKey("rules:read"),
  method: "get",
  path: "/matches/{matchId}",
  operationId: "getMatch",
  tags: ["Matches"],
  summary: "One match",
  description: "The offer as it was, and every step of its order.",
  request: { params: idParam("matchId", "mat", "match"), query: NoQuery },
  responses: { 200: json("The match.", Body), ...problems("resource.not_found") },
});

export function addMatches(api: Api, ctx: Context): void {
  api.openapi(list, async (c) => {
    const { limit, cursor, since, until, ...wanted } = c.req.valid("query");
    const { items, next } = await readPage(ctx, Match.collection(c.var.accountId), Row, "mat", {
      limit,
      cursor,
      since,
      until,
      only: (match) => has(match, wanted),
    });
    return c.json({ items: items.map(toBody), next }, 200);
  });

  api.openapi(get, async (c) => {
    const match = await Match.find(ctx.table, c.var.accountId, c.req.valid("param").matchId);
    if (!match) throw Problem.notFound();
    return c.json(toBody(match), 200);
  });
}
