// Guarantee: a rule that is accepted can do what it says, and one that is not says which field and what to do.

import { describe, expect, test } from "vitest";
import type { Descriptor } from "../provider/provider.ts";
import { Acceptance } from "./acceptance.ts";
import { Rule } from "./rule.ts";

const plain: Descriptor = {
  id: "hetzner",
  name: "Provider",
  fields: [],
  guide: { url: "https://provider.example", steps: [] },
  categories: ["auction", "dedicated"],
  orderable: ["auction"],
  currency: "USD",
  takes: [],
  tells: ["ecc"],
  terms: [1],
  payments: ["automatic"],
  inventory: "public",
  prepares: false,
  recordedAs: null,
  pollSeconds: 1,
  visibleWithinSeconds: 120,
  addressShares: null,
  loginBlock: null,
};
const able: Descriptor = {
  ...plain,
  takes: ["hostname", "image", "sshKeys", "waiveWithdrawal"],
  terms: [1, 12],
  payments: ["automatic", "by_hand"],
};

const criteria = (changes: object) =>
  Rule.Criteria.parse({ name: "any", category: "auction", maxMonthly: 1, budget: 1, ...changes });

function refused(descriptor: Descriptor, changes: object): Record<string, string> {
  const accepted = Acceptance.accept([descriptor], "hetzner", criteria(changes));
  const problems = "problems" in accepted ? accepted.problems : [];
  return Object.fromEntries(problems.map(({ field, message }) => [field, message]));
}

describe("what a provider can't do", () => {
  test.each<[object, string, RegExp]>([
    [{ category: "vm" }, "category", /lists no vm\. Choose from: auction, dedicated/],
    [{ category: "vm", autoBuy: true }, "category", /lists no vm/],
    [{ category: "dedicated", autoBuy: true }, "autoBuy", /no dedicated\. Turn it off to be told/],
    [{ autoBuy: true, budget: 0 }, "budget", /never buys/],
    [{ currency: "EUR" }, "currency", /sells in USD.*never match/],
    [{ termMonths: 12 }, "termMonths", /12 months\. Choose from: 1\./],
    [{ payment: "by_hand" }, "payment", /Choose from: automatic\./],
    [{ hostname: "web-{id}" }, "hostname", /Provider takes no host name/],
    [{ image: "Debian" }, "image", /installs no image/],
    [{ sshKeys: ["key"] }, "sshKeys", /takes no SSH keys/],
    [{ waiveWithdrawal: true }, "waiveWithdrawal", /does not ask for this/],
  ])("%j is refused", (changes, field, message) => {
    expect(refused(plain, changes)).toEqual({ [field]: expect.stringMatching(message) });
  });

  test("is told all at once", () => {
    const everything = {
      category: "vm",
      autoBuy: true,
      budget: 0,
      termMonths: 2,
      hostname: "a",
      currency: "CAD",
    };
    expect(Object.keys(refused(plain, everything)).sort()).toEqual(
      ["budget", "category", "currency", "hostname", "termMonths"].sort(),
    );
  });

  test("is a provider that nobody serves", () => {
    const accepted = Acceptance.accept([plain], "vultr", criteria({}));
    expect(accepted).toEqual({ problems: [{ field: "provider", message: expect.any(String) }] });
  });
});

describe("what a provider can do", () => {
  test.each([{}, { category: "dedicated" }, { budget: 0 }, { currency: "USD" }, { autoBuy: true }])(
    "%j is accepted of any",
    (changes) => {
      expect(refused(plain, changes)).toEqual({});
    },
  );

  test.each([
    { termMonths: 12 },
    { payment: "by_hand" },
    { hostname: "web-{id}" },
    { image: "Debian", sshKeys: ["key"] },
    { waiveWithdrawal: true },
  ])("%j is accepted of one that can", (changes) => {
    expect(refused(able, changes)).toEqual({});
  });

  test("is in its currency where none is named", () => {
    expect(Acceptance.accept([plain], "hetzner", criteria({}))).toMatchObject({
      criteria: { currency: "USD" },
    });
  });
});

test("a rule that was stored before there were these fields has their defaults", () => {
  const { prefer, termMonths, payment, waiveWithdrawal, ...stored } = {
    ...criteria({ currency: "EUR" }),
    id: "rul_1",
    accountId: "ada",
    provider: "hetzner",
    status: "active",
    revision: 1,
    evaluateAt: 0,
    left: 1,
    reserved: 0,
    committed: 0,
    createdAt: 0,
    position: "",
  };
  const defaults = { placesLeft: 1, placements: 0, rent: 0 };
  expect(Rule.Info.parse(stored)).toEqual({
    ...stored,
    ...defaults,
    prefer,
    termMonths,
    payment,
    waiveWithdrawal,
  });
  expect({ prefer, termMonths, payment, waiveWithdrawal }).toEqual({
    prefer: "price",
    termMonths: 1,
    payment: "automatic",
    waiveWithdrawal: false,
  });
});

// Guarantee: nobody waits in vain for what a provider does not tell, and nobody's account is judged in another currency.
describe("before it is saved, a rule is told", () => {
  const criteria = (more: object) =>
    Rule.Criteria.parse({ name: "any", category: "auction", maxMonthly: 1, budget: 1, ...more });
  const fields = (...args: [object, Acceptance.Pays?]) => {
    const accepted = Acceptance.accept([plain], "hetzner", criteria(args[0]), args[1]);
    return "problems" in accepted ? accepted.problems.map(({ field }) => field) : [];
  };

  test("what its provider does not tell of its machines", () => {
    expect(fields({ ecc: true })).toEqual([]);
    expect(fields({ ecc: true, minThreads: 8, diskKind: "nvme", gpuModel: "L40S", minGpus: 2 })).toEqual([
      "minThreads",
      "diskKind",
      "gpuModel",
      "minGpus",
    ]);
  });

  test("what its account pays in", () => {
    expect(fields({ currency: "USD" })).toEqual([]);
    expect(fields({ currency: "USD" }, { currency: "EUR" })).toEqual(["currency"]);
    expect(fields({ currency: "EUR" }, { currency: "EUR" })).toEqual([]);
    expect(fields({}, { currency: "EUR" })).toEqual([]);
    expect(fields({}, { currency: null })).toEqual(["currency"]);
  });
});
