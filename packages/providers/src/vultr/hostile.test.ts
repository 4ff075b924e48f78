// Guarantee: no reply, however spoilt, makes the adapter throw, invent an offer, or take an order for placed, dead or
// absent, or a machine for destroyed, that is not. A failure prints the path that, with this seed, repeats it.

import { randomBytes } from "node:crypto";
import { Listing } from "@cloudco/core/offer/offer";
import type { OrderRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { type Answer, answers, dig, type Json, serve, stated } from "../../test/spoilt.ts";
import { adapter } from "./vultr.ts";

const runs = { seed: 20_261_004, numRuns: 1_000 };
const timeout = 120_000;

const LABEL = "cloudco-mat-0123456789abcdef-1";
const ID = "4f0f12e5-1f84-404f-aa84-85f431ea5ec2";
const login = {
  description: new Secret("mine"),
  key: new Secret(randomBytes(18).toString("hex").toUpperCase()),
};
const listing: Listing = {
  id: "vc2-1c-1gb:ewr",
  provider: "vultr",
  category: "vm",
  name: "vc2-1c-1gb",
  cpu: { name: "Intel vCPU", cores: 1, threads: null },
  memoryGib: 1,
  disks: [{ kind: "ssd", count: 1, sizeGb: 25 }],
  ecc: null,
  gpu: null,
  bandwidthMbit: null,
  location: { code: "ewr", site: "New Jersey", country: "US" },
  price: { currency: "USD", monthly: { net: 500, gross: null }, setup: { net: 0, gross: null } },
  ipv4: null,
  ipv6Only: false,
  fixedPrice: null,
  nextDropAt: null,
  unique: false,
};
const metalListing: Listing = { ...listing, id: "vbm-4c-32gb:ewr", category: "dedicated" };
const request: OrderRequest = {
  orderId: "mat_0123456789abcdef-1",
  listing,
  template: { sshKeys: [], ipv4: true },
};

const plan = (id: string, more: object = {}) => ({
  id,
  vcpu_count: 1,
  ram: 1024,
  disk: 25,
  disk_count: 1,
  bandwidth: 1024,
  monthly_cost: 5,
  hourly_cost: 0.007,
  type: "vc2",
  locations: ["ewr", "sao"],
  location_cost: {},
  gpu_brand: "none",
  ...more,
});
const metal = (id: string, more: object = {}) => ({
  id,
  cpu_count: 4,
  cpu_threads: 8,
  cpu_model: "E3-1270v6",
  ram: 32768,
  disk: 240,
  disk_count: 2,
  monthly_cost: 120,
  hourly_cost: 0.164,
  type: "SSD",
  locations: ["ewr"],
  ...more,
});
const region = (id: string, city: string, country: string) => ({ id, city, country, options: [] });
const links = { next: "", prev: "" };
/** All that the catalogue is made of, one answer for every list. */
const catalogue = {
  plans: [
    plan("vc2-1c-1gb", { location_cost: { sao: { monthly_cost: 7.5, hourly_cost: 0.011 } } }),
    plan("vhf-1c-1gb", { storage_type: "local_nvme", location_cost: [] }),
    plan("vcg-a40-6c-30g-12vram", {
      type: "vcg",
      monthly_cost: null,
      gpu_brand: "NVIDIA",
      gpu_type: "NVIDIA_A40",
      gpu_count: "1/4",
    }),
  ],
  plans_metal: [
    metal("vbm-4c-32gb"),
    metal("vbm-8c-64gb", { disk: "960" }),
    metal("vbm-6c-32gb", { type: "NVMe" }),
  ],
  regions: [
    region("ewr", "New Jersey", "US"),
    region("sao", "São Paulo", "BR"),
    region("ams", "Amsterdam", "NL"),
  ],
  available_plans: ["vc2-1c-1gb", "vbm-4c-32gb"],
  meta: { total: 3, links },
};
const machine = (id: string, label: string, tags: string[] = []) => ({
  id,
  label,
  tags,
  main_ip: "203.0.113.7",
  status: "active",
  server_status: "ok",
  default_password: "not to be shown",
});
const lists = (...machines: Json[]) => ({
  instances: machines,
  bare_metals: machines,
  meta: { total: machines.length, links },
});
const error = { error: "Plan is not available in the selected region", status: 400 };
const account = {
  account: { email: "admin@example.com", acls: ["subscriptions_view", "subscriptions", "provisioning"] },
};

let provider: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  provider = await serve();
  vi.stubEnv("VULTR_URL", provider.url);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await provider.close();
});

function check<T>(given: fc.Arbitrary<Answer>, property: (answer: Answer) => Promise<T>): Promise<void> {
  const each = fc.asyncProperty(given, async (answer) => {
    provider.tell(answer);
    await property(answer);
  });
  return fc.assert(each, runs);
}

/** Cents of a price that can be read, as the reply states it. */
const cents = (price: unknown) => Math.ceil(Number(price) * 100 - 1e-6) + 0;

function expectListed(found: Listing, given: Answer): void {
  expect(Listing.parse(found)).toEqual(found);
  const [slug, where = ""] = found.id.split(":");
  const shelf = found.category === "dedicated" ? "plans_metal" : "plans";
  const [entry, ...twins] = (stated(given, shelf) as unknown[]).filter((one) => dig(one, "id") === slug);
  expect(twins).toEqual([]);
  expect(dig(entry, "locations")).toContain(where);
  expect(dig(entry, "deploy_ondemand")).not.toBe(false);
  expect(found.memoryGib).toBe(Number(dig(entry, "ram")) / 1024);
  expect(found.cpu.cores).toBe(dig(entry, shelf === "plans" ? "vcpu_count" : "cpu_count"));
  const cost =
    Object.entries((dig(entry, "location_cost") ?? {}) as object).find(([at]) => at === where)?.[1] ?? entry;
  const monthly = dig(cost, "monthly_cost") ?? 0;
  const { net } = found.price.monthly;
  expect(net).toBe(cents(Number(monthly) === 0 ? Number(dig(cost, "hourly_cost")) * 744 : monthly));
  expect(net).toBeGreaterThan(0);
  const places = (stated(given, "regions") as unknown[]).filter((one) => dig(one, "id") === where);
  expect(places).toMatchObject([{ city: found.location.site, country: found.location.country }]);
}

