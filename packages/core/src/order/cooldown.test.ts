import { describe, expect, it } from "vitest";
import { FailureCause } from "../match/match.ts";
import { cooldown } from "./cooldown.ts";

const DAY = 86_400;

describe.each(FailureCause.options)("after %s", (cause) => {
  // However often it fails, a rule is never forgotten, and never tried in a tight loop for ever.
  it("the wait grows, and ends", () => {
    let before = { rule: 0, match: 0 };
    for (let attempt = 1; attempt < 200; attempt++) {
      const wait = cooldown(cause, attempt);
      for (const name of ["rule", "match"] as const) {
        expect(wait[name]).toBeGreaterThanOrEqual(before[name]);
        expect(wait[name]).toBeLessThanOrEqual(DAY);
      }
      before = wait;
    }
    const moved = cause === "stale" || cause === "rule"; // what is matched next is another match or another revision
    if (!moved) expect(before.rule + before.match).toBeGreaterThanOrEqual(60);
  });
});

it.each(["sold", "price", "budget", "absent", "stale", "rule"] as const)(
  "%s has the rule look at other offers at once",
  (cause) => {
    expect(cooldown(cause, 1).rule).toBe(0);
  },
);

it("waits as long as the provider asks", () => {
  expect(cooldown("rate_limited", 1, 17)).toEqual({ rule: 17, match: 0 });
});
