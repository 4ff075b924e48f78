export * as Plan from "./plan.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import * as z from "zod";
import { Dollars } from "../dollars.ts";
import { PlanPlace } from "../plan-place.ts";

/** What a plan is wherever it is sold. */
export type Info = Pick<Listing, "category" | "cpu" | "memoryGib" | "disks" | "gpu"> & {
  slug: string;
  /** Where it can be had now, and for how many cents a month, net. */
  prices: ReadonlyMap<string, number>;
};

const Word = z.string().max(100).optional().catch(undefined);
const Cost = z.object({ monthly_cost: z.unknown(), hourly_cost: z.unknown() });

/** `ram` is in MiB. What is optional here comes, but is not documented; PHP writes an empty map as a list. */
const Common = Cost.extend({
  id: PlanPlace.Slug,
  type: z.string(),
  ram: z.int().positive().max(67_108_864),
  locations: z.array(z.string()),
  location_cost: z.union([z.record(z.string(), Cost), z.tuple([])]).optional(),
  deploy_ondemand: z.boolean().optional(),
  gpu_brand: Word,
  gpu_type: Word,
  gpu_count: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
});
type Common = z.infer<typeof Common>;

const Cloud = Common.extend({
  vcpu_count: z.int().positive().max(1024),
  disk: z.int().nonnegative().max(1_000_000),
  cpu_vendor: Word,
  storage_type: Word,
});
type Cloud = z.infer<typeof Cloud>;

const Metal = Common.extend({
  cpu_count: z.int().positive().max(1024),
  cpu_model: z.string().trim().min(1).max(100),
  cpu_manufacturer: Word,
  // Of one disk, GB. Declared a string, sent as a number.
  disk: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,7}$/)
        .transform(Number),
    ])
    .pipe(z.int().positive().max(1_000_000)),
  disk_count: z.int().positive().max(64),
});

/** Costs nothing, and is for accounts that Vultr has let in by hand. */
const FREE = "vc2-1c-0.5gb-free";

/** Reads an entry of `GET /plans`. Null where it can't be read with certainty. */
export function cloud(entry: unknown): Info | null {
  const plan = Cloud.safeParse(entry).data;
  const prices = plan && pricesOf(plan, isBootable(plan));
  if (!prices) return null;
  const gpu = graphics(plan, plan.type === "vcg");
  const kind = /nvme/i.test(plan.storage_type ?? "") ? "nvme" : "ssd";
  return {
    slug: plan.id,
    category: gpu ? "gpu" : "vm",
    cpu: { name: [plan.cpu_vendor, "vCPU"].filter(Boolean).join(" "), cores: plan.vcpu_count },
    memoryGib: plan.ram / 1024,
    disks: plan.disk > 0 ? [{ kind, count: 1, sizeGb: plan.disk }] : [],
    gpu,
    prices,
  };
}

/** Reads an entry of `GET /plans-metal`. Null where it can't be read with certainty. */
export function metal(entry: unknown): Info | null {
  const plan = Metal.safeParse(entry).data;
  const kind = plan && diskKind(plan.type);
  const prices = plan && pricesOf(plan, true);
  if (!kind || !prices) return null;
  return {
    slug: plan.id,
    category: "dedicated",
    cpu: { name: [plan.cpu_manufacturer, plan.cpu_model].filter(Boolean).join(" "), cores: plan.cpu_count },
    memoryGib: plan.ram / 1024,
    disks: [{ kind, count: plan.disk_count, sizeGb: plan.disk }],
    gpu: graphics(plan, false),
    prices,
  };
}

/** Without a disk of its own it boots from a volume that has to be bought first: not to be had in one order. */
function isBootable({ disk, storage_type }: Cloud): boolean {
  return disk > 0 && storage_type !== "block_storage";
}

/** Null where the price can't be read in one of the plan's regions. */
function pricesOf(plan: Common, bootable: boolean): Info["prices"] | null {
  if (!bootable || plan.deploy_ondemand === false || plan.id === FREE) return new Map();
  const local = new Map(Object.entries(plan.location_cost ?? {}));
  const prices = new Map<string, number>();
  for (const region of plan.locations) {
    const cost = local.get(region) ?? plan;
    const price = Dollars.month(cost.monthly_cost, cost.hourly_cost);
    if (price === null) return null;
    prices.set(region, price);
  }
  return prices;
}

/** `gpu_brand` is `none` where there is none. A share of a card (`1/4`) is one card to the machine, and named so. */
function graphics({ gpu_brand, gpu_type, gpu_count = "" }: Common, isGpu: boolean): Listing["gpu"] {
  const brand = gpu_brand === "none" ? undefined : gpu_brand;
  if (!brand && !gpu_type && !isGpu) return null;
  const name = gpu_type?.replaceAll("_", " ") || brand || "GPU";
  if (/^1\/\d{1,2}$/.test(gpu_count)) return { name: `${gpu_count} ${name}`, count: 1 };
  return { name, count: /^[1-9]\d?$/.test(gpu_count) ? Number(gpu_count) : 1 };
}

function diskKind(type: string): "nvme" | "ssd" | "hdd" | null {
  if (/nvme/i.test(type)) return "nvme";
  if (/ssd/i.test(type)) return "ssd";
  return /hdd|sata/i.test(type) ? "hdd" : null;
}
