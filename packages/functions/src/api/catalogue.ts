import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context } from "@cloudco/core/context/context";
import { Currency, Minor } from "@cloudco/core/money/money";
import { type Catalogue, pricedOffer } from "@cloudco/core/offer/catalogue";
import { Category, Listing } from "@cloudco/core/offer/offer";
import type { PriceLists } from "@cloudco/core/offer/payer";
import type { Stored } from "@cloudco/core/offer/stored";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { answerUnlessKnown } from "./etag.ts";
import { type Inventory, priceListsOf } from "./inventory.ts";
import { type Api, descriptorOf, json, problems } from "./schema.ts";

/** A line of a table needs no more of a price's past. */
const PRICES = 8;
const compress = promisify(gzip);

const { disks, gpu } = Listing.shape;
const Columns = z.object({
  id: z.array(z.string()),
  category: z.array(Category),
  name: z.array(z.string()),
  cpu: z.array(z.string()),
  cores: z.array(z.int().nullable()),
  memoryGib: z.array(z.number()),
  disks: z.array(disks),
  gpu: z.array(gpu),
  code: z.array(z.string()),
  site: z.array(z.string()),
  country: z.array(z.string().nullable()),
  currency: z.array(Currency),
  monthly: z.array(Minor).meta({ description: "Net, without a public IPv4 address, minor units." }),
  setup: z.array(Minor).meta({ description: "Net, minor units." }),
  ipv4: z.array(Minor.nullable()).meta({ description: "As in an offer's listing." }),
  prices: z
    .array(z.array(Minor))
    .meta({ description: `The latest ${PRICES} net prices of a month, oldest first.` }),
  firstSeenAt: z.array(z.int()).meta({ description: "Seconds since 1970." }),
});

const Body = z
  .object({
    provider: ProviderId,
    version: z.string(),
    watched: z.boolean().meta({
      description: "False where the provider shows stock to each account by itself, and yours is not read.",
    }),
    columns: Columns.meta({ description: "One array for each field, all of the same length." }),
  })
  .openapi("Catalogue", { description: "All that one provider has on offer, for pages that show it whole." });

const route = createRoute({
  ...byKey("offers:read"),
  method: "get",
  path: "/catalogue",
  operationId: "getCatalogue",
  tags: ["Offers"],
  summary: "Everything on offer at one provider",
  description:
    "In columns, compressed for whoever accepts gzip. Send its `etag` as `if-none-match` to be told with 304 that nothing changed. Programs that want some of it use /offers.",
  request: { query: z.strictObject({ provider: ProviderId }) },
  responses: {
    200: json("The catalogue.", Body),
    304: { description: "It is what you have." },
    ...problems("resource.not_found"),
  },
});

type Sent = { etag: string; text: string; zipped: Uint8Array<ArrayBuffer> };

export function addCatalogue(
  api: Api,
  ctx: Context,
  descriptors: readonly Descriptor[],
  inventory: Inventory,
): void {
  // A catalogue is one object until something in it changes; what it costs depends on whose list counts.
  const kept = new WeakMap<Catalogue, Map<string, Promise<Sent>>>();
  api.openapi(route, async (c) => {
    const { provider } = c.req.valid("query");
    descriptorOf(descriptors, provider);
    const [catalogue, priceLists] = await Promise.all([
      inventory.of(c.var.accountId, provider),
      priceListsOf(ctx, descriptors, c.var.accountId),
    ]);
    if (!catalogue) return c.json(render(provider, null, {}), 200);
    const byList = kept.get(catalogue) ?? new Map<string, Promise<Sent>>();
    kept.set(catalogue, byList);
    const list = priceLists[provider] ?? "";
    const sending = byList.get(list) ?? prepare(provider, catalogue, priceLists);
    byList.set(list, sending);
    const { etag, text, zipped } = await sending;
    return answerUnlessKnown(c, etag, () => {
      const headers = { "content-type": "application/json" };
      return /\bgzip\b/.test(c.req.header("accept-encoding") ?? "")
        ? c.body(zipped, 200, { ...headers, "content-encoding": "gzip" })
        : c.body(text, 200, headers);
    }) as never;
  });
}

async function prepare(provider: ProviderId, catalogue: Catalogue, priceLists: PriceLists): Promise<Sent> {
  const text = JSON.stringify(render(provider, catalogue, priceLists));
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  return { etag, text, zipped: new Uint8Array(await compress(text)) };
}

function render(
  provider: ProviderId,
  catalogue: Catalogue | null,
  priceLists: PriceLists,
): z.infer<typeof Body> {
  const offers = (catalogue?.offers ?? []).flatMap((offer) => {
    const priced = pricedOffer(offer, priceLists);
    const list = offer.listing.prices && priceLists[provider];
    return priced ? [{ ...priced, prices: offer.prices.filter((point) => point.priceList === list) }] : [];
  });
  const column = <T>(of: (offer: Stored) => T): T[] => offers.map(of);
  return {
    provider,
    version: catalogue?.version ?? "",
    watched: catalogue !== null,
    columns: {
      id: column(({ id }) => id),
      category: column(({ listing }) => listing.category),
      name: column(({ listing }) => listing.name),
      cpu: column(({ listing }) => listing.cpu.name),
      cores: column(({ listing }) => listing.cpu.cores),
      memoryGib: column(({ listing }) => listing.memoryGib),
      disks: column(({ listing }) => listing.disks),
      gpu: column(({ listing }) => listing.gpu),
      code: column(({ listing }) => listing.location.code),
      site: column(({ listing }) => listing.location.site),
      country: column(({ listing }) => listing.location.country),
      currency: column(({ listing }) => listing.price.currency),
      monthly: column(({ listing }) => listing.price.monthly.net),
      setup: column(({ listing }) => listing.price.setup.net),
      ipv4: column(({ listing }) => listing.ipv4),
      prices: column(({ prices }) => prices.slice(-PRICES).map(({ monthly }) => monthly)),
      firstSeenAt: column(({ firstSeenAt }) => Math.floor(firstSeenAt / 1000)),
    },
  };
}
