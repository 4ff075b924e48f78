export * as Availability from "./availability.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Reply } from "../reply.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { Plan } from "./plan.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

const hours = ["1H-low", "1H-high", "24H", "72H", "120H", "240H", "480H", "720H", "1440H", "2160H"] as const;
export const Code = z.enum([...hours, "unavailable", "comingSoon", "unknown"]);
export type Code = z.infer<typeof Code>;

interface Place {
  readonly datacenter: string;
  readonly availability: Code;
  /** How many more can be ordered; null for without end. */
  readonly left: number | null;
}

/** A combination of a plan's parts, and where it can be had. */
export interface Info {
  readonly fqn: string;
  readonly planCode: string;
  readonly server: string;
  readonly memory: string | null;
  readonly storage: string | null;
  readonly systemStorage: string | null;
  readonly gpu: string | null;
  readonly datacenters: readonly Place[];
}

/** The families whose addons make combinations, and the fields that they stand in. */
const parts = {
  memory: "memory",
  storage: "storage",
  "system-storage": "systemStorage",
  gpu: "gpu",
} as const;
type Field = (typeof parts)[keyof typeof parts];

export const Input = z.strictObject({
  planCode: z.string(),
  /** Only the combinations with this memory, storage and so on, as availabilities call it; all where left out. */
  memory: z.string().optional(),
  storage: z.string().optional(),
  systemStorage: z.string().optional(),
  gpu: z.string().optional(),
  /** In this datacentre; in all of the plan where left out. */
  datacenter: z.string().optional(),
  availability: Code,
  /** How many more can be ordered until it is unavailable; null for without end. */
  left: z.int().min(0).nullable().default(null),
});

/** Makes a plan's combinations anew, each everywhere what `code` says. */
export function fill(state: State.Info, plan: Plan.Info, code: Code): void {
  clear(state, plan.planCode);
  const datacenters = plan.datacenters.map((datacenter) => ({ datacenter, availability: code, left: null }));
  for (const chosen of combinations(plan)) {
    const row = {
      fqn: fqn(plan, chosen),
      planCode: plan.planCode,
      server: plan.product,
      ...chosen,
      datacenters,
    };
    state.availabilities.put(row.fqn, row);
  }
}

export function clear(state: State.Info, planCode: string): void {
  for (const row of state.availabilities.values()) {
    if (row.planCode === planCode) state.availabilities.delete(row.fqn);
  }
}

/** Sets what a plan's combinations are, all of them or some. Fails with 404 where none fits. */
export function change(state: State.Info, input: z.infer<typeof Input>): Info[] {
  const { datacenter, availability, left, ...wanted } = input;
  const isMeant = (place: Place) => datacenter === undefined || place.datacenter === datacenter;
  const rows = state.availabilities
    .values()
    .filter((row) => fits(row, wanted) && row.datacenters.some(isMeant))
    .map((row) => ({
      ...row,
      datacenters: row.datacenters.map((place) =>
        isMeant(place) ? { ...place, availability, left } : place,
      ),
    }));
  if (rows.length === 0) throw Control.failure(404, "No combination of a plan fits this.");
  for (const row of rows) state.availabilities.put(row.fqn, row);
  return rows;
}

/** The name of a combination: the plan and the segments of its parts. It says nothing of where. */
export function fqn(plan: Plan.Info, chosen: Record<Field, string | null>): string {
  return [plan.planCode, ...Object.values(parts).map((field) => chosen[field])]
    .filter((segment) => segment !== null)
    .join(".");
}

/** The combination that addons make. */
export function combination(plan: Plan.Info, addons: readonly Plan.Addon[]): Record<Field, string | null> {
  const segment = (name: string) => {
    const family = plan.families.find((candidate) => candidate.name === name);
    const addon = addons.find((candidate) => family?.addons.includes(candidate));
    return addon === undefined ? null : (addon.segment ?? addon.product);
  };
  const fields = Object.entries(parts).map(([name, field]) => [field, segment(name)]);
  return Object.fromEntries(fields) as Record<Field, string | null>;
}

/** Whether that many of a combination can be ordered in a datacentre. */
export function isOrderable(state: State.Info, name: string, datacenter: string, count: number): boolean {
  const place = state.availabilities.get(name)?.datacenters.find((one) => one.datacenter === datacenter);
  const isDelivered = hours.some((code) => code === place?.availability);
  return place !== undefined && isDelivered && (place.left ?? count) >= count;
}

/** Takes that many, or all there are. Where none is left, it is unavailable. */
export function sell(state: State.Info, name: string, datacenter: string, count: number | "all"): void {
  const row = state.availabilities.get(name);
  if (row === undefined) return;
  const datacenters = row.datacenters.map((place) => {
    const left = count === "all" ? 0 : place.left === null ? null : place.left - count;
    if (place.datacenter !== datacenter) return place;
    return left === 0 ? { ...place, left, availability: "unavailable" as const } : { ...place, left };
  });
  state.availabilities.put(name, { ...row, datacenters });
}

/**
 * GET /dedicated/server/datacenter/availabilities. A list of plans with commas between them is the code of no plan.
 * `all` is the answer without a filter, which is large.
 */
export function list({ state, query }: Service.Call, all: () => Buffer): Reply.Info {
  const { datacenters, excludeDatacenters, ...wanted } = Object.fromEntries(query);
  if (query.size === 0) return { ...Reply.empty(200), body: all() };
  const places = datacenters?.split(",");
  const isAsked = (place: Place) =>
    places === undefined || places.includes(place.datacenter) !== (excludeDatacenters === "true");
  const rows = state.availabilities
    .values()
    .filter((row) => fits(row, wanted))
    .map((row) => ({ ...row, datacenters: row.datacenters.filter(isAsked) }))
    .filter((row) => row.datacenters.length > 0);
  if (rows.length === 0 && state.settings.get().emptyAvailabilities === "not found") {
    return OvhReply.notFound("No availabilities found for this query");
  }
  return Reply.json(200, rows.map(shown));
}

export function shown({ datacenters, ...row }: Info): object {
  return { ...row, datacenters: datacenters.map(({ left: _, ...place }) => place) };
}

function fits(row: Info, wanted: Record<string, string | undefined>): boolean {
  const fields = new Map<string, unknown>(Object.entries(row));
  return Object.entries(wanted).every(([name, value]) => value === undefined || fields.get(name) === value);
}

/** Every choice of one addon of each family that counts, as segments. */
function combinations(plan: Plan.Info): Record<Field, string | null>[] {
  const families = plan.families.filter((family) => family.name in parts);
  const choices = families.reduce<Plan.Addon[][]>(
    (chosen, family) => chosen.flatMap((addons) => family.addons.map((addon) => [...addons, addon])),
    [[]],
  );
  return choices.map((addons) => combination(plan, addons));
}
