// Guarantee: no reply, however spoilt, makes the adapter throw, invent an offer, or take an order for placed or dead,
// or a server for cancelled, that is not. A failure prints the path that, with this seed, repeats it.

import { randomBytes } from "node:crypto";
import { Listing } from "@cloudco/core/offer/offer";
import type { OrderRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { type Answer, answers, dig, type Json, serve, stated } from "../../test/spoilt.ts";
import { adapter } from "./hetzner.ts";

const timeout = 120_000;
const runs = { seed: 20_261_002, numRuns: 1_000 };

const ID = "2741003";
const login = { username: new Secret("#ws+mutant"), password: new Secret(randomBytes(9).toString("hex")) };
const listing: Listing = {
  id: ID,
  provider: "hetzner",
  category: "auction",
  name: "Server Auction #2741003",
  cpu: { name: "Intel Core i7-8700", cores: 6, threads: null },
  memoryGib: 64,
  disks: [{ kind: "nvme", count: 2, sizeGb: 1024 }],
  ecc: null,
  gpu: null,
  bandwidthMbit: null,
  location: { code: "FSN1-DC14", site: "FSN1", country: "DE" },
  price: { currency: "EUR", monthly: { net: 4130, gross: null }, setup: { net: 0, gross: null } },
  ipv4: 170,
  ipv6Only: false,
  fixedPrice: null,
  nextDropAt: null,
  unique: true,
};
const request: OrderRequest = { orderId: "ord_1", listing, template: { sshKeys: [], ipv4: true } };

const product = {
  product: {
    id: 2741003,
    cpu: "Intel Core i7-8700",
    memory_size: 64,
    datacenter: "FSN1-DC14",
    price: "41.30",
    price_setup: "0.00",
    price_vat: "49.15",
    price_setup_vat: "0.00",
    orderable_addons: [
      { id: "primary_ipv4", prices: [{ location: "FSN1", price: { net: "1.7000", gross: "2.0230" } }] },
    ],
  },
};
const transaction = {
  transaction: {
    id: "B20261002-2741003-9914412",
    date: "2026-10-02T12:54:01+02:00",
    status: "ready",
    server_number: 321001,
    server_ip: "198.18.0.1",
    product: { id: 2741003, name: "SB41" },
  },
};
const another = {
  transaction: { ...transaction.transaction, id: "B1", product: { id: 2741004, name: "SB42" } },
};
const error = {
  error: {
    status: 400,
    code: "INVALID_INPUT",
    message: "invalid input",
    missing: null,
    invalid: ["product_id"],
  },
};
const machine = (Id: number) => ({
  Id,
  Hardware: {
    CPU: { Name: "Intel Core i7-8700", CoreCount: 1 },
    RAM: { RealSize: 16384, Size: 64, SizeUnit: "GB", Amount: 4 },
    Storage: { Amount: 2, Details: { nvme: [1024, 1024], sata: [], hdd: [], general: [1024] } },
  },
  Prices: { monthly: { EUR: 41.3, USD: 48.2 }, setup: { EUR: 0, USD: 0 } },
  IPPrices: { monthly: { EUR: 1.7, USD: 2 } },
  Details: {
    Description: ["IPv4"],
    Information: ["GPU - GeForce GTX 1080"],
    Specials: ["iNIC"],
    Datacenter: { Name: "Falkenstein", Datacenter: "#FSN1-DC14" },
  },
});
const feed = { server: [machine(2741003), machine(2741004), machine(2741005)], serverCount: 3 };

let provider: Awaited<ReturnType<typeof serve>>;
/** The machine is in Robot's market, whatever the list of orders says. */
let marketIsWell = false;

beforeAll(async () => {
  provider = await serve((_, url) =>
    marketIsWell && url.includes("/server_market/product/")
      ? { status: 200, body: JSON.stringify(product), way: "whole" }
      : undefined,
  );
  vi.stubEnv("HETZNER_ROBOT_URL", provider.url);
  vi.stubEnv("HETZNER_AUCTION_FEED_URL", `${provider.url}/feed`);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await provider.close();
});

function check<T>(valid: Json[], property: (answer: Answer) => Promise<T>): Promise<void> {
  const each = fc.asyncProperty(answers(...valid), async (given) => {
    provider.tell(given);
    await property(given);
  });
  return fc.assert(each, runs);
}

/** Cents of a price that can be read, as the reply states it. */
const cents = (price: unknown) => Math.ceil(Number(price) * 100 - 1e-6) + 0;

test("inventory", { timeout }, async () => {
  await check([feed], async (given) => {
    const inventory = await adapter.inventory(null);
    if (!inventory.ok) return;
    expect(given.status).toBe(200);
    const entries = stated(given, "server") as unknown[];
    expect(inventory.listings.length + inventory.refused).toBe(entries.length);
    for (const found of inventory.listings) {
      expect(Listing.parse(found)).toEqual(found);
      const [entry, ...twins] = entries.filter((candidate) => String(dig(candidate, "Id")) === found.id);
      expect(twins).toEqual([]);
      expect(found.memoryGib).toBe(dig(entry, "Hardware.RAM.Size"));
      expect(found.price.monthly.net).toBe(cents(dig(entry, "Prices.monthly.EUR")));
      expect(found.price.monthly.net).toBeGreaterThan(0);
      expect(found.price.setup.net).toBe(cents(dig(entry, "Prices.setup.EUR")));
      expect(found.ipv4).toBe(cents(dig(entry, "IPPrices.monthly.EUR")));
    }
  });
});

test("quote", { timeout }, async () => {
  await check([product, error], async (given) => {
    const quote = await adapter.quote(login, listing);
    if (!quote.ok) return;
    expect(Listing.parse(quote.listing)).toEqual(quote.listing);
    expect(String(stated(given, "product.id"))).toBe(ID);
    const { net, gross } = quote.listing.price.monthly;
    expect(net).toBe(cents(stated(given, "product.price")));
    expect(gross).toBe(cents(stated(given, "product.price_vat")));
    expect(net).toBeGreaterThan(0);
  });
});

test("order", { timeout }, async () => {
  const ends = new Set<string>();
  await check([transaction, error], async (given) => {
    const outcome = await placeOrder(adapter, login, request);
    ends.add(outcome.kind);
    if (outcome.kind === "placed") {
      expect(given.status).toBeLessThan(300);
      expect(stated(given, "transaction.id")).toBe(outcome.reference);
      expect(String(stated(given, "transaction.product.id"))).toBe(ID);
    } else if (outcome.kind !== "rejected") {
      expect(outcome.kind).toBe("unknown");
    } else if (given.status !== 401) {
      expect(given.status).toBeGreaterThanOrEqual(400);
      expect(given.status).toBeLessThan(500);
      expect(stated(given, "error.status")).toBe(given.status);
    }
  });
  expect([...ends].sort()).toEqual(["placed", "rejected", "unknown"]);
});

test("find", { timeout }, async () => {
  const ends = new Set<string>();
  const notFound = { error: { status: 404, code: "NOT_FOUND", message: "No transactions found" } };
  const since = Date.parse(transaction.transaction.date);
  vi.setSystemTime(since);
  marketIsWell = true;
  await check([[another, transaction], [another], notFound], async (given) => {
    const lookup = await adapter.find(login, request, since);
    ends.add(lookup.kind);
    if (lookup.kind === "absent" && given.status >= 300) {
      expect(stated(given, "error.status")).toBe(given.status);
      expect(stated(given, "error.code")).toBe("NOT_FOUND");
      return;
    }
    const entries = lookup.kind === "unclear" ? [] : Object.values(stated(given, "") as object);
    const mine = entries.filter((entry) => String(dig(entry, "transaction.product.id")) === ID);
    // What is older than the order is none of ours.
    const late = mine.filter(
      (entry) => Date.parse(String(dig(entry, "transaction.date"))) >= since - 300_000,
    );
    if (lookup.kind === "absent") expect(late).toEqual([]);
    if (lookup.kind === "found") {
      expect(mine.map((entry) => dig(entry, "transaction.id"))).toContain(lookup.reference);
    }
  });
  vi.useRealTimers();
  marketIsWell = false;
  expect([...ends].sort()).toEqual(["absent", "found", "unclear"]);
});

test("terminate", { timeout }, async () => {
  const ends = new Set<string>();
  const day = { cancelled: false, earliest_cancellation_date: "2026-10-02", reservation_possible: true };
  const before = { cancellation: { ...day, cancellation_date: null } };
  const after = { cancellation: { ...day, cancelled: true, cancellation_date: "2026-10-02" } };
  const gone = { error: { status: 404, code: "SERVER_NOT_FOUND", message: "server not found" } };
  await check([before, after, gone, error], async (given) => {
    const server = { serverId: "321001", reference: ID, category: "auction" } as const;
    const termination = await adapter.terminate(login, server);
    ends.add(termination?.kind ?? "");
    if (termination?.kind === "terminated") expect(stated(given, "cancellation.cancelled")).toBe(true);
    if (termination?.kind === "gone") expect(stated(given, "error.code")).toBe("SERVER_NOT_FOUND");
  });
  expect([...ends].sort()).toEqual(["gone", "refused", "terminated", "unknown"]);
});
