// Guarantee: each rule is offered exactly what it may take and can pay for, in the order that it prefers.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listing, listings, rule, rules } from "../../test/arbitrary.ts";
import { type Listing, monthlyNet, places } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { commitment, satisfies } from "../rule/satisfies.ts";
import { candidates } from "./candidates.ts";
import { RuleIndex } from "./rule-index.ts";

function indexed(all: readonly Rule.Info[]): RuleIndex {
  const index = new RuleIndex();
  for (const each of all) index.set(each);
  return index;
}

/** How soon a rule names one of a listing's places. */
const placeOf = (each: Rule.Info, offer: Listing) =>
  Math.min(
    ...places(offer).map((place) => (each.locations.includes(place) ? each.locations.indexOf(place) : 99)),
  );

/** What a rule would rather have first: numbers of which the first that differs decides. */
const wish = (each: Rule.Info, offer: Listing) => {
  const price = monthlyNet(offer, each.ipv4);
  return each.prefer === "location" ? [placeOf(each, offer), price] : [price, placeOf(each, offer)];
};
const byWish = (each: Rule.Info) => (a: Listing, b: Listing) => {
  const [x = [], y = []] = [wish(each, a), wish(each, b)];
  const differs = x.findIndex((value, at) => value !== y[at]);
  return differs < 0 ? 0 : (x[differs] ?? 0) - (y[differs] ?? 0);
};

const ids = (found: readonly Listing[] | undefined) => found?.map(({ id }) => id);

/** What a rule may take of these, by looking at each. */
const wanted = (each: Rule.Info, offers: readonly Listing[]) =>
  offers.filter((offer) => satisfies(each, offer) && (!each.autoBuy || commitment(each, offer) <= each.left));

test("gives what looking at each gives", () => {
  fc.assert(
    fc.property(
      fc.array(rules, { maxLength: 20 }),
      fc.array(listings, { maxLength: 15 }),
      fc.nat({ max: 15 }),
      fc.nat({ max: 20 }),
      (specs, offers, freshCount, dueCount) => {
        const active = specs.map((spec, at) => ({ ...spec, id: `rul_${at}`, status: "active" as const }));
        const all = offers.map((offer, at) => ({ ...offer, id: String(at) }));
        const fresh = all.slice(0, freshCount);
        const due = active.slice(0, dueCount);
        const found = candidates(indexed(active), fresh, due, all);
        for (const each of active) {
          const expected = wanted(each, due.includes(each) ? all : fresh);
          const given = found.get(each) ?? [];
          expect(ids(given)?.sort()).toEqual(ids(expected)?.sort());
          const wishes = (offers: Listing[]) => offers.map((offer) => wish(each, offer));
          expect(wishes([...given])).toEqual(wishes(expected.toSorted(byWish(each))));
        }
        for (const [each, given] of found) {
          expect(active).toContain(each);
          expect(given.length).toBeGreaterThan(0);
        }
      },
    ),
    { seed: 41, numRuns: 1_000 },
  );
});

describe("a rule without IPv4", () => {
  const dearAddress = listing({ id: "1", net: 3900, ipv4: 300 });
  const cheapAddress = listing({ id: "2", net: 4000, ipv4: 100 });

  // The surcharge that a rule does not pay does not decide what is cheapest for it.
  test.each([
    ["fresh", [dearAddress, cheapAddress], []],
    ["on offer", [], [dearAddress, cheapAddress]],
  ])("has the cheapest first among what is %s", (_, fresh, all) => {
    for (const [ipv4, first] of [
      [false, "1"],
      [true, "2"],
    ] as const) {
      const each = rule({ ipv4 });
      const found = candidates(indexed([each]), fresh, all.length > 0 ? [each] : [], all);
      expect(ids(found.get(each))?.[0]).toBe(first);
    }
  });
});

describe("how many", () => {
  const many = Array.from({ length: 1_200 }, (_, at) => listing({ id: String(at), net: 4000 - (at % 997) }));
  const cheapest = Math.min(...many.map((offer) => monthlyNet(offer, true)));

  test.each([
    ["tells", false, 20],
    ["buys", true, 1_000],
  ])("a rule that %s is given the cheapest only", (_, autoBuy, most) => {
    const each = rule({ autoBuy });
    const index = indexed([each]);
    for (const found of [candidates(index, many, [], []), candidates(index, [], [each], many)]) {
      const given = found.get(each) ?? [];
      expect(given).toHaveLength(most);
      expect(monthlyNet(given[0] ?? listing(), true)).toBe(cheapest);
      const dearest = Math.max(...given.map((offer) => monthlyNet(offer, true)));
      const left = many.filter((offer) => !given.includes(offer));
      expect(Math.min(...left.map((offer) => monthlyNet(offer, true)))).toBeGreaterThanOrEqual(dearest);
    }
  });
});

describe("a rule that names places in an order", () => {
  const near = { location: { code: "HEL1-DC2", site: "HEL1", country: "FI" } };
  const far = { location: { code: "NBG1-DC3", site: "NBG1", country: "DE" } };
  const offers = [
    listing({ id: "dear and far", net: 4000, ...far }),
    listing({ id: "cheap and far", net: 3000, ...far }),
    listing({ id: "dear and near", net: 4000, ...near }),
    listing({ id: "elsewhere", net: 100 }),
    listing({ id: "dearer and near", net: 4500, ...near }),
  ];
  const locations = ["HEL1", "NBG1"];

  test.each<[Rule.Info["prefer"], string[]]>([
    ["price", ["cheap and far", "dear and near", "dear and far", "dearer and near"]],
    ["location", ["dear and near", "dearer and near", "cheap and far", "dear and far"]],
  ])("and prefers the %s", (prefer, expected) => {
    const each = rule({ prefer, locations });
    for (const found of [
      candidates(indexed([each]), offers, [], []),
      candidates(indexed([each]), [], [each], offers),
    ]) {
      expect(ids(found.get(each))).toEqual(expected);
    }
  });

  // Guarantee: however much there is, what a rule would rather have is never cut off for what it would not.
  test("is given the best of many, also of many at one price", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ place: fc.constantFrom(near, far), net: fc.constantFrom(3000, 3001) }), {
          minLength: 15,
          maxLength: 80,
        }),
        fc.constantFrom("price" as const, "location" as const),
        (specs, prefer) => {
          const many = specs.map(({ place, net }, at) => listing({ id: String(at), net, ...place }));
          const each = rule({ prefer, locations, autoBuy: false });
          const best = many.toSorted(byWish(each)).slice(0, 20);
          for (const found of [
            candidates(indexed([each]), many, [], []),
            candidates(indexed([each]), [], [each], many),
          ]) {
            const given = found.get(each) ?? [];
            expect(given.map((offer) => wish(each, offer))).toEqual(best.map((offer) => wish(each, offer)));
          }
        },
      ),
      { seed: 43, numRuns: 300 },
    );
  });
});

// What the rule can't pay for is not tried; a rule that only tells has nothing to pay.
test("leaves out what the budget does not cover, setup fee included", () => {
  const offer = listing({ net: 4000, setup: 500, ipv4: 100 });
  const buys = rule({ id: "rul_1", left: 4599, maxSetup: 500 });
  const tells = rule({ id: "rul_2", left: 0, maxSetup: 500, autoBuy: false });
  const enough = rule({ id: "rul_3", left: 4600, maxSetup: 500 });
  const all = [buys, tells, enough];
  for (const found of [
    candidates(indexed(all), [offer], [], []),
    candidates(indexed(all), [], all, [offer]),
  ]) {
    expect([...found.keys()]).toEqual([tells, enough]);
  }
});
