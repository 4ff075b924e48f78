export * as Plan from "./plan.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import * as z from "zod";
import { Dollars } from "../dollars.ts";
import { PlanPlace } from "../plan-place.ts";

/** What a plan is wherever it is sold. */
export type Info = Pick<Listing, "category" | "cpu" | "memoryGib" | "disks" | "gpu" | "ipv6Only"> & {
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
  gpu_vram_gb: z.number().positive().optional().catch(undefined),
});
type Common = z.infer<typeof Common>;

const Cloud = Common.extend({
  vcpu_count: z.int().positive().max(1024),
  disk: z.int().nonnegative().max(1_000_000),
  cpu_vendor: Word,
  storage_type: Word,
  disk_type: Word,
});
type Cloud = z.infer<typeof Cloud>;

const Metal = Common.extend({
  cpu_count: z.int().positive().max(1024),
  cpu_model: z.string().trim().min(1).max(100),
  cpu_threads: z.int().positive().max(4096).nullish().catch(null),
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

/** Vultr tells it by the name alone: `vc2-1c-0.5gb-v6` has an address that the internet does not reach, and IPv6. */
const IPV6_ONLY = /-v6$/;

/** NVMe by the kind of disk or by the family: High Frequency, High Performance. `storage_type` calls it local. */
const NVME = /nvme|high_?frequency|high_?perf/i;
const NVME_FAMILIES = new Set(["vhf", "vhp"]);

/** Reads an entry of `GET /plans`. Null where it can't be read with certainty. */
export function cloud(entry: unknown): Info | null {
  const plan = Cloud.safeParse(entry).data;
  const prices = plan && pricesOf(plan, isBootable(plan));
  if (!prices) return null;
  const gpu = graphics(plan, plan.type === "vcg");
  const isNvme = [plan.storage_type, plan.disk_type].some((word) => NVME.test(word ?? ""));
  const kind = isNvme || NVME_FAMILIES.has(plan.type) ? "nvme" : "ssd";
  return {
    slug: plan.id,
    category: gpu ? "gpu" : "vm",
    cpu: { name: [plan.cpu_vendor, "vCPU"].filter(Boolean).join(" "), cores: plan.vcpu_count, threads: null },
    memoryGib: plan.ram / 1024,
    disks: plan.disk > 0 ? [{ kind, count: 1, sizeGb: plan.disk }] : [],
    gpu,
    ipv6Only: IPV6_ONLY.test(plan.id),
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
    cpu: {
      name: [plan.cpu_manufacturer, plan.cpu_model].filter(Boolean).join(" "),
      cores: plan.cpu_count,
      threads: plan.cpu_threads ?? null,
    },
    memoryGib: plan.ram / 1024,
    disks: [{ kind, count: plan.disk_count, sizeGb: plan.disk }],
    gpu: graphics(plan, false),
    ipv6Only: false,
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

/** Memory of one card, GB, by what its name holds. `gpu_vram_gb` is that of all. */
const CARDS: readonly (readonly [RegExp, number])[] = [
  [/\bA100\b/, 80],
  [/\bA16\b/, 16],
  [/\bA40\b/, 48],
  [/\bB200\b/, 180],
  [/\bGH200\b/, 96],
  [/\bH100\b/, 80],
  [/\bL40S?\b/, 48],
  [/\bMI300X\b/, 192],
  [/\bMI325X\b/, 256],
  [/\bMI355X\b/, 288],
];

/** How many cards that much memory is; one at least. */
function cards(name: string, vramGb: number | undefined): number {
  const size = CARDS.find(([model]) => model.test(name.toUpperCase()))?.[1];
  const count = size && vramGb ? vramGb / size : 1;
  return Number.isInteger(count) && count <= 64 ? count : 1;
}

/** `gpu_brand` is `none` where there is none. A share of a card (`1/4`) is one card to the machine, and named so. */
function graphics(
  { gpu_brand, gpu_type, gpu_count = "", gpu_vram_gb }: Common,
  isGpu: boolean,
): Listing["gpu"] {
  const brand = gpu_brand === "none" ? undefined : gpu_brand;
  if (!brand && !gpu_type && !isGpu) return null;
  const name = gpu_type?.replaceAll("_", " ") || brand || "GPU";
  if (/^1\/\d{1,2}$/.test(gpu_count)) return { name: `${gpu_count} ${name}`, count: 1 };
  return { name, count: /^[1-9]\d?$/.test(gpu_count) ? Number(gpu_count) : cards(name, gpu_vram_gb) };
}

function diskKind(type: string): "nvme" | "ssd" | "hdd" | null {
  if (/nvme/i.test(type)) return "nvme";
  if (/ssd/i.test(type)) return "ssd";
  return /hdd|sata/i.test(type) ? "hdd" : null;
}
