// Guarantee: the cheapest is shown first, prices of two currencies are never compared, and no page repeats an offer
// or leaves one out.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Catalogue, type Mark, type Query, Sort } from "./catalogue.ts";
import { diskGb, Listing, monthlyNet } from "./offer.ts";
import { gone, type Stored, seen } from "./stored.ts";

type Changes = Omit<Partial<Listing>, "price"> & { net?: number; currency?: "EUR" | "USD"; at?: number };

function offer(id: string, { net = 5000, currency = "EUR", at = 0, ...changes }: Changes = {}): Stored {
  const listing = Listing.parse({
    id,
    provider: "hetzner",
    category: "auction",
    name: "any",
    cpu: { name: "any", cores: 8, threads: null },
    memoryGib: 64,
    disks: [{ kind: "ssd", count: 2, sizeGb: 500 }],
    gpu: null,
    location: { code: "FSN1-DC14", site: "FSN1", country: "DE" },
    price: { currency, monthly: { net, gross: null }, setup: { net: 0, gross: null } },
    ipv4: null,
    unique: true,
    ...changes,
  });
  const stored = seen(undefined, listing, at);
  if (!stored) throw new Error("An offer that was never seen is new.");
  return stored;
}

const ids = (catalogue: Catalogue, query: Partial<Query> = {}) =>
  catalogue.page({ sort: "price", ipv4: false, ...query }, 100).offers.map(({ id }) => id);

describe("order", () => {
  test("leaves out what is gone", () => {
    expect(ids(new Catalogue([offer("1"), gone(offer("2"), 1)]))).toEqual(["1"]);
  });

  test("is by price within each currency, and never across", () => {
    const offers = [
      offer("1", { net: 900, currency: "USD" }),
      offer("2", { net: 1000 }),
      offer("3", { net: 100, currency: "USD" }),
    ];
    expect(ids(new Catalogue(offers))).toEqual(["2", "3", "1"]);
    expect(ids(new Catalogue(offers), { sort: "-price" })).toEqual(["2", "1", "3"]);
  });

  test("has what is not known at its end, both ways", () => {
    const cores = (count: number | null) => ({ cpu: { name: "any", cores: count, threads: null } });
    const catalogue = new Catalogue([offer("1", cores(null)), offer("2", cores(4)), offer("3", cores(8))]);
    expect(ids(catalogue, { sort: "cores" })).toEqual(["2", "3", "1"]);
    expect(ids(catalogue, { sort: "-cores" })).toEqual(["3", "2", "1"]);
  });

  test.each<[Sort, string[]]>([
    ["memory", ["2", "1"]],
    ["-memory", ["1", "2"]],
    ["disk", ["1", "2"]],
    ["-disk", ["2", "1"]],
    ["changed", ["1", "2"]],
    ["-changed", ["2", "1"]],
  ])("by %s", (sort, expected) => {
    const big = [{ kind: "hdd" as const, count: 1, sizeGb: 8000 }];
    const offers = [offer("1", { memoryGib: 128, at: 1 }), offer("2", { disks: big, at: 2 })];
    expect(ids(new Catalogue(offers), { sort })).toEqual(expected);
  });

  test("counts the IPv4 surcharge where it is asked for", () => {
    const catalogue = new Catalogue([offer("1", { net: 1000, ipv4: 200 }), offer("2", { net: 1100 })]);
    expect(ids(catalogue)).toEqual(["1", "2"]);
    expect(ids(catalogue, { ipv4: true })).toEqual(["2", "1"]);
    expect(ids(catalogue, { ipv4: true, maxMonthly: 1199, currency: "EUR" })).toEqual(["2"]);
  });
});

describe("filters", () => {
  const catalogue = new Catalogue([
    offer("1", { cpu: { name: "any", cores: null, threads: null } }),
    offer("2", { location: { code: "HEL1-DC2", site: "HEL1", country: "FI" }, memoryGib: 128 }),
    offer("3", { provider: "vultr", category: "gpu", location: { code: "ewr", site: "ewr", country: "US" } }),
  ]);

  test.each<[Partial<Query>, string[]]>([
    [{ provider: "vultr" }, ["3"]],
    [{ category: "auction" }, ["1", "2"]],
    [{ minCores: 1 }, ["2", "3"]],
    [{ minMemoryGib: 65 }, ["2"]],
    [{ minDiskGb: 1000 }, ["1", "2", "3"]],
    [{ minDiskGb: 1001 }, []],
    [{ location: "fi" }, ["2"]],
    [{ location: "HEL1" }, ["2"]],
    [{ location: "EWR" }, ["3"]],
    [{ currency: "USD" }, []],
    [{ maxMonthly: 4999, currency: "EUR" }, []],
  ])("%j", (query, expected) => {
    expect(ids(catalogue, query)).toEqual(expected);
  });
});

// A page that repeats an offer or leaves one out would hide the cheapest from somebody.
test("pages hold each offer once, in order, whatever is sold or added in between", () => {
  const arbitrary = fc.record({
    net: fc.integer({ min: 1, max: 5 }),
    cores: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
    currency: fc.constantFrom("EUR" as const, "USD" as const),
  });
  fc.assert(
    fc.property(
      fc.array(arbitrary, { maxLength: 40 }),
      fc.constantFrom(...Sort.options),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(),
      (specs, sort, limit, seed) => {
        const make = ({ net, currency, cores }: (typeof specs)[number], index: number) =>
          offer(`${(index * 7 + seed) % 41}-${index}`, {
            net,
            currency,
            cpu: { name: "any", cores, threads: null },
          });
        const offers = specs.map(make);
        const found: Stored[] = [];
        let after: Mark | undefined;
        for (let pages = 0; pages <= specs.length; pages++) {
          // What was shown already may be gone by the time of the next page.
          const left = offers.filter((each) => !found.includes(each) || each.id.endsWith("3"));
          const page = new Catalogue(left).page({ sort, ipv4: false }, limit, after);
          expect(page.offers.length).toBeLessThanOrEqual(limit);
          found.push(...page.offers);
          if (!page.next) break;
          after = page.next;
        }
        expect(found.map(({ id }) => id)).toEqual(ids(new Catalogue(offers), { sort }));
        expect(new Set(found).size).toBe(offers.length);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

test("finds the same as looking at each", () => {
  const offers = Array.from({ length: 500 }, (_, index) =>
    offer(String(index), { net: (index * 37) % 101, memoryGib: 1 + (index % 9), ipv4: index % 3 ? 5 : null }),
  );
  const query = { sort: "price" as const, ipv4: true, maxMonthly: 60, minMemoryGib: 4, minDiskGb: 1000 };
  const expected = offers
    .filter(
      ({ listing }) => monthlyNet(listing, true) <= 60 && listing.memoryGib >= 4 && diskGb(listing) >= 1000,
    )
    .map(({ id }) => id);
  const page = new Catalogue(offers).page(query, 1000);
  expect(page.offers.map(({ id }) => id).sort()).toEqual(expected.sort());
  expect(page.next).toBeNull();
});
