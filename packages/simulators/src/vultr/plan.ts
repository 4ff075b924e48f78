export * as Plan from "./plan.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";
import { RegionId } from "./region-id.ts";
import type { State } from "./state.ts";

const metal = "vbm";
const Location = z.enum(RegionId.all);
const Cost = z.strictObject({ monthlyCost: z.number().min(0), hourlyCost: z.number().min(0) });
const Gpu = z.strictObject({
  brand: z.string().min(1),
  type: z.string().min(1),
  /** All together. */
  vramGb: z.number().positive(),
  /** A part of one is a text like "1/8". */
  count: z.union([z.int().positive(), z.string()]),
});

const Fields = z.strictObject({
  /** `vc2`, `vhf`, `vcg` and so on for instances; `vbm` for bare metal. */
  type: z.string().regex(/^[a-z0-9-]+$/),
  cpus: z.int().positive(),
  /** Bare metal only. */
  cpuModel: z.string().min(1),
  /** Bare metal only. */
  cpuThreads: z.int().positive(),
  /** MB */
  ram: z.int().positive(),
  /** GB, of one disk. */
  disk: z.int().positive(),
  diskCount: z.int().positive(),
  /** GB a month */
  bandwidth: z.int().min(0),
  /** US dollars, net. */
  monthlyCost: z.number().min(0),
  /** US dollars, net; by default a 730th of the month's. */
  hourlyCost: z.number().min(0).nullable(),
  /** Prices of their own that regions have. */
  locationCost: z.partialRecord(Location, Cost),
  gpu: Gpu.nullable(),
  /** Off: it is sold only as preemptible, which is not simulated. */
  deployOndemand: z.boolean(),
  /** Where the plan says that it can be deployed. */
  locations: z.array(Location),
  /**
   * How many more can be deployed in a region; without end where it is not named. The last one takes the region off
   * `locations`. Nought and listed all the same: the region's own `available_plans` do not have it.
   */
  capacity: z.partialRecord(Location, z.int().min(0)),
});

export const Patch = Fields.partial();
export const Input = Patch.extend({ id: z.string().min(1).optional() });
export type Info = z.infer<typeof Fields> & { readonly id: string };

const instance: z.infer<typeof Fields> = {
  type: "vc2",
  cpus: 1,
  cpuModel: "E3-1270v6",
  cpuThreads: 8,
  ram: 1024,
  disk: 25,
  diskCount: 1,
  bandwidth: 1024,
  monthlyCost: 5,
  hourlyCost: null,
  locationCost: {},
  gpu: null,
  deployOndemand: true,
  locations: ["ams", "ewr", "fra"],
  capacity: {},
};
const bareMetal = { cpus: 4, ram: 32_768, disk: 240, diskCount: 2, bandwidth: 5120 };

/** Makes a plan, or replaces the one of this id. */
export function put(state: State.Info, { id, ...input }: z.infer<typeof Input>): Info {
  const base = input.type === metal ? { ...instance, ...bareMetal, monthlyCost: 120 } : instance;
  const standard = input.type === metal ? "vbm-4c-32gb" : "vc2-1c-1gb";
  const plan = { id: id ?? standard, ...Fields.parse({ ...base, ...input }) };
  state.plans.put(plan.id, plan);
  return plan;
}

export function change(state: State.Info, id: string, patch: z.infer<typeof Patch>): Info {
  const { id: _, ...fields } = get(state, id);
  return put(state, { id, ...fields, ...patch });
}

/** Fails with 404 where there is no such plan. */
export function get(state: State.Info, id: string): Info {
  const plan = state.plans.get(id);
  if (plan === undefined) throw Control.failure(404, `There is no plan "${id}".`);
  return plan;
}

export function isMetal(plan: Info): boolean {
  return plan.type === metal;
}

/** How many more of a plan a region takes now. */
export function left(plan: Info, region: string): number {
  return plan.locations.includes(region) ? (plan.capacity[region] ?? Number.POSITIVE_INFINITY) : 0;
}

