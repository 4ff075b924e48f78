export * as Plan from "./plan.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Availability } from "./availability.ts";
import type { State } from "./state.ts";

/** A reduction, percent; where `totalCents` is given, to that, and the catalogue has it as the total. */
const Promotion = z.strictObject({
  percent: z.number().min(0).max(100),
  totalCents: z.int().min(0).nullable().default(null),
  /** Months after which it ends for who has bought by it; null for as long as the server is kept. */
  duration: z.int().positive().nullable().default(null),
});
export type Promotion = z.infer<typeof Promotion>;

/** OVHcloud's two catalogues of servers, of the same form. */
export const CATALOGUES = ["eco", "baremetalServers"] as const;

const Cents = z.int().min(0);
/** What the catalogue calls `blobs.technical` of the product. */
const Technical = z.record(z.string(), z.unknown());

const Addon = z.strictObject({
  /** What availabilities call it, such as "ram-32g-ecc-2133". */
  product: z.string().min(1),
  /** By default the product and the plan with a dash between them. */
  planCode: z.string().min(1).optional(),
  invoiceName: z.string().optional(),
  /** What availabilities call it where that is not the product: the two feeds do not always agree. */
  segment: z.string().min(1).optional(),
  /** A month, net. */
  cents: Cents.default(0),
  setupCents: Cents.default(0),
  technical: Technical.default({}),
});
export type Addon = z.infer<typeof Addon> & { readonly planCode: string };

const Family = z.strictObject({
  /** `memory`, `storage`, `system-storage`, `gpu`, `bandwidth`, `vrack` and so on. */
  name: z.string().min(1),
  mandatory: z.boolean().default(true),
  exclusive: z.boolean().default(true),
  /** The first addon is the default. */
  addons: z.array(Addon).min(1),
});
export type Family = Omit<z.infer<typeof Family>, "addons"> & { readonly addons: readonly Addon[] };

/** A prepaid term: the price of all its months at once, without a setup. */
const Term = z.strictObject({ mode: z.string().min(1), months: z.int().min(2), cents: Cents });

const Prices = z.strictObject({
  invoiceName: z.string().min(1),
  /** A month, net; so is the setup, which comes on top of the first month. */
  cents: Cents,
  setupCents: Cents,
  promotion: Promotion.nullable(),
  setupPromotion: Promotion.nullable(),
  terms: z.array(Term),
  /** What subsidiaries ask that do not ask the same, in their own currency. */
  subsidiaries: z.record(
    z.string(),
    z.strictObject({ cents: Cents, setupCents: Cents, terms: z.array(Term).optional() }),
  ),
});
const Shape = z.strictObject({
  product: z.string().min(1),
  /** In which of the two catalogues it is, and by whose routes of a cart it is ordered. */
  catalogue: z.enum(CATALOGUES),
  range: z.string(),
  technical: Technical,
  families: z.array(Family),
  datacenters: z.array(z.string().min(1)).min(1),
  /** The values that the configuration `region` allows. */
  regions: z.array(z.string().min(1)),
  os: z.array(z.string().min(1)).min(1),
});

/** Prices and names can change later; what the plan consists of can't. */
export const Patch = Prices.partial();
export const Input = z.strictObject({
  ...Prices.partial().shape,
  ...Shape.partial().shape,
  planCode: z.string().min(1).default("24sk10"),
  /** What every combination is in every datacentre at first. */
  availability: Availability.Code.default("1H-high"),
});
export type Info = z.infer<typeof Prices> &
  Omit<z.infer<typeof Shape>, "families"> & {
    readonly planCode: string;
    readonly families: readonly Family[];
  };

const server = {
  range: "KS",
  frame: { model: "1U" },
  cpu: {
    brand: "Intel",
    model: "Xeon-D 1520",
    cores: 4,
    threads: 8,
    frequency: 2.2,
    boost: 2.6,
    score: 7000,
    number: 1,
    type: "cpu",
  },
};
const disks = (number: number, capacity: number, technology: string) => ({
  storage: { raid: "software", disks: [{ number, capacity, technology, interface: "SATA" }] },
});
const memory = { size: 32, ecc: true, ramType: "DDR4", frequency: 2133 };
const bandwidth = { level: 300, limit: 300, burst: 300, guaranteed: false };

const standard = {
  invoiceName: "KS-1 | Intel Xeon-D 1520",
  cents: 1699,
  setupCents: 1699,
  promotion: null,
  setupPromotion: null,
  terms: [
    { mode: "upfront12", months: 12, cents: 18_349 },
    { mode: "upfront24", months: 24, cents: 34_660 },
  ],
  subsidiaries: {},
  catalogue: "eco",
  range: "kimsufi",
  technical: { server },
  families: [
    { name: "memory", addons: [{ product: "ram-32g-ecc-2133", technical: { memory } }] },
    {
      name: "storage",
      addons: [
        { product: "softraid-2x480ssd", technical: disks(2, 480, "SSD") },
        { product: "softraid-2x2000sa", technical: disks(2, 2000, "SATA") },
      ],
    },
    { name: "bandwidth", addons: [{ product: "bandwidth-300", technical: { bandwidth } }] },
  ],
  os: ["none_64.en"],
};
const places = {
  eu: { datacenters: ["gra", "rbx", "sbg", "bhs"], regions: ["europe", "canada"] },
  ca: { datacenters: ["bhs", "sgp", "syd"], regions: ["canada"] },
};

/** Makes a plan with its availabilities, or replaces the one of this code. */
export function put(state: State.Info, input: z.infer<typeof Input>): Info {
  const { planCode, availability, ...given } = input;
  const whole = { product: planCode, ...standard, ...places[state.installation.region], ...given };
  const { families, ...fields } = z.strictObject({ ...Prices.shape, ...Shape.shape }).parse(whole);
  const named = families.map((family) => ({
    ...family,
    addons: family.addons.map((addon) => ({
      ...addon,
      planCode: addon.planCode ?? `${addon.product}-${planCode}`,
    })),
  }));
  const plan = { planCode, ...fields, families: named };
  state.plans.put(planCode, plan);
  Availability.fill(state, plan, availability);
  return plan;
}

export function change(state: State.Info, planCode: string, patch: z.infer<typeof Patch>): Info {
  const plan = { ...get(state, planCode), ...Prices.partial().parse(patch) } as Info;
  state.plans.put(planCode, plan);
  return plan;
}

/** Takes a plan off the catalogue and off the availabilities. */
export function remove(state: State.Info, planCode: string): void {
  state.plans.delete(get(state, planCode).planCode);
  Availability.clear(state, planCode);
}

/** The plan at a subsidiary's own prices. */
export function at(plan: Info, subsidiary: string): Info {
  const { terms, ...own } = plan.subsidiaries[subsidiary] ?? {};
  return { ...plan, ...own, terms: terms ?? plan.terms };
}

/** Fails with 404 where there is no such plan. */
export function get(state: State.Info, planCode: string): Info {
  const plan = state.plans.get(planCode);
  if (plan === undefined) throw Control.failure(404, `There is no plan "${planCode}".`);
  return plan;
}

/** The addon of this code with its family, where the plan has one such. */
export function addon(plan: Info, planCode: string): { family: Family; addon: Addon } | undefined {
  for (const family of plan.families) {
    const found = family.addons.find((candidate) => candidate.planCode === planCode);
    if (found !== undefined) return { family, addon: found };
  }
  return undefined;
}

/** What a product is called where nothing else is said. */
export function addonName({ invoiceName, product }: Addon): string {
  return invoiceName ?? product;
}
