export * as Catalogue from "./catalogue.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Dollars } from "../dollars.ts";
import { Entries } from "../entries.ts";
import { PlanPlace } from "../plan-place.ts";
import { Rest } from "../rest.ts";
import { api } from "./api.ts";

const Amount = z.object({ amount: z.number().positive().max(1_000_000), unit: z.enum(["gib", "tib"]) });

/** nvidia_h100 */
const Model = z
  .string()
  .overwrite((model) => model.replaceAll("_", " ").toUpperCase())
  .min(1)
  .max(100);

/** What an offer depends on. Memory is in MiB, `disk` in GiB. `regions` is where it can be had now. */
const Size = z
  .object({
    slug: PlanPlace.Slug,
    memory: z.int().positive().max(67_108_864),
    vcpus: z.int().positive().max(1024),
    disk: z.int().positive().max(1_000_000),
    disk_info: z
      .array(z.object({ size: Amount }))
      .max(16)
      .nullish(),
    gpu_info: z.object({ count: z.int().positive().max(64), model: Model }).nullish(),
    price_monthly: z.unknown(),
    price_hourly: z.unknown(),
    regions: z.array(z.string()),
    available: z.boolean(),
  })
  .transform((size) => ({ ...size, net: Dollars.month(size.price_monthly, size.price_hourly) ?? 0 }))
  .refine(({ net }) => net > 0);
type Size = z.infer<typeof Size>;

const Region = z.object({ slug: PlanPlace.Slug, name: z.string().min(1).max(100), available: z.boolean() });
type Region = z.infer<typeof Region>;

/** Where the towns of the regions are, by the first letters of the slug. DigitalOcean does not tell. */
const COUNTRIES: Record<string, string> = {
  ams: "NL",
  atl: "US",
  blr: "IN",
  fra: "DE",
  lon: "GB",
  mem: "US",
  mkc: "US",
  nyc: "US",
  ric: "US",
  sfo: "US",
  sgp: "SG",
  syd: "AU",
  tor: "CA",
};

/** A Droplet that is taken back at two hours' notice, disk and all, at a price of the day: `gpu-mi350x1-288gb-spot`. */
const SPOT = /(^|-)spot(-|$)/i;

/** `refused` are the slugs of what can't be read. */
export type Read = { ok: true; listings: Listing[]; refused: unknown[] } | { ok: false; failure: Failure };

/** Reads every size in every region where this account can have it now. */
export async function read(token: Rest.Request["token"], signal?: AbortSignal): Promise<Read> {
  const [sizeList, regionList] = await Promise.all([
    Rest.list(api, "/v2/sizes?per_page=200", "sizes", { token, needs: "sizes:read", signal }),
    Rest.list(api, "/v2/regions?per_page=200", "regions", { token, needs: "regions:read", signal }),
  ]);
  if (!sizeList.ok) return sizeList;
  if (!regionList.ok) return regionList;
  const sizes = Entries.read(sizeList.entries, "slug", (entry) => Size.safeParse(entry).data);
  const regions = Entries.read(regionList.entries, "slug", (entry) => Region.safeParse(entry).data);
  if (!sizes || !regions) return { ok: false, failure: Rest.unreadable(api, "about sizes and regions") };

  const open = regions.read.filter(({ available }) => available);
  const listings = sizes.read
    .filter(({ available, slug }) => available && !SPOT.test(slug))
    .flatMap((size) =>
      open.filter(({ slug }) => size.regions.includes(slug)).map((region) => listing(size, region)),
    );
  return { ok: true, listings, refused: [...sizes.refused, ...regions.refused] };
}

function listing(size: Size, region: Region): Listing {
  const { slug, vcpus, memory, net, gpu_info: gpu } = size;
  return {
    id: PlanPlace.id(slug, region.slug),
    provider: "digitalocean",
    category: gpu ? "gpu" : "vm",
    name: slug,
    cpu: { name: "vCPU", cores: vcpus, threads: null },
    memoryGib: memory / 1024,
    disks: disks(size),
    gpu: gpu ? { name: gpu.model, count: gpu.count } : null,
    location: {
      code: region.slug,
      // Frankfurt 1
      site: region.name.replace(/ \d+$/, ""),
      country: COUNTRIES[region.slug.slice(0, 3)] ?? null,
    },
    price: { currency: "USD", monthly: { net, gross: null }, setup: { net: 0, gross: null } },
    ecc: null,
    bandwidthMbit: null,
    ipv4: null,
    ipv6Only: false,
    fixedPrice: null,
    nextDropAt: null,
    unique: false,
  };
}

/** The disk it boots from and, with some GPUs, one for scratch data. All are SSDs; which are NVMe is not told. */
function disks({ disk, disk_info }: Size): Listing["disks"] {
  const sizes =
    disk_info?.map(({ size: { amount, unit } }) => (unit === "tib" ? amount * 1024 : amount)) ?? [];
  const whole = sizes.map(Math.floor).filter((sizeGb) => sizeGb > 0);
  return (whole.length > 0 ? whole : [disk]).map((sizeGb) => ({ kind: "ssd", count: 1, sizeGb }));
}
