// Guarantee: Auto-Buy is offered for what an adapter can order and in the currency that the account pays in, and for
// nothing else.

import { Currency } from "@cloudco/core/money/money";
import { Category } from "@cloudco/core/offer/offer";
import type { ProviderId } from "@cloudco/core/provider/id";
import { Acceptance } from "@cloudco/core/rule/acceptance";
import { Rule } from "@cloudco/core/rule/rule";
import { Installation } from "@cloudco/simulators/ovh/installation";
import { afterEach, describe, expect, test, vi } from "vitest";
import { descriptors } from "./descriptors.ts";
import { Region } from "./ovh/region.ts";

afterEach(() => vi.unstubAllEnvs());

const problems = (provider: ProviderId, changes: object) => {
  const criteria = { name: "any", category: "vm", maxMonthly: 1, budget: 1, ...changes };
  const accepted = Acceptance.accept(descriptors, provider, Rule.Criteria.parse(criteria));
  return "problems" in accepted ? accepted.problems.map(({ field }) => field) : [];
};

/** What Auto-Buy can order where, as customers are promised; all else is refused before anybody waits for it. */
const ORDERABLE: Record<ProviderId, readonly Category[]> = {
  hetzner: ["auction"],
  "ovh-eu": ["dedicated", "gpu", "storage"],
  "ovh-ca": ["dedicated", "gpu", "storage"],
  digitalocean: ["vm", "gpu"],
  vultr: ["vm", "gpu", "dedicated"],
};

describe.each(descriptors)("$id", (descriptor) => {
  test.each(Category.options)("Auto-Buy of %s", (category) => {
    const accepted = problems(descriptor.id, { category, autoBuy: true }).length === 0;
    expect(accepted).toBe(ORDERABLE[descriptor.id].includes(category));
  });

  test("sells by the month, paid at once, in each currency that it has a price list in", () => {
    expect(descriptor.terms).toContain(1);
    expect(descriptor.payments).toContain("automatic");
    const [category = "vm"] = descriptor.categories;
    for (const currency of Currency.options) {
      const lists = descriptor.priceLists ?? [descriptor];
      const expected = lists.some((list) => list.currency === currency) ? [] : ["currency"];
      expect(problems(descriptor.id, { category, currency })).toEqual(expected);
    }
  });
});

test.each<[ProviderId, object, boolean]>([
  ["hetzner", { hostname: "db-{id}" }, false],
  ["hetzner", { image: "Debian", sshKeys: ["a"] }, true],
  ["digitalocean", { hostname: "db-{id}", image: "debian", sshKeys: ["a"] }, true],
  ["vultr", { hostname: "db-{id}", image: "debian", sshKeys: ["a"] }, true],
  ["vultr", { termMonths: 12 }, false],
  ["digitalocean", { payment: "by_hand" }, false],
  ["hetzner", { waiveWithdrawal: true }, false],
  ["ovh-eu", { image: "debian12_64", termMonths: 12, payment: "by_hand", waiveWithdrawal: true }, true],
  ["ovh-ca", { termMonths: 24, payment: "by_hand" }, true],
  ["ovh-eu", { termMonths: 2 }, false],
  ["ovh-eu", { sshKeys: ["a"] }, false],
  ["ovh-ca", { hostname: "db-{id}" }, false],
])("%s and %j", (provider, changes, accepted) => {
  const [category] = ORDERABLE[provider];
  expect(problems(provider, { category, ...changes }).length === 0).toBe(accepted);
});

// A rule in another currency than the scanned subsidiary's would wait for ever.
describe("OVHcloud's currency", () => {
  const cases = (["eu", "ca"] as const).flatMap((region) =>
    [...Installation.of(region).subsidiaries].flatMap(([subsidiary, { currency }]) => {
      const known = Currency.safeParse(currency).data;
      return known ? [[region, subsidiary, known] as const] : [];
    }),
  );

  test.each(cases)("of %s's subsidiary %s is %s", (region, subsidiary, currency) => {
    vi.stubEnv(region === "eu" ? "OVH_EU_SUBSIDIARY" : "OVH_CA_SUBSIDIARY", subsidiary);
    expect(descriptors.find(({ id }) => id === `ovh-${region}`)?.currency).toBe(currency);
  });

  test("is the standard subsidiary's where nothing is configured", () => {
    expect([Region.currency(Region.EUROPE), Region.currency(Region.NORTH_AMERICA)]).toEqual(["EUR", "CAD"]);
  });
});
