// Guarantee: an amount is read exactly, never as less than it is, and what can't be read is no amount.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Money, Price } from "./money.ts";

const RUNS = { seed: 11, numRuns: 2_000 };

/** Minor units of a decimal by integer arithmetic alone, rounded up. */
function exact(whole: string, fraction: string): bigint {
  const scaled = BigInt(whole + fraction.padEnd(8, "0"));
  const unit = 10n ** 6n;
  return (scaled + unit - 1n) / unit;
}

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });

describe("parse", () => {
  test("is exact, and rounds a fraction of a cent up", () => {
    fc.assert(
      fc.property(digits(1, 9), digits(1, 8), (whole, fraction) => {
        expect(Money.parse(`${whole}.${fraction}`)).toBe(Number(exact(whole, fraction)));
        expect(Money.parse(whole)).toBe(Number(exact(whole, "")));
      }),
      RUNS,
    );
  });

  test("reads a JSON number as the decimal that it was written as", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (cents) => {
        const written = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
        expect(Money.parse(JSON.parse(written) as number)).toBe(cents);
      }),
      RUNS,
    );
  });

  test("reads back what format writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (minor) => {
        expect(Money.parse(Money.format(minor, "EUR").replace("EUR ", ""))).toBe(minor);
      }),
      RUNS,
    );
  });

  test.each<[string | number, number]>([
    ["41.30", 4130],
    ["91.6000", 9160],
    [41.3, 4130],
    ["0", 0],
    ["0.001", 1],
    ["0.00000001", 1],
    ["0.0099999", 1],
    ["1.995", 200],
    ["007", 700],
    ["999999999.99999999", 100_000_000_000],
  ])("%s", (value, minor) => {
    expect(Money.parse(value)).toBe(minor);
  });

  test.each<string | number>([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    1e21,
    1e-7,
    0.1 + 0.2,
    1_000_000_000,
    "",
    " ",
    "1 ",
    " 1",
    "1\n",
    "-1",
    "+1",
    "1e3",
    "1E3",
    "0x10",
    "1,5",
    "1.000,00",
    "1,000.00",
    "1'000",
    "1.",
    ".5",
    "1.2.3",
    "1.123456789",
    "1234567890",
    "NaN",
    "null",
    "١",
    "１",
    "€1",
    "1 EUR",
  ])("refuses %j", (value) => {
    expect(Money.parse(value)).toBeNull();
  });

  test("gives minor units or null, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double(), fc.integer(), fc.stringMatching(/^[\d.,eE+-]{1,20}$/)),
        (value) => {
          const minor = Money.parse(value);
          if (minor === null) return;
          expect(Number.isSafeInteger(minor)).toBe(true);
          expect(minor).toBeGreaterThanOrEqual(0);
          expect(minor).toBeGreaterThanOrEqual(Number(value) * 100 - 0.001);
          expect(minor).toBeLessThan(Number(value) * 100 + 1.001);
        },
      ),
      RUNS,
    );
  });
});

describe("Price", () => {
  const price = {
    currency: "EUR",
    monthly: { net: 1, gross: null },
    setup: { net: 0, gross: 0 },
  };

  test("takes minor units", () => {
    expect(Price.parse(price)).toEqual(price);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "1", null])(
    "refuses a net price of %j",
    (net) => {
      expect(Price.safeParse({ ...price, monthly: { net, gross: null } }).success).toBe(false);
    },
  );

  test("refuses a currency that it does not know", () => {
    expect(Price.safeParse({ ...price, currency: "eur" }).success).toBe(false);
  });
});
