// Guarantee: a rule takes exactly what its owner allowed: nothing dearer, smaller, elsewhere or in another currency.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listing, listings, rule, rules } from "../../test/arbitrary.ts";
import type { Listing } from "../offer/offer.ts";
import { places } from "../offer/offer.ts";
import type { Rule } from "./rule.ts";
import { commitment, satisfies } from "./satisfies.ts";

type Changes = NonNullable<Parameters<typeof listing>[0]>;

describe("satisfies", () => {
  test.each<[string, Partial<Rule.Info>, Changes, boolean]>([
    ["the price at its cap", { maxMonthly: 4170 }, {}, true],
    ["a cent above", { maxMonthly: 4169 }, {}, false],
    ["the address left out", { maxMonthly: 4000, ipv4: false }, {}, true],
    ["the address left out, a cent above", { maxMonthly: 3999, ipv4: false }, {}, false],
    ["a price that includes the address", { maxMonthly: 4000 }, { ipv4: null }, true],
    ["a setup fee at its cap", { maxSetup: 100 }, { setup: 100 }, true],
    ["a setup fee a cent above", { maxSetup: 99 }, { setup: 100 }, false],
    ["any setup fee where none is allowed", {}, { setup: 1 }, false],
    ["another currency", { currency: "USD" }, {}, false],
    ["another provider", { provider: "vultr" }, {}, false],
    ["another category", { category: "vm" }, {}, false],
    ["as many cores", { minCores: 8 }, {}, true],
    ["a core too few", { minCores: 9 }, {}, false],
    [
      "an unknown number of cores, none asked for",
      {},
      { cpu: { name: "any", cores: null, threads: null } },
      true,
    ],
    [
      "an unknown number of cores, one asked for",
      { minCores: 1 },
      { cpu: { name: "any", cores: null, threads: null } },
      false,
    ],
    ["as much memory", { minMemoryGib: 64 }, {}, true],
    ["half a GiB too little", { minMemoryGib: 64 }, { memoryGib: 63.5 }, false],
    ["as much disk, all disks together", { minDiskGb: 1000 }, {}, true],
    ["a GB of disk too little", { minDiskGb: 1001 }, {}, false],
    ["no disk, none asked for", {}, { disks: [] }, true],
    ["no address of the old kind, one wanted", {}, { ipv6Only: true }, false],
    ["no address of the old kind, none wanted", { ipv4: false }, { ipv6Only: true }, true],
    ["memory that corrects errors", { ecc: true }, { ecc: true }, true],
    ["memory of which that is not known", { ecc: true }, { ecc: null }, false],
    ["memory of any kind", {}, { ecc: null }, true],
    ["enough disk of the kind", { diskKind: "ssd", minDiskGb: 1000, minDisks: 2 }, {}, true],
    ["no disk of the kind", { diskKind: "nvme" }, {}, false],
    [
      "disk enough, but not of the kind",
      { diskKind: "nvme", minDiskGb: 500 },
      {
        disks: [
          { kind: "nvme", count: 1, sizeGb: 100 },
          { kind: "hdd", count: 2, sizeGb: 4000 },
        ],
      },
      false,
    ],
    ["a disk too few", { minDisks: 3 }, {}, false],
    ["the card, spelt otherwise", { gpuModel: "l40s" }, { gpu: { name: "NVIDIA L40S 48G", count: 2 } }, true],
    ["another card", { gpuModel: "H100" }, { gpu: { name: "NVIDIA L40S", count: 2 } }, false],
    ["no card where a model is asked for", { gpuModel: "L40S" }, { gpu: null }, false],
    ["a card too few", { minGpus: 3 }, { gpu: { name: "NVIDIA L40S", count: 2 } }, false],
    ["no card where one is asked for", { minGpus: 1 }, { gpu: null }, false],
    ["threads enough", { minThreads: 16 }, { cpu: { name: "any", cores: 8, threads: 16 } }, true],
    [
      "threads that are not known",
      { minThreads: 1 },
      { cpu: { name: "any", cores: 8, threads: null } },
      false,
    ],
    ["bandwidth enough", { minBandwidthMbit: 1000 }, { bandwidthMbit: 1000 }, true],
    ["bandwidth that is not known", { minBandwidthMbit: 1 }, { bandwidthMbit: null }, false],
    ["its datacentre", { locations: ["FSN1-DC14"] }, {}, true],
    ["its site", { locations: ["FSN1"] }, {}, true],
    ["its country", { locations: ["DE"] }, {}, true],
    ["one of several places", { locations: ["HEL1", "FSN1"] }, {}, true],
    ["another datacentre of the site", { locations: ["FSN1-DC3"] }, {}, false],
    ["a part of its name", { locations: ["FSN"] }, {}, false],
    ["another country", { locations: ["FI", "US"] }, {}, false],
  ])("%s", (_, ofRule, ofListing, expected) => {
    expect(satisfies(rule(ofRule), listing(ofListing))).toBe(expected);
  });

  test("never takes what costs more than allowed", () => {
    fc.assert(
      fc.property(rules, listings, (each, offer) => {
        if (!satisfies(each, offer)) return;
        const address = each.ipv4 ? (offer.ipv4 ?? 0) : 0;
        expect(offer.price.currency).toBe(each.currency);
        expect(offer.price.monthly.net + address).toBeLessThanOrEqual(each.maxMonthly);
        expect(offer.price.setup.net).toBeLessThanOrEqual(each.maxSetup);
      }),
      { seed: 91, numRuns: 2_000 },
    );
  });
});

describe("places", () => {
  test.each<[Listing["location"], string[]]>([
    [{ code: "FSN1-DC14", site: "FSN1", country: "DE" }, ["FSN1-DC14", "FSN1", "DE"]],
    [{ code: "ewr", site: "ewr", country: "US" }, ["EWR", "US"]],
    [{ code: "hel1-dc2", site: "hel1", country: null }, ["HEL1-DC2", "HEL1"]],
  ])("%j", (location, expected) => {
    expect(places(listing({ location }))).toEqual(expected);
  });
});

// What a purchase takes from the budget is all that is due at once: a term of several months is paid in advance.
test("commits each month of the term, the address where one is wanted, and the setup fee once", () => {
  const offer = listing({ net: 4000, setup: 500, ipv4: 170 });
  expect(commitment({ ipv4: true, termMonths: 1 }, offer)).toBe(4670);
  expect(commitment({ ipv4: false, termMonths: 1 }, offer)).toBe(4500);
  expect(commitment({ ipv4: true, termMonths: 12 }, offer)).toBe(12 * 4170 + 500);
});
