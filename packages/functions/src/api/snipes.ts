import type { Context } from "@cloudco/core/context/context";
import { Currency, Minor } from "@cloudco/core/money/money";
import { ProviderId } from "@cloudco/core/provider/id";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { readPage } from "./page.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  CursorParam,
  idParam,
  iso,
  json,
  Limit,
  Listing,
  Next,
  NoQuery,
  problems,
  Time,
} from "./schema.ts";

const Body = z
  .object({
    id: z.string(),
    provider: ProviderId,
    ruleId: z.string(),
    matchId: z.string(),
    reference: z.string().meta({ description: "The provider's id of the order." }),
    server: z.object({
      id: z
        .string()
        .nullable()
        .meta({ description: "The provider's id of the server; null until it has one." }),
      ipv4: z.string().nullable(),
      state: Snipe.ServerState.meta({
        description:
          "`unpaid`: the order waits for you to pay it at the provider, among your orders there under `reference`; nothing is delivered before, and unpaid it lapses. `provisioning`: it is being set up.",
      }),
    }),
    listing: Listing.meta({ description: "The offer as it was when it was bought." }),
    termMonths: z.int().meta({ description: "For how many months it was taken." }),
    price: z
      .object({ currency: Currency, monthly: Minor, setup: Minor })
      .meta({ description: "What the provider asked at the moment of the order: net, minor units." }),
    reconciled: z.boolean().meta({
      description: "The provider's answer was lost, and the order was found in its records.",
    }),
    boughtAt: Time,
  })
  .openapi("Snipe");

function toBody(snipe: Snipe.Info): z.infer<typeof Body> {
  const { id, provider, ruleId, matchId, reference, server, listing, termMonths, price, reconciled } = snipe;
  return {
    id,
    provider,
    ruleId,
    matchId,
    reference,
    server: { id: server.id, ipv4: server.ipv4, state: server.state },
    listing,
    termMonths,
    price: { currency: price.currency, monthly: price.monthly, setup: price.setup },
    reconciled,
    boughtAt: iso(snipe.boughtAt),
  };
}

const Row = Snipe.Info.extend({ position: z.string() });

const list = createRoute({
  method: "get",
  path: "/snipes",
  operationId: "listSnipes",
  tags: ["Snipes"],
  summary: "The servers that were bought for you",
  description: "The latest first.",
  request: { query: z.strictObject({ limit: Limit, cursor: CursorParam }) },
  responses: { 200: json("The snipes.", z.object({ items: z.array(Body), next: Next })), ...problems() },
});

const get = createRoute({
  method: "get",
  path: "/snipes/{snipeId}",
  operationId: "getSnipe",
  tags: ["Snipes"],
  summary: "One bought server",
  description: "Its id and address at the provider appear once the provider tells them.",
  request: { params: idParam("snipeId", "snp", "snipe"), query: NoQuery },
  responses: { 200: json("The snipe.", Body), ...problems("resource.not_found") },
});

export function addSnipes(api: Api, ctx: Context): void {
  api.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const collection = Snipe.collection(c.var.accountId);
    const { items, next } = await readPage(ctx, collection, Row, "snp", { limit, cursor });
    return c.json({ items: items.map(toBody), next }, 200);
  });

  api.openapi(get, async (c) => {
    const snipe = await Snipe.find(ctx.table, c.var.accountId, c.req.valid("param").snipeId);
    if (!snipe) throw Problem.notFound();
    return c.json(toBody(snipe), 200);
  });
}
