// Guarantee: a change of form or one empty answer of a provider does not wipe out its good offers.

import { describe, expect, test } from "vitest";
import { listing } from "../../test/arbitrary.ts";
import { Doubt } from "./doubt.ts";
import { ScanReport } from "./scan-report.ts";

const given = (read: number, refused: number) => ({
  listings: Array.from({ length: read }, (_, index) => listing({ id: String(index) })),
  refused,
});
const before = (listings: number, refused = 0, more = {}) => ({
  ...ScanReport.NOTHING_YET,
  listings,
  refused,
  ...more,
});
const of = (...args: [ReturnType<typeof given>, ReturnType<typeof before>, number?]) =>
  Doubt.of("Hetzner", args[0], args[1], args[2] ?? 1_000);

describe("a reading is doubted", () => {
  test("of which most suddenly can't be read", () => {
    expect(of(given(40, 120), before(160))).toMatchObject({
      since: 1_000,
      message: expect.stringMatching(/^120 of 160/),
    });
    expect(of(given(100, 60), before(160))).toBeNull();
    expect(of(given(0, 160), before(160))).not.toBeNull();
  });

  test("not where it was so all along, or is the first", () => {
    expect(of(given(1, 5), before(0))).toBeNull();
    expect(of(given(10, 50), before(10, 50))).toBeNull();
  });

  test("as long as it stays so, from the first on", () => {
    const doubt = { since: 1_000, message: "" };
    const again = of(given(40, 120), before(160, 120, { doubt }), 400_000);
    expect(again).toMatchObject({ since: 1_000 });
    expect(again && Doubt.keeps(again, 400_000)).toBe(true);
    expect(again && Doubt.keeps(again, 601_000)).toBe(false);
    expect(of(given(160, 0), before(160, 120, { doubt }), 400_000)).toBeNull();
  });

  test("that is empty, until it is empty once more", () => {
    const first = of(given(0, 0), before(160));
    expect(first).toMatchObject({ since: 1_000 });
    expect(of(given(0, 0), before(160, 0, { doubt: first }), 6_000)).toBeNull();
    expect(of(given(0, 0), before(0))).toBeNull();
  });
});
