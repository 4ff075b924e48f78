// Guarantee: a name that was accepted is valid at every order, so no order fails for its name.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listing } from "../../test/arbitrary.ts";
import { Hostname } from "./hostname.ts";

const at = (site: string) => ({ location: { code: site, site, country: null } });
const ORDER = `mat_${"0".repeat(32)}-1`;

describe("a pattern", () => {
  test.each([
    "web",
    "web-{location}-{id}",
    "{id}",
    "{location}.example.com",
    "Web-{Location}",
    "a".repeat(63),
    `${"a".repeat(53)}{id}`,
    `${"a".repeat(43)}{location}`,
    "xn--bcher-kva.example",
    "1",
    "notcloudco-1",
  ])("may be %s", (pattern) => {
    expect(Hostname.Pattern.safeParse(pattern).error?.issues).toBeUndefined();
  });

  test.each([
    ["", /./],
    [".", /no host name/],
    ["web_1", /no host name/],
    ["web 1", /no host name/],
    ["größe", /no host name/],
    ["-web", /no host name/],
    ["web-", /no host name/],
    ["{id}-", /no host name/],
    ["web..com", /no host name/],
    ["web.", /no host name/],
    ["a".repeat(64), /at most 63/],
    [`${"a".repeat(54)}{id}`, /at most 63/],
    [`${"a".repeat(44)}{location}`, /at most 63/],
    [`${"a".repeat(50)}.`.repeat(4) + "{id}".repeat(6), /no host name/],
    ["web-{rule}", /\{location\} and \{id\}/],
    ["web-{}", /\{location\} and \{id\}/],
    ["web-{id", /no host name/],
    ["web-id}", /no host name/],
    ["cloudco-mat-1", /CloudCO's own/],
    ["CloudCO-{id}", /CloudCO's own/],
  ])("may not be %s", (pattern, message) => {
    const { error } = Hostname.Pattern.safeParse(pattern);
    expect(error?.issues[0]?.message).toMatch(message);
  });
});

describe("expanding", () => {
  test("fills in where the machine is, and what is the order's own", () => {
    const name = Hostname.expand("Web-{location}-{id}", listing(), ORDER);
    expect(name).toMatch(/^web-fsn1-[0-9a-f]{10}$/);
    expect(Hostname.expand("Web-{location}-{id}", listing(), ORDER)).toBe(name);
    expect(Hostname.expand("Web-{location}-{id}", listing(), ORDER.replace(/1$/, "2"))).not.toBe(name);
  });

  test.each([
    ["FSN1", "fsn1"],
    ["São Paulo", "s-o-paulo"],
    ["--x--", "x"],
    ["東京", "site"],
    ["", "site"],
    [`${"a".repeat(19)} b`, "a".repeat(19)],
  ])("makes of the site %j %j", (site, expected) => {
    expect(Hostname.expand("{location}", at(site), ORDER)).toBe(expected);
  });

  test("gives a valid name of whatever was accepted", () => {
    const part = fc.constantFrom(
      "{location}",
      "{id}",
      "{Id}",
      "-",
      ".",
      "a",
      "web",
      "0",
      "x".repeat(20),
      "{",
      "_",
    );
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.oneof(fc.string({ maxLength: 100 }), fc.string({ unit: "binary", maxLength: 100 })),
        fc.string({ maxLength: 60 }),
        (parts, site, order) => {
          const pattern = Hostname.Pattern.safeParse(parts.join(""));
          if (!pattern.success) return;
          const name = Hostname.expand(pattern.data, at(site), order);
          expect(name.length).toBeLessThanOrEqual(253);
          for (const label of name.split(".")) expect(label).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
        },
      ),
      { seed: 17, numRuns: 2_000 },
    );
  });
});
