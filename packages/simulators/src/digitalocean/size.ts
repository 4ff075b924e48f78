export * as Size from "./size.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import type { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";
import { Region } from "./region.ts";
import type { State } from "./state.ts";

const RegionSlug = z.enum(Region.slugs);
const Gpu = z.strictObject({
  count: z.int().positive(),
  model: z.string().min(1),
  vramGb: z.int().positive(),
});

const Fields = z.strictObject({
  /** MB */
  memory: z.int().positive(),
  vcpus: z.int().positive(),
  /** GB */
  disk: z.int().positive(),
  /** TB a month */
  transfer: z.number().min(0),
  /** US dollars, net. */
  priceMonthly: z.number().min(0),
  /** US dollars, net; by default a 672th of the month's. */
  priceHourly: z.number().min(0).nullable(),
  description: z.string(),
  gpu: Gpu.nullable(),
  /** Off: it can be created nowhere. */
  available: z.boolean(),
  /** Where it says that it can be created. */
  regions: z.array(RegionSlug),
  /**
   * How many more can be created in a region; without end where it is not named. The last one takes the region off
   * `regions`. Nought and listed all the same: the create is refused, as it may be at DigitalOcean.
   */
  capacity: z.partialRecord(RegionSlug, z.int().min(0)),
});

export const Patch = Fields.partial();
export const Input = Patch.extend({ slug: z.string().min(1).default("s-1vcpu-1gb") });
export type Info = z.infer<typeof Fields> & { readonly slug: string };

const defaults: z.infer<typeof Fields> = {
  memory: 1024,
  vcpus: 1,
  disk: 25,
  transfer: 1,
  priceMonthly: 6,
  priceHourly: null,
  description: "Basic",
  gpu: null,
  available: true,
  regions: ["ams3", "fra1", "nyc3"],
  capacity: {},
};

/** Makes a size, or replaces the one of this slug. */
export function put(state: State.Info, { slug, ...input }: z.infer<typeof Input>): Info {
  const size = { slug, ...Fields.parse({ ...defaults, ...input }) };
  state.sizes.put(slug, size);
  return size;
}

export function change(state: State.Info, slug: string, patch: z.infer<typeof Patch>): Info {
  const { slug: _, ...fields } = get(state, slug);
  return put(state, { slug, ...fields, ...patch });
}

/** Fails with 404 where there is no such size. */
export function get(state: State.Info, slug: string): Info {
  const size = state.sizes.get(slug);
  if (size === undefined) throw Control.failure(404, `There is no size "${slug}".`);
  return size;
}

/** How many more of a size a region takes now. */
export function left(state: State.Info, size: Info, region: string): number {
  const isOffered = size.available && size.regions.includes(region);
  if (!isOffered || !Region.isAvailable(state, region)) return 0;
  return size.capacity[region] ?? Number.POSITIVE_INFINITY;
}

/** Takes a number off a region's capacity. Where none is left, the size is off the region's list. */
export function sell(state: State.Info, size: Info, region: string, count: number): void {
  const remaining = (size.capacity[region] ?? Number.POSITIVE_INFINITY) - count;
  if (remaining === Number.POSITIVE_INFINITY) return;
  const regions = remaining > 0 ? size.regions : size.regions.filter((slug) => slug !== region);
  state.sizes.put(size.slug, { ...size, regions, capacity: { ...size.capacity, [region]: remaining } });
}

/** GET /v2/sizes */
export function list({ state, request }: Api.Call): Reply.Info {
  return Page.of(request, "sizes", state.sizes.values(), shown);
}

export function shown(size: Info): object {
  const { gpu } = size;
  const hourly = size.priceHourly ?? Math.round((size.priceMonthly / 672) * 100_000) / 100_000;
  return {
    slug: size.slug,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    transfer: size.transfer,
    price_monthly: size.priceMonthly,
    price_hourly: hourly,
    regions: size.regions,
    available: size.available,
    description: size.description,
    ...(gpu === null
      ? {}
      : { gpu_info: { count: gpu.count, model: gpu.model, vram: { amount: gpu.vramGb, unit: "gib" } } }),
    disk_info: diskInfo(size),
  };
}

export function diskInfo(size: Info): object[] {
  return [{ type: "local", size: { amount: size.disk, unit: "gib" } }];
}
