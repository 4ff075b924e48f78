import { createHash } from "node:crypto";
import { Connection } from "@cloudco/core/connection/connection";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { Rule } from "@cloudco/core/rule/rule";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { answerUnlessKnown } from "./etag.ts";
import type { Inventory } from "./inventory.ts";
import { type Api, json, NoQuery, problems } from "./schema.ts";

/** Changes of what is older are seen when the page is opened anew. */
const LATEST = 25;

const Mark = z.string().meta({ description: "Another text once anything in the collection changed." });
const Body = z
  .object({
    rules: Mark,
    matches: Mark,
    snipes: Mark,
    connections: Mark,
    catalogue: z.record(z.string(), Mark).meta({ description: "By provider." }),
    inFlight: z.int().meta({ description: "How many orders are under way: look more often." }),
  })
  .openapi("Pulse");

const route = createRoute({
  ...byKey("rules:read"),
  method: "get",
  path: "/pulse",
  operationId: "getPulse",
  tags: ["Service"],
  summary: "Whether anything changed",
  description:
    "Small and cheap, for a page that is watched. Compare it with the one before, and read anew what moved. With `if-none-match` an unchanged one is answered with 304.",
  request: { query: NoQuery },
  responses: {
    200: json("The marks.", Body),
    304: { description: "Nothing changed." },
    ...problems(),
  },
});

const MatchRow = Match.Info.extend({ position: z.string() });
const SnipeRow = Snipe.Info.extend({ position: z.string() });

export function addPulse(
  api: Api,
  ctx: Context,
  descriptors: readonly Descriptor[],
  inventory: Inventory,
): void {
  const latest = async <T>(collection: string, schema: z.ZodType<T>) =>
    (await Table.page(ctx.table, collection, schema, { limit: LATEST })).items;

  api.openapi(route, async (c) => {
    const { accountId } = c.var;
    const [rules, connections, matches, snipes, catalogues] = await Promise.all([
      Rule.list(ctx.table, accountId),
      Connection.list(ctx.table, accountId),
      latest(Match.collection(accountId), MatchRow),
      latest(Snipe.collection(accountId), SnipeRow),
      Promise.all(
        descriptors.map(async ({ id }) => [id, (await inventory.of(accountId, id))?.version ?? ""] as const),
      ),
    ]);
    const body: z.infer<typeof Body> = {
      rules: mark(rules.map((rule) => [rule.id, rule.position, rule.status, rule.openMatch, rule.left])),
      matches: mark(matches.map((match) => [match.id, match.state, match.attempt, match.lookups])),
      snipes: mark(snipes.map((snipe) => [snipe.id, snipe.server, snipe.termination])),
      connections: mark(connections.map(({ sealed, rateLimitedUntil, trialUntil, ...shown }) => shown)),
      catalogue: Object.fromEntries(catalogues.map(([id, version]) => [ProviderId.parse(id), mark(version)])),
      inFlight: matches.filter(({ state }) => Match.UNDER_WAY.includes(state)).length,
    };
    return answerUnlessKnown(c, `"${mark(body)}"`, () => c.json(body, 200)) as never;
  });
}

function mark(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 12);
}
