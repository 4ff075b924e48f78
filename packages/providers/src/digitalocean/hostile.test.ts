// Guarantee: no reply, however spoilt, makes the adapter throw, invent an offer, or take an order for placed, dead or
// absent, or a Droplet for destroyed, that is not. A failure prints the path that, with this seed, repeats it.

import { randomBytes } from "node:crypto";
import { Listing } from "@cloudco/core/offer/offer";
import type { OrderRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { type Answer, answers, dig, type Json, serve, stated } from "../../test/spoilt.ts";
import { adapter } from "./digitalocean.ts";

const runs = { seed: 20_261_003, numRuns: 1_000 };
const timeout = 120_000;

const TAG = "cloudco-mat-0123456789abcdef-1";
const login = { description: new Secret("mine"), token: new Secret(randomBytes(24).toString("hex")) };
const listing: Listing = {
  id: "s-1vcpu-1gb:fra1",
  provider: "digitalocean",
  category: "vm",
  name: "s-1vcpu-1gb",
  cpu: { name: "vCPU", cores: 1, threads: null },
  memoryGib: 1,
  disks: [{ kind: "ssd", count: 1, sizeGb: 25 }],
  ecc: null,
  gpu: null,
  bandwidthMbit: null,
  location: { code: "fra1", site: "Frankfurt", country: "DE" },
  price: { currency: "USD", monthly: { net: 600, gross: null }, setup: { net: 0, gross: null } },
  ipv4: null,
  ipv6Only: false,
  fixedPrice: null,
  nextDropAt: null,
  unique: false,
};
const request: OrderRequest = {
  orderId: "mat_0123456789abcdef-1",
  listing,
  template: { sshKeys: [], ipv4: true },
};

const size = (slug: string, more: object = {}) => ({
  slug,
  memory: 1024,
  vcpus: 1,
  disk: 25,
  transfer: 1,
  price_monthly: 6,
  price_hourly: 0.00893,
  regions: ["fra1", "nyc3"],
  available: true,
  description: "Basic",
  disk_info: [{ type: "local", size: { amount: 25, unit: "gib" } }],
  ...more,
});
const region = (slug: string, name: string) => ({ slug, name, features: [], available: true, sizes: [] });
/** The sizes and the regions, one answer for both. */
const catalogue = {
  sizes: [
    size("s-1vcpu-1gb"),
    size("s-1vcpu-2gb", { memory: 2048, price_monthly: 12 }),
    size("gpu-h100x1-80gb", { price_monthly: null, gpu_info: { count: 1, model: "nvidia_h100" } }),
  ],
  regions: [region("fra1", "Frankfurt 1"), region("nyc3", "New York 3"), region("ams3", "Amsterdam 3")],
  links: {},
  meta: { total: 3 },
};
const droplet = (id: number, name: string, tags: string[] = []) => ({
  id,
  name,
  status: "active",
  networks: { v4: [{ ip_address: "203.0.113.7", netmask: "255.255.255.0", gateway: null, type: "public" }] },
  tags,
});
const ours = { droplet: droplet(3164444, TAG, [TAG]), links: { actions: [] } };
const list = (...droplets: Json[]) => ({ droplets, links: {}, meta: { total: droplets.length } });
const error = { id: "unprocessable_entity", message: "Size is not available in this region." };
const account = { account: { status: "active", droplet_limit: 25, email: "ops@example.com" } };

let provider: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  provider = await serve();
  vi.stubEnv("DIGITALOCEAN_URL", provider.url);
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
  const [slug, where] = found.id.split(":");
  const [entry, ...twins] = (stated(given, "sizes") as unknown[]).filter((one) => dig(one, "slug") === slug);
  expect(twins).toEqual([]);
  expect(dig(entry, "available")).toBe(true);
  expect(dig(entry, "regions")).toContain(where);
  expect(found.memoryGib).toBe(Number(dig(entry, "memory")) / 1024);
  expect(found.cpu.cores).toBe(dig(entry, "vcpus"));
  const { net } = found.price.monthly;
  const monthly = dig(entry, "price_monthly") ?? 0;
  expect(net).toBe(cents(Number(monthly) === 0 ? Number(dig(entry, "price_hourly")) * 744 : monthly));
  expect(net).toBeGreaterThan(0);
  const place = (stated(given, "regions") as unknown[]).filter((one) => dig(one, "slug") === where);
  expect(place).toMatchObject([{ available: true }]);
}

