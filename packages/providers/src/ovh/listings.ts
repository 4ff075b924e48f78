export * as Listings from "./listings.ts";

import type { Currency, Price } from "@cloudco/core/money/money";
import type { Category, Listing } from "@cloudco/core/offer/offer";
import type { Inventory } from "@cloudco/core/provider/provider";
import { Availability } from "./availability.ts";
import type { Catalogue } from "./catalogue.ts";
import { Choice } from "./choice.ts";
import { Datacentre } from "./datacentre.ts";
import { Pricing } from "./pricing.ts";
import type { Region } from "./region.ts";

/** Whose catalogue it is. */
export type Source = { region: Region.Info; currency: Currency; catalogue: Catalogue.Info };

type Row = Availability.Row;

/** A plan with its options chosen: all of a listing but the datacentre. */
type Build = { options: string[]; offer: Omit<Listing, "id" | "location"> };

/**
 * Joins the catalogue with what is in stock: one listing for each build of a plan and each datacentre that delivers it.
 * Builds of plans that are not in the catalogue, and datacentres that a plan is not sold in, are none of this
 * subsidiary's; what is, and can't be read with certainty, is counted and left out.
 * @param stockOf which datacentres count: those that have it in stock, where left out
 */
export function join(
  source: Source,
  rows: readonly Row[],
  stockOf: typeof Availability.inStock = Availability.inStock,
): Inventory {
  const all: Listing[] = [];
  let refused = 0;
  for (const row of rows) {
    const plan = source.catalogue.plans.get(row.planCode);
    if (!plan) continue;
    const stock = stockOf(row);
    const datacentres = stock.datacentres.filter((code) => plan.datacentres?.has(code) ?? true);
    const build = datacentres.length > 0 ? configure(source, plan, row) : null;
    refused += stock.refused + (build ? 0 : datacentres.length);
    if (!build) continue;
    for (const datacentre of datacentres) {
      const id = Choice.toId({ plan: plan.code, options: build.options, datacentre });
      all.push({ id, ...build.offer, location: Datacentre.read(datacentre) });
    }
  }
  const byId = Map.groupBy(all, ({ id }) => id);
  const listings = all.filter(({ id }) => id.length <= 200 && byId.get(id)?.length === 1);
  return { listings, refused: refused + all.length - listings.length };
}

/** Null where an option of the build is not found in the plan, or anything about it can't be read with certainty. */
function configure({ region, currency, catalogue }: Source, plan: Catalogue.Plan, row: Row): Build | null {
  const codes = {
    memory: row.memory,
    storage: row.storage,
    "system-storage": row.systemStorage,
    gpu: row.gpu,
  };
  const named = new Map(
    Object.entries(codes).flatMap(([family, code]) =>
      code ? [[family, pick(options(catalogue, plan, family), code)] as const] : [],
    ),
  );
  const rest = plan.families
    .filter(({ name, mandatory }) => mandatory && !named.has(name))
    .map(({ name }) => cheapest(options(catalogue, plan, name)));
  const parts = [...named.values(), ...rest].filter((part) => part !== null);
  const memoryGib = named.get("memory")?.memoryGib ?? null;
  const disks = drives(named.get("storage"), named.get("system-storage"));
  if (parts.length < named.size + rest.length || memoryGib === null || disks === null) return null;

  const gpu = graphics(plan, named.get("gpu"));
  const price = priceOf(
    currency,
    [plan, ...parts].map((part) => part.price),
  );
  if (price.monthly.net === 0) return null;
  const network = parts.flatMap((part) => part.bandwidthMbit ?? []);
  return {
    options: [...named.values()].flatMap((part) => part?.code ?? []),
    offer: {
      provider: region.id,
      category: categoryOf(plan, gpu),
      name: plan.name,
      cpu: plan.cpu,
      memoryGib,
      ecc: named.get("memory")?.ecc ?? null,
      disks,
      gpu,
      bandwidthMbit: network.length === 1 ? (network[0] ?? null) : null,
      price,
      ipv4: null,
      ipv6Only: false,
      fixedPrice: null,
      nextDropAt: null,
      unique: false,
    },
  };
}

/** What plan and options cost together; for a term that each of them is sold for, by its own row. */
function priceOf(currency: Currency, parts: readonly Pricing.Info[]): Price {
  const total = (charges: Pricing.Charge[]) => Pricing.toMinor(Pricing.sum(charges));
  const terms = Pricing.TERMS.flatMap((months) => {
    const due = parts.flatMap((part) => part.terms.get(months) ?? []);
    if (due.length < parts.length) return [];
    return { months, rent: total(due.map(({ rent }) => rent)), setup: total(due.map(({ setup }) => setup)) };
  });
  return {
    currency,
    monthly: total(parts.map(({ monthly }) => monthly)),
    setup: total(parts.map(({ setup }) => setup)),
    terms,
  };
}

function options(catalogue: Catalogue.Info, plan: Catalogue.Plan, family: string): Catalogue.Addon[] {
  const codes = plan.families.find(({ name }) => name === family)?.addons ?? [];
  return codes.flatMap((code) => catalogue.addon(code) ?? []);
}

/** The option that the availabilities call `code`: by its product's name, or by another spelling of it. */
function pick(addons: Catalogue.Addon[], code: string): Catalogue.Addon | null {
  const exact = addons.filter(({ product }) => product === code);
  return cheapest(exact.length > 0 ? exact : addons.filter(({ product }) => spell(product) === spell(code)));
}

const SIZES: Record<string, string> = { "512": "500", "1920": "1900", "3840": "3800" };

/** Catalogue and availabilities differ in the size of some drives, and in what they call none. */
function spell(code: string): string {
  if (code === "softraid-0disk") return "noraid-0";
  return code.replace(/(?<=\dx)\d+(?=[a-z])/g, (size) => SIZES[size] ?? size);
}

/** The option that an order takes where the customer has no say. */
function cheapest(addons: Catalogue.Addon[]): Catalogue.Addon | null {
  const cost = ({ price }: Catalogue.Addon) => [price.monthly.net, price.setup.net] as const;
  const sorted = addons.toSorted((a, b) => cost(a)[0] - cost(b)[0] || cost(a)[1] - cost(b)[1]);
  return sorted[0] ?? null;
}

type Part = Catalogue.Addon | null | undefined;

function drives(storage: Part, system: Part): Listing["disks"] | null {
  if (!storage?.disks || (system && !system.disks)) return null;
  const all = [...storage.disks, ...(system?.disks ?? [])];
  return all.length <= 64 ? all : null;
}

function graphics(plan: Catalogue.Plan, option: Part): Listing["gpu"] {
  return option ? (option.gpu ?? { name: option.product.slice(0, 200), count: 1 }) : plan.gpu;
}

/** OVHcloud's storage servers are told by their names alone: KS-STOR, `24skstor01`. */
function categoryOf({ code, name }: Catalogue.Plan, gpu: Listing["gpu"]): Category {
  if (gpu) return "gpu";
  return /stor/.test(code) || /\bSTOR\b/.test(name) ? "storage" : "dedicated";
}
