export * as Catalogue from "./catalogue.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type { Failure, Reading } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Entries } from "../entries.ts";
import { PlanPlace } from "../plan-place.ts";
import { Rest } from "../rest.ts";
import { api } from "./api.ts";
import { Plan } from "./plan.ts";

const Region = z.object({
  id: PlanPlace.Slug,
  city: z.string().min(1).max(100),
  country: z.string().regex(/^[A-Z]{2}$/),
});
type Region = z.infer<typeof Region>;

/** Vultr keeps its machines in two lists. */
export type Shelf = { path: string; key: string; read: (entry: unknown) => Plan.Info | null };
export const CLOUD: Shelf = { path: "/plans?type=all&per_page=500", key: "plans", read: Plan.cloud };
export const METAL: Shelf = { path: "/plans-metal?per_page=500", key: "plans_metal", read: Plan.metal };

/** `refused` are the ids of what can't be read. */
export type Read = { ok: true; listings: Listing[]; refused: unknown[] } | { ok: false; failure: Failure };

/** Everything on offer; a failure where a list can't be had or nothing in it can be read. */
export async function inventory(signal?: AbortSignal): Promise<Reading> {
  const all = await read([CLOUD, METAL], signal);
  if (!all.ok) return { ok: false, ...all.failure };
  return { ...all, refused: all.refused.length };
}

/** Reads every plan of these lists in every region where it can be had now. All of it is public. */
export async function read(shelves: readonly Shelf[], signal?: AbortSignal): Promise<Read> {
  const request = { needs: "", signal };
  const [regionList, lists] = await Promise.all([
    Rest.list(api, "/regions?per_page=500", "regions", request),
    Promise.all(
      shelves.map(async ({ path, key, read }) => ({ read, list: await Rest.list(api, path, key, request) })),
    ),
  ]);
  if (!regionList.ok) return regionList;
  const regions = Entries.read(regionList.entries, "id", (entry) => Region.safeParse(entry).data);
  if (!regions) return { ok: false, failure: Rest.unreadable(api, "about its regions") };

  const listings: Listing[] = [];
  const refused = [...regions.refused];
  for (const { read, list } of lists) {
    if (!list.ok) return list;
    const plans = Entries.read(list.entries, "id", read);
    if (!plans) return { ok: false, failure: Rest.unreadable(api, "about its plans") };
    listings.push(...plans.read.flatMap((plan) => inRegions(plan, regions.read)));
    refused.push(...plans.refused);
  }
  return { ok: true, listings, refused };
}

function inRegions(plan: Plan.Info, regions: readonly Region[]): Listing[] {
  const { slug, prices, ...machine } = plan;
  return regions.flatMap(({ id: region, city, country }) => {
    const net = prices.get(region);
    if (net === undefined) return [];
    return {
      ...machine,
      id: PlanPlace.id(slug, region),
      provider: "vultr",
      name: slug,
      location: { code: region, site: city, country },
      price: { currency: "USD", monthly: { net, gross: null }, setup: { net: 0, gross: null } },
      ecc: null,
      bandwidthMbit: null,
      ipv4: null,
      fixedPrice: null,
      nextDropAt: null,
      unique: false,
    };
  });
}
