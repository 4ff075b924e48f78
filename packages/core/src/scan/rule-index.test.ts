// Guarantee: the index finds a rule exactly where looking at each would: none is missed, and none buys beyond its
// terms.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listing, listings, rule, rules } from "../../test/arbitrary.ts";
import type { Listing } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { satisfies } from "../rule/satisfies.ts";
import { RuleIndex } from "./rule-index.ts";

/** The ids of those that match, each as often as it was found. */
const found = (index: RuleIndex, wanted: Listing) =>
  index
    .matching(wanted)
    .map(({ id, revision }) => `${id}@${revision}`)
    .sort();

const naive = (all: Iterable<Rule.Info>, wanted: Listing) =>
  [...all]
    .filter((each) => each.status === "active" && satisfies(each, wanted))
    .map(({ id, revision }) => `${id}@${revision}`)
    .sort();

const numbered = (all: readonly Rule.Info[]) => all.map((each, index) => ({ ...each, id: `rul_${index}` }));

describe("finds what looking at each rule finds", () => {
  test("for any rules and listings", () => {
    fc.assert(
      fc.property(
        fc.array(rules, { maxLength: 60 }),
        fc.array(listings, { maxLength: 10 }),
        (specs, wanted) => {
          const all = numbered(specs);
          const index = new RuleIndex();
          for (const each of all) index.set(each);
          for (const each of wanted) expect(found(index, each)).toEqual(naive(all, each));
        },
      ),
      { seed: 31, numRuns: 500 },
    );
  });

  test("after any changes, with queries in between", () => {
    const change = fc.record({ id: fc.nat({ max: 9 }), spec: rules, wanted: listings });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const index = new RuleIndex();
        const current = new Map<string, Rule.Info>();
        for (const [revision, { id: number, spec, wanted }] of changes.entries()) {
          const id = `rul_${number}`;
          const next = { ...spec, id, revision };
          current.set(id, next);
          index.set(next);
          expect(found(index, wanted)).toEqual(naive(current.values(), wanted));
          expect(index.get(id)).toEqual(next.status === "active" ? next : undefined);
        }
      }),
      { seed: 32, numRuns: 300 },
    );
  });
});

test("is empty again once every rule is gone", () => {
  const index = new RuleIndex();
  index.set(rule({ locations: ["FSN1", "DE"] }));
  expect(found(index, listing())).toEqual(["rul_1@1"]);
  index.set(rule({ locations: ["FSN1", "DE"], status: "deleted" }));
  expect(found(index, listing())).toEqual([]);
  expect(index.get("rul_1")).toBeUndefined();
});

test("bears a rule that it never knew to be deleted, and the same version twice", () => {
  const index = new RuleIndex();
  index.set(rule({ status: "deleted" }));
  index.set(rule());
  index.set(rule());
  expect(found(index, listing())).toEqual(["rul_1@1"]);
});

test("tells rules apart whose words could run into one another", () => {
  const index = new RuleIndex();
  const spec = { minGpus: 4, gpuModel: "L40S" };
  index.set(rule({ ...spec, id: "rul_1", maxMonthly: 9_000 }));
  index.set(rule({ id: "rul_2", minGpus: 0, gpuModel: 'L40S"|minGpus4', maxMonthly: 8_000 }));
  const offered = listing({ gpu: { name: "NVIDIA L40S", count: 4 }, category: rule().category });
  expect(found(index, offered)).toEqual(naive([rule({ ...spec, maxMonthly: 9_000 })], offered));
});

// Guarantee: whatever a customer calls their places, the rules of others are found.
test("tells places apart whose names hold what separates them", () => {
  const index = new RuleIndex();
  const others = rule({ id: "rul_1", locations: ["FSN1,HEL1", "X"], maxMonthly: 100_000 });
  const own = rule({ id: "rul_2", locations: ["FSN1", "HEL1", "X"] });
  index.set(others);
  index.set(own);
  expect(found(index, listing())).toEqual(naive([others, own], listing()));
  expect(found(index, listing())).toEqual(["rul_2@1"]);
});