test("verify", { timeout }, async () => {
  const ends = new Set<boolean>();
  await check(answers(account, error), async (given) => {
    const { ok } = await adapter.verify(login);
    ends.add(ok);
    if (ok) expect(stated(given, "account")).toEqual(expect.any(Object));
  });
  expect(ends.size).toBe(2);
});

test("inventory", { timeout }, async () => {
  let read = 0;
  await check(answers(catalogue), async (given) => {
    const inventory = await adapter.inventory(null);
    if (!inventory.ok) return;
    read += 1;
    expect(given.status).toBeLessThan(300);
    for (const found of inventory.listings) expectListed(found, given);
    expect(new Set(inventory.listings.map(({ id }) => id)).size).toBe(inventory.listings.length);
    // Nothing vanishes without a word: it is on offer, says itself that it can't be had, or something was counted.
    const listed = new Set(inventory.listings.map(({ name }) => name));
    const places = (stated(given, "regions") as unknown[]).map((one) => dig(one, "id"));
    const entries = ["plans", "plans_metal"].flatMap((shelf) => stated(given, shelf) as unknown[]);
    const missing = entries.filter((one) => {
      const where = dig(one, "locations");
      const nowhere = Array.isArray(where) && !where.some((at) => places.includes(at));
      const sold = nowhere || dig(one, "deploy_ondemand") === false || dig(one, "disk") === 0;
      return !listed.has(String(dig(one, "id"))) && !sold;
    });
    expect(missing.length === 0 || inventory.refused > 0).toBe(true);
  });
  expect(read).toBeGreaterThan(100);
});

test.each([listing, metalListing])("quote of $id", { timeout }, async (wanted) => {
  let good = 0;
  await check(answers(catalogue, error), async (given) => {
    const quote = await adapter.quote(login, wanted);
    if (!quote.ok) return;
    good += 1;
    expect(quote.listing.id).toBe(wanted.id);
    expect(stated(given, "available_plans")).toContain(wanted.id.split(":")[0]);
    expectListed(quote.listing, given);
  });
  expect(good).toBeGreaterThan(50);
});

const isOurs = (entry: unknown) =>
  dig(entry, "label") === LABEL || [dig(entry, "tags")].flat().some((tag) => tag === LABEL);

test.each([
  ["instance", "instances", listing],
  ["bare_metal", "bare_metals", metalListing],
] as const)("order and find, %s", { timeout }, async (one, many, wanted) => {
  const ordered = new Set<string>();
  const ours = machine(ID, LABEL, [LABEL]);
  await check(answers({ [one]: ours }, error), async (given) => {
    const outcome = await placeOrder(adapter, login, { ...request, listing: wanted });
    ordered.add(outcome.kind);
    expect(JSON.stringify(outcome)).not.toContain("not to be shown");
    if (outcome.kind === "placed") {
      expect(given.status).toBeLessThan(300);
      expect(isOurs(stated(given, one))).toBe(true);
      expect(stated(given, `${one}.id`)).toBe(outcome.reference);
    } else if (outcome.kind !== "rejected") {
      expect(outcome.kind).toBe("unknown");
    } else if (given.status !== 401) {
      expect(given.status).toBeGreaterThanOrEqual(400);
      expect(given.status).toBeLessThan(500);
      expect(stated(given, "error")).toEqual(expect.any(String));
    }
  });
  expect([...ordered].sort()).toEqual(["placed", "rejected", "unknown"]);

  const found = new Set<string>();
  const other = machine("cb676a46-66fd-4dfb-b839-443f2e6c0b60", "db-1");
  await check(answers(lists(other, ours), lists(other), lists(), error), async (given) => {
    const lookup = await adapter.find(login, { ...request, listing: wanted }, 0);
    found.add(lookup.kind);
    const entries = lookup.kind === "unclear" ? [] : Object.values(stated(given, many) as object);
    const match = entries.filter(isOurs);
    if (lookup.kind === "absent") {
      expect(given.status).toBeLessThan(300);
      expect(match).toEqual([]);
      expect(entries.length).toBeGreaterThanOrEqual(Number(stated(given, "meta.total")));
    }
    if (lookup.kind === "found") expect(match.map((entry) => dig(entry, "id"))).toContain(lookup.reference);
  });
  expect([...found].sort()).toEqual(["absent", "found", "unclear"]);
});

test("terminate", { timeout }, async () => {
  const ends = new Set<string>();
  const gone = { status: 204, body: "", way: "whole" } as const;
  const given = fc.oneof(
    { weight: 9, arbitrary: answers(error) },
    { weight: 1, arbitrary: fc.constant(gone) },
  );
  await check(given, async ({ status }) => {
    const termination = await adapter.terminate(login, {
      serverId: ID,
      reference: ID,
      category: "dedicated",
    });
    ends.add(termination?.kind ?? "");
    if (termination?.kind === "terminated") expect(status).toBe(204);
    if (termination?.kind === "gone") expect(status).toBe(404);
  });
  expect([...ends].sort()).toEqual(["gone", "refused", "terminated", "unknown"]);
});
