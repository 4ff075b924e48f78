import type { Context } from "@cloudco/core/context/context";
import { Currency, Minor } from "@cloudco/core/money/money";
import { Mark, pageOf, pricedOffer, Sort } from "@cloudco/core/offer/catalogue";
import { Category, monthlyNet } from "@cloudco/core/offer/offer";
import { findOffer, type Stored } from "@cloudco/core/offer/stored";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { Cursor } from "./cursor.ts";
import { type Inventory, priceListsOf } from "./inventory.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  CursorParam,
  descriptorOf,
  iso,
  json,
  Limit,
  Listing,
  Next,
  ProviderParam,
  problems,
  queryBoolean,
  queryInteger,
  Time,
} from "./schema.ts";

const Ipv4 = queryBoolean("Compare and show prices with a public IPv4 address.").default(false);

const Query = z.strictObject({
  provider: ProviderId.optional().meta({ description: "Of this provider alone; of all where left out." }),
  category: Category.optional(),
  minCores: queryInteger(0, 1024, "Fewest processor cores.").optional(),
  minMemoryGib: queryInteger(0, 65_536, "Least memory, GiB.").optional(),
  minDiskGb: queryInteger(0, 10_000_000, "Least disk, all together, GB.").optional(),
  maxMonthly: queryInteger(
    0,
    100_000_000,
    "Highest net price of a month, minor units of `currency`, which has to be given with it.",
  ).optional(),
  currency: Currency.optional(),
  location: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .optional()
    .meta({ description: "Datacentre, site or country, as in a rule.", example: "FSN1" }),
  ipv4: Ipv4,
  sort: Sort.default("price").meta({
    description: "`-` in front: the largest first. By price, each currency stands by itself.",
  }),
  limit: Limit,
  cursor: CursorParam,
});

export const Offer = z
  .object({
    listing: Listing,
    monthlyNet: Minor.meta({
      description:
        "What a month costs net, minor units, the IPv4 surcharge included where `ipv4=true` asked for it.",
    }),
    available: z.boolean().meta({ description: "False once the provider stopped listing it." }),
    firstSeenAt: Time,
    changedAt: Time,
  })
  .openapi("Offer");

const OfferWithPrices = Offer.extend({
  prices: z
    .array(z.object({ at: Time, monthly: Minor, setup: Minor }))
    .meta({ description: "The latest changes of the net price, oldest first, minor units." }),
}).openapi("OfferWithPrices");

const list = createRoute({
  ...byKey("offers:read"),
  method: "get",
  path: "/offers",
  operationId: "listOffers",
  tags: ["Offers"],
  summary: "What is on offer",
  description:
    "As the last scan left it, or up to five seconds before while much changes. What a provider shows to each account by itself is there for its owner alone, and only while a rule of theirs has it watched.",
  request: { query: Query },
  responses: {
    200: json("The offers.", z.object({ items: z.array(Offer), next: Next })),
    ...problems(),
  },
});

const get = createRoute({
  ...byKey("offers:read"),
  method: "get",
  path: "/offers/{provider}/{offerId}",
  operationId: "getOffer",
  tags: ["Offers"],
  summary: "One offer and its prices",
  description: "Also one that is gone, for thirty days.",
  request: {
    params: ProviderParam.extend({
      offerId: z.string().min(1).max(200).meta({ description: "The provider's id of the offer." }),
    }),
    query: z.strictObject({ ipv4: Ipv4 }),
  },
  responses: { 200: json("The offer.", OfferWithPrices), ...problems("resource.not_found") },
});

/** A cursor belongs to the order in which it was made. */
const Place = z.strictObject({ sort: Sort, ipv4: z.boolean(), after: Mark });

export function addOffers(
  api: Api,
  ctx: Context,
  descriptors: readonly Descriptor[],
  inventory: Inventory,
): void {
  api.openapi(list, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    if (query.maxMonthly !== undefined && query.currency === undefined) {
      const message =
        "Give the currency that `maxMonthly` is in: amounts of different ones can't be compared.";
      throw Problem.invalid([{ field: "currency", code: "missing", message }]);
    }
    const { sort, ipv4 } = query;
    const after = cursor === undefined ? undefined : readCursor(cursor, sort, ipv4);
    const [catalogues, priceLists] = await Promise.all([
      inventory.all(c.var.accountId),
      priceListsOf(ctx, descriptors, c.var.accountId, query.currency),
    ]);
    const { offers, next } = pageOf(catalogues, { ...query, priceLists }, limit, after);
    return c.json(
      {
        items: offers.map((offer) => toOffer(offer, ipv4)),
        next: next && Cursor.encode({ sort, ipv4, after: next } satisfies z.infer<typeof Place>),
      },
      200,
    );
  });

  api.openapi(get, async (c) => {
    const { provider, offerId } = c.req.valid("param");
    const { accountId } = c.var;
    const isOwn = descriptorOf(descriptors, provider).inventory === "account";
    const found = await findOffer(ctx.table, provider, offerId, isOwn ? accountId : undefined);
    if (!found) throw Problem.notFound();
    const offer =
      isOwn && !(await inventory.isWatched(accountId, provider)) ? { ...found, available: false } : found;
    const priceLists = await priceListsOf(ctx, descriptors, accountId);
    const priced = pricedOffer(offer, priceLists);
    if (!priced) throw Problem.notFound();
    const prices = offer.prices
      .filter((point) => point.priceList === (offer.listing.prices && priceLists[provider]))
      .map(({ at, monthly, setup }) => ({ at: iso(at), monthly, setup }));
    return c.json({ ...toOffer(priced, c.req.valid("query").ipv4), prices }, 200);
  });
}

function readCursor(cursor: string, sort: Sort, ipv4: boolean): Mark {
  const place = Cursor.decode(cursor, Place);
  if (place.sort !== sort || place.ipv4 !== ipv4) {
    const message = "This cursor belongs to another `sort` or `ipv4`. Start again without one.";
    throw Problem.invalid([{ field: "cursor", message }]);
  }
  return place.after;
}

export function toOffer(offer: Stored, ipv4: boolean): z.infer<typeof Offer> {
  return {
    listing: offer.listing,
    monthlyNet: monthlyNet(offer.listing, ipv4),
    available: offer.available,
    firstSeenAt: iso(offer.firstSeenAt),
    changedAt: iso(offer.changedAt),
  };
}
