import type { Context } from "@cloudco/core/context/context";
import { Currency } from "@cloudco/core/money/money";
import { Category } from "@cloudco/core/offer/offer";
import { ProviderId } from "@cloudco/core/provider/id";
import { type Descriptor, Extra, Payment, Told } from "@cloudco/core/provider/provider";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { Watch } from "@cloudco/core/watch/watch";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { byKey } from "./caller.ts";
import { type Api, isoOrNull, json, NoQuery, problems, Time } from "./schema.ts";

const Field = z.object({
  name: z
    .string()
    .meta({ description: "Its name in the body of PUT /connections/{provider}.", example: "username" }),
  label: z.string(),
  help: z.string().meta({ description: "Where the customer finds it at the provider." }),
  secret: z.boolean().meta({ description: "Whether to hide it while it is typed." }),
  note: z.boolean().meta({ description: "It is no credential, but a note of yours, and is shown whole." }),
  required: z.boolean(),
  maxLength: z.int(),
});

const Scan = z.object({
  listings: z.int().meta({ description: "How many offers the last scan read." }),
  refused: z
    .int()
    .meta({ description: "How many it left out because they could not be read with certainty." }),
  failure: z.string().nullable().meta({ description: "Why the last scan failed; null where it did not." }),
  lastScanAt: Time.nullable().meta({ description: "When the inventory was last read in full." }),
});

const Provider = z
  .object({
    id: ProviderId,
    name: z.string().meta({ example: "Hetzner" }),
    fields: z.array(Field).meta({ description: "The credentials that a connection needs." }),
    guide: z.object({ url: z.url(), steps: z.array(z.string()) }).meta({
      description: "How to come by the credentials, step by step, and where that begins.",
    }),
    consentField: z.string().nullable().meta({
      description:
        "The field that POST /connections/{provider}/consumer-key requests for you; null where the provider has no such way.",
    }),
    categories: z.array(Category).meta({ description: "What the provider lists." }),
    orderable: z.array(Category).meta({ description: "What Auto-Buy can order there." }),
    currency: Currency.meta({ description: "What its offers are priced in." }),
    currencies: z.array(Currency).meta({
      description: "All that it sells in: an account pays in one of them, and a rule there is in that.",
    }),
    takes: z.array(Extra).meta({ description: "Fields of a rule that an order there can carry." }),
    tells: z.array(Told).meta({
      description:
        "Criteria of a rule that its lists answer; a rule there can't ask for the others of these.",
    }),
    terms: z.array(z.int()).meta({ description: "For how many months it sells a server." }),
    payments: z.array(Payment).meta({ description: "How an order there can be paid." }),
    inventory: z
      .enum(["public", "account"])
      .meta({ description: "`account`: stock is read with your connection." }),
    scan: Scan.nullable().meta({
      description: "Null before the first scan, which is yours where stock is read with your connection.",
    }),
  })
  .openapi("Provider");

const list = createRoute({
  ...byKey("offers:read"),
  method: "get",
  path: "/providers",
  operationId: "listProviders",
  tags: ["Providers"],
  summary: "The providers that CloudCO serves",
  description: "What each needs for a connection, what can be bought there, and how its last scan went.",
  request: { query: NoQuery },
  responses: { 200: json("The providers.", z.object({ items: z.array(Provider) })), ...problems() },
});

export function addProviders(api: Api, ctx: Context, descriptors: readonly Descriptor[]): void {
  api.openapi(list, async (c) => {
    const items = await Promise.all(
      descriptors.map((descriptor) => toProvider(ctx, descriptor, c.var.accountId)),
    );
    return c.json({ items }, 200);
  });
}

async function toProvider(
  ctx: Context,
  descriptor: Descriptor,
  accountId: string,
): Promise<z.infer<typeof Provider>> {
  const { id, name, fields, consentField, categories, orderable, currency, inventory } = descriptor;
  const report =
    inventory === "account"
      ? await Watch.report(ctx, accountId, id)
      : await ScanReport.find(ctx.table, `scan#${id}`);
  return {
    id,
    name,
    fields: fields.map((field) => ({
      name: field.name,
      label: field.label,
      help: field.help,
      secret: field.secret,
      note: field.note ?? false,
      required: field.required,
      maxLength: field.maxLength,
    })),
    guide: { url: descriptor.guide.url, steps: [...descriptor.guide.steps] },
    consentField: consentField ?? null,
    categories: [...categories],
    orderable: [...orderable],
    currency,
    currencies: [...new Set((descriptor.priceLists ?? [{ currency }]).map((list) => list.currency))],
    takes: [...descriptor.takes],
    tells: [...descriptor.tells],
    terms: [...descriptor.terms],
    payments: [...descriptor.payments],
    inventory,
    scan: report && {
      listings: report.listings,
      refused: report.refused,
      failure: report.failure,
      lastScanAt: isoOrNull(report.evaluatedAt || null),
    },
  };
}
