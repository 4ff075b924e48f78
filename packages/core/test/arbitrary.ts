import fc from "fast-check";
import { Listing } from "../src/offer/offer.ts";
import { Rule } from "../src/rule/rule.ts";

const CURRENCIES = ["EUR", "USD"] as const;
const CATEGORIES = ["auction", "vm"] as const;
const PLACES = [
  { code: "FSN1-DC14", site: "FSN1", country: "DE" },
  { code: "FSN1-DC3", site: "FSN1", country: "DE" },
  { code: "NBG1-DC3", site: "NBG1", country: "DE" },
  { code: "HEL1-DC2", site: "HEL1", country: "FI" },
  { code: "hel1-dc2", site: "hel1", country: null },
  // A provider whose site is called like another's country.
  { code: "DE", site: "DE", country: "US" },
];
const NAMES = ["FSN1-DC14", "FSN1-DC3", "FSN1", "NBG1", "HEL1", "HEL1-DC2", "DE", "FI", "US", "NOWHERE"];

/** A listing that a rule of `rule` may take, but for what is changed. */
export function listing(changes: Partial<Listing> & { net?: number; setup?: number } = {}): Listing {
  const { net = 4000, setup = 0, ...rest } = changes;
  return Listing.parse({
    id: "1",
    provider: "hetzner",
    category: "auction",
    name: "any",
    cpu: { name: "any", cores: 8, threads: null },
    memoryGib: 64,
    disks: [{ kind: "ssd", count: 2, sizeGb: 500 }],
    gpu: null,
    location: PLACES[0],
    price: { currency: "EUR", monthly: { net, gross: null }, setup: { net: setup, gross: null } },
    ipv4: 170,
    unique: true,
    ...rest,
  });
}

/** An active rule that buys what `listing` is, but for what is changed. */
export function rule(changes: Partial<Rule.Info> = {}): Rule.Info {
  const criteria = { name: "any", category: "auction", maxMonthly: 5000, budget: 10_000, autoBuy: true };
  return Rule.Info.parse({
    ...criteria,
    id: "rul_1",
    accountId: "ada",
    provider: "hetzner",
    status: "active",
    revision: 1,
    evaluateAt: 0,
    left: changes.budget ?? criteria.budget,
    reserved: 0,
    committed: 0,
    createdAt: 0,
    currency: "EUR",
    position: "1970-01-01T00:00:00.000Z#rul_1",
    ...changes,
  });
}

/** Numbers of a small range, so that rules and listings meet at their limits. */
const small = (most: number) => fc.integer({ min: 0, max: most });

export const listings = fc
  .record({
    category: fc.constantFrom(...CATEGORIES),
    cores: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
    memoryGib: fc.integer({ min: 1, max: 4 }),
    disks: fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 2 }), sizeGb: fc.integer({ min: 1, max: 2 }) }),
      {
        maxLength: 2,
      },
    ),
    location: fc.constantFrom(...PLACES),
    currency: fc.constantFrom(...CURRENCIES),
    net: small(6),
    setup: small(2),
    ipv4: fc.option(small(3), { nil: null }),
  })
  .map(({ cores, disks, currency, net, setup, ...rest }) =>
    listing({
      ...rest,
      cpu: { name: "any", cores, threads: null },
      disks: disks.map((disk) => ({ kind: "ssd", ...disk })),
      price: { currency, monthly: { net, gross: null }, setup: { net: setup, gross: null } },
    }),
  );

export const rules = fc
  .record({
    category: fc.constantFrom(...CATEGORIES),
    minCores: small(4),
    minMemoryGib: small(4),
    minDiskGb: small(4),
    currency: fc.constantFrom(...CURRENCIES),
    maxMonthly: small(9),
    maxSetup: small(2),
    budget: small(12),
    locations: fc.array(fc.constantFrom(...NAMES), { maxLength: 3 }),
    prefer: fc.constantFrom("price" as const, "location" as const),
    termMonths: fc.constantFrom(1, 1, 2),
    ipv4: fc.boolean(),
    autoBuy: fc.boolean(),
    status: fc.constantFrom("active" as const, "active" as const, "active" as const, "paused" as const),
  })
  .map((changes) => rule(changes));