test("verify", { timeout }, async () => {
  const whole = { ...account, ...catalogue, ...list(), tags: [] };
  const ends = new Set<boolean>();
  await check(answers(whole, error), async (given) => {
    const { ok } = await adapter.verify(login);
    ends.add(ok);
    if (ok) expect(stated(given, "account.status")).toEqual(expect.any(String));
  });
  expect(ends.size).toBe(2);
});

test("inventory", { timeout }, async () => {
  let read = 0;
  await check(answers(catalogue), async (given) => {
    const inventory = await adapter.inventory(login);
    if (!inventory.ok) return;
    read += 1;
    expect(given.status).toBeLessThan(300);
    for (const found of inventory.listings) expectListed(found, given);
    // Nothing vanishes without a word: it is on offer, says itself that it can't be had, or something was counted.
    const listed = new Set(inventory.listings.map(({ name }) => name));
    const open = (stated(given, "regions") as unknown[]).filter((one) => dig(one, "available") === true);
    const places = open.map((one) => dig(one, "slug"));
    const missing = (stated(given, "sizes") as unknown[]).filter((one) => {
      const where = dig(one, "regions");
      const sold =
        dig(one, "available") === false || (Array.isArray(where) && !where.some((at) => places.includes(at)));
      return !listed.has(String(dig(one, "slug"))) && !sold;
    });
    expect(missing.length === 0 || inventory.refused > 0).toBe(true);
    expect(new Set(inventory.listings.map(({ id }) => id)).size).toBe(inventory.listings.length);
  });
  expect(read).toBeGreaterThan(100);
});

test("quote", { timeout }, async () => {
  let good = 0;
  await check(answers(catalogue, error), async (given) => {
    const quote = await adapter.quote(login, listing);
    if (!quote.ok) return;
    good += 1;
    expect(quote.listing.id).toBe(listing.id);
    expectListed(quote.listing, given);
  });
  expect(good).toBeGreaterThan(50);
});

const isOurs = (entry: unknown) =>
  String(dig(entry, "name")).toLowerCase() === TAG || [dig(entry, "tags")].flat().some((tag) => tag === TAG);

test("order", { timeout }, async () => {
  const ends = new Set<string>();
  await check(answers(ours, error), async (given) => {
    const outcome = await placeOrder(adapter, login, request);
    ends.add(outcome.kind);
    if (outcome.kind === "placed") {
      expect(given.status).toBeLessThan(300);
      expect(isOurs(stated(given, "droplet"))).toBe(true);
      expect(String(stated(given, "droplet.id"))).toBe(outcome.reference);
    } else if (outcome.kind !== "rejected") {
      expect(outcome.kind).toBe("unknown");
    } else if (given.status !== 401) {
      expect(given.status).toBeGreaterThanOrEqual(400);
      expect(given.status).toBeLessThan(500);
      expect(stated(given, "message")).toEqual(expect.any(String));
    }
  });
  expect([...ends].sort()).toEqual(["placed", "rejected", "unknown"]);
});

test("find", { timeout }, async () => {
  const ends = new Set<string>();
  const other = droplet(1, "db-1");
  const mine = droplet(3164444, TAG, [TAG]);
  await check(answers(list(other, mine), list(other), list(), error), async (given) => {
    const lookup = await adapter.find(login, request, 0);
    ends.add(lookup.kind);
    const entries = lookup.kind === "unclear" ? [] : Object.values(stated(given, "droplets") as object);
    const match = entries.filter(isOurs);
    if (lookup.kind === "absent") {
      expect(given.status).toBeLessThan(300);
      expect(match).toEqual([]);
      expect(entries.length).toBeGreaterThanOrEqual(Number(stated(given, "meta.total")));
    }
    if (lookup.kind === "found")
      expect(match.map((entry) => String(dig(entry, "id")))).toContain(lookup.reference);
  });
  expect([...ends].sort()).toEqual(["absent", "found", "unclear"]);
});

test("terminate", { timeout }, async () => {
  const ends = new Set<string>();
  const gone = { status: 204, body: "", way: "whole" } as const;
  const given = fc.oneof(
    { weight: 9, arbitrary: answers(error) },
    { weight: 1, arbitrary: fc.constant(gone) },
  );
  await check(given, async ({ status }) => {
    const server = { serverId: "3164444", reference: "3164444", category: "vm" } as const;
    const termination = await adapter.terminate(login, server);
    ends.add(termination?.kind ?? "");
    if (termination?.kind === "terminated") expect(status).toBe(204);
    if (termination?.kind === "gone") expect(status).toBe(404);
  });
  expect([...ends].sort()).toEqual(["gone", "refused", "terminated", "unknown"]);
});
