import { Account } from "@cloudco/core/account/account";
import { ACTIVE_RULES, mayAutoBuy } from "@cloudco/core/account/plan";
import { Connection } from "@cloudco/core/connection/connection";
import type { Context } from "@cloudco/core/context/context";
import { Currency, Minor } from "@cloudco/core/money/money";
import { pricedFor } from "@cloudco/core/offer/payer";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { Acceptance } from "@cloudco/core/rule/acceptance";
import { Rule } from "@cloudco/core/rule/rule";
import { preview } from "@cloudco/core/scan/preview";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { type Inventory, priceListsOf } from "./inventory.ts";
import { Offer, toOffer } from "./offers.ts";
import { Problem } from "./problem.ts";
import { RuleBody } from "./rule-body.ts";
import { type Api, BODY, json, NoQuery, problems } from "./schema.ts";

const SHOWN = 5;

const Body = z
  .object({
    matches: z.int().nullable().meta({
      description: "How many offers fit now; null where the provider's stock is not read for you.",
    }),
    takes: z.int().meta({ description: "How many of those the rule would take: its budget pays for them." }),
    best: z
      .array(Offer)
      .meta({ description: "Up to five of them; the one that it would take first comes first." }),
    currency: Currency,
    most: Minor.meta({ description: "The most that the rule can ever commit, net; 0 where it only tells." }),
    buys: z.boolean().meta({ description: "Auto-Buy is on, and in your plan." }),
    connection: Connection.Status.nullable().meta({ description: "Null where you have none." }),
    plan: z.object({ active: z.int(), most: z.int().nullable() }).meta({
      description: "Your active rules, and how many your plan allows; null for any number.",
    }),
  })
  .openapi("RulePreview");

const route = createRoute({
  ...byKey("rules:read"),
  method: "post",
  path: "/rules/preview",
  operationId: "previewRule",
  tags: ["Rules"],
  summary: "What a rule would find now",
  description:
    "Takes what POST /rules takes, and refuses what that refuses. The matcher that buys answers; nothing is made, and nothing is bought.",
  request: {
    query: NoQuery,
    body: { required: true, content: { "application/json": { schema: RuleBody.Create } } },
  },
  responses: { 200: json("What it would find.", Body), ...problems(...BODY) },
});

/** Before the routes of one rule: its path is one of theirs, too. */
export function addPreview(
  api: Api,
  ctx: Context,
  descriptors: readonly Descriptor[],
  inventory: Inventory,
): void {
  api.openapi(route, async (c) => {
    const { accountId } = c.var;
    const { provider, ...criteria } = c.req.valid("json");
    const accepted = Acceptance.accept(descriptors, provider, criteria);
    if ("problems" in accepted) throw Problem.invalid(accepted.problems);
    const [catalogue, priceLists, connection, account, rules] = await Promise.all([
      inventory.of(accountId, provider),
      priceListsOf(ctx, descriptors, accountId, accepted.criteria.currency),
      Connection.find(ctx.table, accountId, provider),
      Account.find(ctx, accountId),
      Rule.list(ctx.table, accountId),
    ]);
    const payer = { priceList: priceLists[provider], termMonths: criteria.termMonths };
    const offers = new Map(
      (catalogue?.offers ?? []).flatMap((offer) => {
        const listing = pricedFor(offer.listing, payer);
        return listing ? [[listing, { ...offer, listing }] as const] : [];
      }),
    );
    const found = preview(provider, accepted.criteria, [...offers.keys()]);
    const best = found.takes.slice(0, SHOWN).flatMap((listing) => offers.get(listing) ?? []);
    const most = ACTIVE_RULES[account.plan];
    return c.json(
      {
        matches: catalogue ? found.matches : null,
        takes: found.takes.length,
        best: best.map((offer) => toOffer(offer, criteria.ipv4)),
        currency: accepted.criteria.currency,
        most: found.most,
        buys: criteria.autoBuy && mayAutoBuy(account.plan),
        connection: connection?.status ?? null,
        plan: {
          active: rules.filter(({ status }) => status === "active").length,
          most: Number.isFinite(most) ? most : null,
        },
      },
      200,
    );
  });
}
