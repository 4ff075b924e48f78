export * as Catalogue from "./catalogue.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import * as z from "zod";
import { Http } from "../http.ts";
import { Hardware } from "./hardware.ts";
import { Pricing } from "./pricing.ts";

/** Codes end up in listing ids and in addresses. */
const Code = z.string().regex(/^[\w-]{1,80}$/);
const List = z.array(z.unknown());

const Envelope = z.object({
  locale: z.object({ currencyCode: z.string() }),
  plans: List,
  addons: List,
  products: List,
});

const Plan = z.object({
  planCode: Code,
  product: z.string(),
  invoiceName: z.string().trim().min(1).max(200),
  configurations: z
    .array(z.object({ name: z.string(), values: z.array(z.string()).nullish() }))
    .nullish()
    .transform((all) => all?.find(({ name }) => name === "dedicated_datacenter")?.values ?? null),
  addonFamilies: z.array(
    z.object({
      name: z.string(),
      mandatory: z.boolean().nullish(),
      addons: z.array(z.string()).nullish(),
    }),
  ),
  pricings: List,
});

const Addon = z.object({ planCode: Code, product: z.string(), pricings: List });

/** `datacentres` is null where the plan names none; `families` are its options, by family. */
export type Plan = {
  code: string;
  name: string;
  datacentres: ReadonlySet<string> | null;
  families: readonly { name: string; mandatory: boolean; addons: readonly string[] }[];
  price: Pricing.Info;
  cpu: Listing["cpu"];
  gpu: Listing["gpu"];
};

/** `memoryGib` and `disks` are null where the option is something else, or can't be read with certainty. */
export type Addon = {
  code: string;
  product: string;
  price: Pricing.Info;
  memoryGib: number | null;
  ecc: boolean | null;
  bandwidthMbit: number | null;
  disks: Listing["disks"] | null;
  gpu: Listing["gpu"];
};

export type Info = {
  currency: string;
  plans: ReadonlyMap<string, Plan>;
  /** Every plan code in it, those that can't be read too. */
  codes: ReadonlySet<string>;
  /** Plans that can't be read with certainty, or occur twice. */
  refused: number;
  /** An option; null where there is none of that code that can be read with certainty. */
  addon(code: string): Addon | null;
};

/** Reads `GET /order/catalog/public/eco`. Null where the text is no catalogue. */
export function parse(text: string): Info | null {
  const envelope = Envelope.safeParse(Http.json(text)).data;
  if (!envelope) return null;
  const products = single(envelope.products, "name");
  const technical = (name: string) => {
    const blobs = (products.get(name) as { blobs?: { technical?: unknown } } | undefined)?.blobs;
    return Hardware.Technical.safeParse(blobs?.technical).data ?? null;
  };

  const plans = new Map<string, Plan>();
  for (const [code, value] of single(envelope.plans, "planCode")) {
    const plan = readPlan(value, technical);
    if (plan) plans.set(code, plan);
  }

  const addons = single(envelope.addons, "planCode");
  const read = new Map<string, Addon | null>();
  // Most options are licences, so each is read when it is asked for.
  function addon(code: string): Addon | null {
    const known = read.get(code);
    if (known !== undefined) return known;
    const found = readAddon(addons.get(code), technical);
    read.set(code, found);
    return found;
  }
  const codes = new Set(envelope.plans.map((plan) => String(keyOf(plan, "planCode"))));
  const { currencyCode: currency } = envelope.locale;
  return { currency, plans, codes, refused: envelope.plans.length - plans.size, addon };
}

/** By key, what has a key that occurs once. */
function single(values: readonly unknown[], key: string): Map<string, unknown> {
  const groups = Map.groupBy(values, (value) => keyOf(value, key));
  return new Map(
    [...groups].flatMap(([name, [value, ...twins]]) =>
      typeof name === "string" && twins.length === 0 ? [[name, value] as const] : [],
    ),
  );
}

function keyOf(value: unknown, key: string): unknown {
  return (value as Record<string, unknown> | null)?.[key];
}

type Products = (name: string) => Hardware.Technical | null;

function readPlan(value: unknown, technical: Products): Plan | null {
  const plan = Plan.safeParse(value).data;
  const price = plan && Pricing.read(plan.pricings);
  if (!price) return null;
  const built = technical(plan.product);
  return {
    code: plan.planCode,
    name: plan.invoiceName,
    datacentres: plan.configurations && new Set(plan.configurations),
    families: plan.addonFamilies.map(({ name, mandatory, addons }) => ({
      name,
      mandatory: mandatory === true,
      addons: addons ?? [],
    })),
    price,
    cpu: Hardware.cpu(built, plan.invoiceName),
    gpu: Hardware.gpu(built, plan.product),
  };
}

function readAddon(value: unknown, technical: Products): Addon | null {
  const addon = Addon.safeParse(value).data;
  const price = addon && Pricing.read(addon.pricings);
  if (!price) return null;
  const { planCode: code, product } = addon;
  const built = technical(product);
  return {
    code,
    product,
    price,
    memoryGib: Hardware.memoryGib(built, product),
    ecc: Hardware.ecc(built, product),
    bandwidthMbit: Hardware.bandwidthMbit(built),
    disks: Hardware.disks(built, product),
    gpu: Hardware.gpu(built, product),
  };
}
