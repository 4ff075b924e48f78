// Guarantee: nothing is bought by a price, a size or an identity that was only guessed, and no machine of the feed
// is lost.

import { Listing } from "@cloudco/core/offer/offer";
import { describe, expect, test } from "vitest";
import { ProviderFailure } from "../failure.ts";
import { Cpus } from "./cpus.ts";
import { Feed } from "./feed.ts";

/** As seen live in August 2026. */
const observed = {
  Id: 3050605,
  Hardware: {
    CPU: { Name: "Intel XEON E-2176G", CoreCount: 1 },
    RAM: { RealSize: 32768, Size: 64, SizeUnit: "GB", Amount: 2, ecc: true },
    Storage: {
      RealSize: 24576,
      Size: 6144,
      SizeUnit: "GB",
      Amount: 4,
      Disks: ["6.0 TB Enterprise HDD", "6.0 TB Enterprise HDD", "960 GB SSD", "960 GB SSD"],
      Details: { nvme: [960, 960], sata: [], hdd: [6000, 6000], general: [960, 6000] },
    },
  },
  Prices: {
    monthly: { EUR: 72.3, USD: 80 },
    hourly: { EUR: 0.1154, USD: 0.1282 },
    setup: { EUR: 0, USD: 0 },
    fixed: false,
  },
  IPPrices: { monthly: { EUR: 1.7, USD: 1.9 }, hourly: { EUR: 0.0027, USD: 0.003 }, Amount: 1 },
  Details: {
    Description: ["IPv4", "iNIC", "ENT.HDD"],
    Information: [
      "2 x RAM 32768 MB DDR4 ECC",
      "2 x HDD SATA 6,0 TB Enterprise",
      "NIC 1 Gbit - Intel I219-LM",
    ],
    Specials: ["IPv4", "iNIC", "ECC"],
    Traffic: "unlimited",
    Bandwidth: 1000,
    OS: ["Rescue system"],
    Datacenter: { Name: "FSN1-DC16", Datacenter: "#FSN1-DC16" },
  },
  Timer: { ReduceNext: 133690, ReduceNextHr: true, ReduceNextTimestamp: 1786156152 },
};

/** As public parsers carry it: the town for a name, gigabytes in all sizes, hardware lines in the description. */
const sample = {
  ...observed,
  Id: 2741003,
  Hardware: {
    CPU: { Name: "Intel Core i7-8700", CoreCount: 1 },
    RAM: { RealSize: 64, Size: 64, SizeUnit: "GB", Amount: 4, ecc: false },
    Storage: {
      Amount: 2,
      Disks: ["2x 1 TB SSD SATA"],
      Details: { nvme: [], sata: [1024, 1024], hdd: [], general: [1024] },
    },
  },
  Details: {
    Description: ["Intel Core i7-8700", "4x RAM 16384 MB DDR4"],
    Information: [],
    Specials: ["iNIC"],
    Datacenter: { Name: "Helsinki", Datacenter: "#HEL1-DC4" },
  },
};

function feed(...server: unknown[]) {
  return Feed.parse(JSON.stringify({ server, serverCount: server.length, filter: {} }));
}

/** The observed machine with the value at `path` changed; undefined leaves it out. */
function changed(path: string, value: unknown): unknown {
  const machine = structuredClone(observed);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce(
    (object, key) => object[key] as Record<string, unknown>,
    machine as Record<string, unknown>,
  );
  parent[last] = value;
  return machine;
}

test("a machine as seen live", () => {
  const { listings, refused } = feed(observed);
  expect({ listings, refused }).toEqual({
    listings: [
      {
        id: "3050605",
        provider: "hetzner",
        category: "auction",
        name: "Server Auction #3050605",
        cpu: { name: "Intel XEON E-2176G", cores: 6, threads: null },
        memoryGib: 64,
        disks: [
          { kind: "nvme", count: 2, sizeGb: 960 },
          { kind: "hdd", count: 2, sizeGb: 6000 },
        ],
        ecc: true,
        gpu: null,
        bandwidthMbit: 1000,
        location: { code: "FSN1-DC16", site: "FSN1", country: "DE" },
        price: { currency: "EUR", monthly: { net: 7230, gross: null }, setup: { net: 0, gross: null } },
        ipv4: 170,
        ipv6Only: false,
        fixedPrice: false,
        nextDropAt: 1_786_156_152_000,
        unique: true,
      },
    ],
    refused: 0,
  });
  expect(Listing.parse(listings[0])).toEqual(listings[0]);
});

test("a machine as in the sample", () => {
  expect(feed(sample).listings).toMatchObject([
    {
      id: "2741003",
      memoryGib: 64,
      disks: [{ kind: "ssd", count: 2, sizeGb: 1024 }],
      location: { code: "HEL1-DC4", site: "HEL1", country: "FI" },
    },
  ]);
});