/** Takes a number off a region's capacity; all of it where none is told. Where none is left, the region is off the list. */
export function sell(state: State.Info, plan: Info, region: string, count = Number.POSITIVE_INFINITY): void {
  const remaining = count === Number.POSITIVE_INFINITY ? 0 : left(plan, region) - count;
  if (remaining === Number.POSITIVE_INFINITY) return;
  const locations = remaining > 0 ? plan.locations : plan.locations.filter((id) => id !== region);
  state.plans.put(plan.id, { ...plan, locations, capacity: { ...plan.capacity, [region]: remaining } });
}

/** US dollars a month in a region. */
export function monthlyCost(plan: Info, region: string): number {
  return plan.locationCost[region]?.monthlyCost ?? plan.monthlyCost;
}

/** GET /plans, of one type or of all. */
export function list({ state, request }: Api.PublicCall): Reply.Info {
  const type = Inbound.query(request).get("type") ?? "all";
  const plans = state.plans
    .values()
    .filter((plan) => !isMetal(plan) && (type === "all" || plan.type === type));
  return Page.of(request, "plans", plans, shownInstance);
}

/** GET /plans-metal, whose key has an underscore. */
export function listMetal({ state, request }: Api.PublicCall): Reply.Info {
  return Page.of(request, "plans_metal", state.plans.values().filter(isMetal), shownMetal);
}

/** What Vultr calls the disks of its families; all others have SSDs. */
const DISK_TYPES: Record<string, string> = { vhf: "HIGHFREQUENCY", vhp: "AMDHIGHPERF" };

/** Its machines have no address of the old kind that the internet reaches. Vultr tells it by the name alone. */
export function isIpv6Only({ id }: Info): boolean {
  return id.endsWith("-v6");
}

function shownInstance(plan: Info): object {
  const { gpu } = plan;
  const costs = Object.entries(plan.locationCost).map(([region, cost]) => [
    region,
    { monthly_cost: cost?.monthlyCost, hourly_cost: cost?.hourlyCost },
  ]);
  const gpuFields = {
    gpu_vram_gb: gpu?.vramGb,
    gpu_type: gpu?.type,
    gpu_brand: gpu?.brand,
    gpu_count: gpu?.count,
  };
  return {
    id: plan.id,
    vcpu_count: plan.cpus,
    ram: plan.ram,
    disk: plan.disk,
    disk_count: plan.diskCount,
    bandwidth: plan.bandwidth,
    ...prices(plan),
    monthly_cost_preemptible: 0,
    hourly_cost_preemptible: 0,
    invoice_type: "hourly",
    type: plan.type,
    locations: plan.locations,
    location_cost: Object.fromEntries(costs),
    disk_type: DISK_TYPES[plan.type] ?? "SSD",
    storage_type: "local_storage",
    vcpu_type: "shared",
    cpu_vendor: "Intel",
    ...deployment(plan),
    ...(gpu === null ? {} : gpuFields),
  };
}

function shownMetal(plan: Info): object {
  return {
    id: plan.id,
    cpu_count: plan.cpus,
    cpu_cores: plan.cpus,
    cpu_threads: plan.cpuThreads,
    cpu_model: plan.cpuModel,
    cpu_mhz: 3800,
    physical_cpus: 1,
    cpu_manufacturer: "Intel",
    ram: plan.ram,
    disk: plan.disk,
    disk_count: plan.diskCount,
    bandwidth: plan.bandwidth,
    ...prices(plan),
    type: "SSD",
    locations: plan.locations,
    ...deployment(plan),
  };
}

function prices(plan: Info): object {
  const hourly = plan.hourlyCost ?? Math.round((plan.monthlyCost / 730) * 1000) / 1000;
  return { monthly_cost: plan.monthlyCost, hourly_cost: hourly };
}

function deployment({ deployOndemand }: Info): object {
  return { deploy_ondemand: deployOndemand, deploy_preemptible: !deployOndemand };
}