// Guarantee: nothing is bought by a price, a size or an identity that was only guessed.
test.each<[string, unknown]>([
  ["Id", undefined],
  ["Id", "3050605"],
  ["Id", -3050605],
  ["Id", 30506.05],
  ["Id", { toString: 1 }],
  ["Prices.monthly.EUR", undefined],
  ["Prices.monthly.EUR", null],
  ["Prices.monthly.EUR", 0],
  ["Prices.monthly.EUR", -72],
  ["Prices.monthly.EUR", "72,30"],
  ["Prices.monthly.EUR", 1e-7],
  ["Prices.monthly.EUR", 10_000.01],
  ["Prices.setup.EUR", undefined],
  ["Prices.setup.EUR", "free"],
  ["IPPrices", undefined],
  ["IPPrices.monthly.EUR", true],
  ["Hardware.RAM.Size", undefined],
  ["Hardware.RAM.Size", 0],
  ["Hardware.RAM.Size", "64"],
  ["Hardware.RAM.Size", 6_400_000],
  ["Hardware.RAM.SizeUnit", "TB"],
  ["Hardware.CPU.Name", " "],
  ["Hardware.Storage.Amount", 2],
  ["Hardware.Storage.Details", undefined],
  ["Hardware.Storage.Details.nvme", [960, "960"]],
  ["Hardware.Storage.Details.hdd", [6000, -6000]],
  ["Details.Datacenter", { Name: "Falkenstein", Datacenter: null }],
  ["Details.Datacenter", { Name: "FSN1-DC16", Datacenter: "#NBG1-DC3" }],
])("a machine is refused whose %s is %j", (path, value) => {
  expect(feed(changed(path, value), sample)).toMatchObject({ listings: [{ id: "2741003" }], refused: 1 });
});

test.each([[null], [[]], ["machine"], [{}], [{ id: 3050605, price: 72.3 }]])(
  "an entry is refused that is %j",
  (entry) => {
    expect(feed(entry, sample)).toMatchObject({ listings: [{ id: "2741003" }], refused: 1 });
  },
);

test("an id that occurs twice is no machine's", () => {
  const twin = changed("Prices.monthly.EUR", 10);
  expect(feed(observed, sample, twin)).toMatchObject({ listings: [{ id: "2741003" }], refused: 2 });
  const broken = changed("Prices.monthly.EUR", null);
  expect(feed(observed, sample, broken)).toMatchObject({ listings: [{ id: "2741003" }], refused: 2 });
});

test.each(["", "null", "[]", "{}", '{"server":{}}', "<html></html>", '{"server":[{"id":1,"price":30}]}'])(
  "a feed that CloudCO does not know is no empty one: %s",
  (text) => {
    const failure = expect.objectContaining({ cause: "unreadable" });
    expect(() => Feed.parse(text)).toThrow(ProviderFailure);
    expect(() => Feed.parse(text)).toThrow(expect.objectContaining({ failure }));
  },
);

test("an empty market is empty", () => {
  expect(feed()).toEqual({ listings: [], refused: 0 });
});

test.each([
  [["GPU - GeForce GTX 1080"], { name: "GeForce GTX 1080", count: 1 }],
  [["GPU", "2 x GPU - NVIDIA RTX 4000 SFF Ada"], { name: "NVIDIA RTX 4000 SFF Ada", count: 2 }],
  [["GPU"], { name: "GPU", count: 1 }],
  [["2 x RAM 32768 MB DDR4"], null],
])("the graphics card of %j", (lines, gpu) => {
  const machine = changed("Details.Information", lines);
  expect(feed(machine).listings[0]?.gpu).toEqual(gpu);
});

describe("cores", () => {
  test.each([
    ["Intel Core i7-8700", 6],
    ["Intel Xeon E3-1275v5", 4],
    ["Intel XEON E-2276G", 6],
    ["AMD EPYC 7502P", 32],
    ["Intel Core i9-13900", 24],
  ])("of %s", (name, cores) => {
    expect(Cpus.cores(name)).toBe(cores);
  });

  test("of an unknown model, or in a machine of two sockets, are not guessed", () => {
    expect(Cpus.cores("Intel Core i7-8700K")).toBeNull();
    expect(Cpus.cores("constructor")).toBeNull();
    expect(feed(changed("Hardware.CPU.CoreCount", 2)).listings[0]?.cpu.cores).toBeNull();
  });
});

// Guarantee: what is remembered of the last feed is never given for a machine that has changed since.
test("a machine of which only the countdown changed is the same object; one that changed is read anew", () => {
  const text = (machine: object) => JSON.stringify({ server: [machine] });
  const [first] = Feed.parse(text(observed)).listings;
  expect(Feed.parse(text({ ...observed, NextReduce: 7 })).listings[0]).toBe(first);
  const prices = { ...observed.Prices, monthly: { EUR: 99.5 } };
  expect(Feed.parse(text({ ...observed, Prices: prices })).listings[0]).toEqual({
    ...first,
    price: { ...first?.price, monthly: { net: 9950, gross: null } },
  });
  expect(Feed.parse(text(observed)).listings[0]).toEqual(first);
});

test("9,000 machines are all read", () => {
  const server = Array.from({ length: 9_000 }, (_, index) => ({ ...observed, Id: 3_000_000 + index }));
  expect(Feed.parse(JSON.stringify({ server })).listings).toHaveLength(9_000);
});
