// Guarantee: whatever failed, however often, a rule is tried again, neither at once for ever nor never.

import { describe, expect, test } from "vitest";
import { FailureCause } from "../match/match.ts";
import { cooldown } from "./cooldown.ts";

const DAY = 86_400;

const EACH = FailureCause.options.flatMap((cause) => [true, false].map((sent) => ({ cause, sent })));

describe.each(EACH)("after $cause (sent: $sent)", ({ cause, sent }) => {
  // However often it fails, a rule is never forgotten, and never tried in a tight loop for ever.
  test("the wait grows, and ends", () => {
    let before = { rule: 0, match: 0 };
    for (let attempt = 1; attempt < 200; attempt++) {
      const wait = cooldown({ cause, attempt, sent });
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

test.each(["sold", "price", "budget", "absent", "stale", "rule", "contended"] as const)(
  "%s has the rule look at other offers at once",
  (cause) => {
    for (const sent of [true, false]) expect(cooldown({ cause, attempt: 1, sent }).rule).toBe(0);
  },
);

// Guarantee: a machine that is claimed, or whose page hangs, costs a rule nothing but that machine.
test.each(["contended", "timeout", "unreadable"] as const)(
  "%s before anything was sent holds the offer alone",
  (cause) => {
    for (let attempt = 1; attempt < 50; attempt++) {
      const wait = cooldown({ cause, attempt, sent: false });
      expect(wait.rule).toBe(0);
      expect(wait.match).toBeGreaterThan(0);
    }
  },
);

// Guarantee: what lies with the account is not found out twenty times a day, one machine after the other.
test.each([
  { cause: "not_allowed" },
  { cause: "account_limit" },
  { cause: "payment" },
  { cause: "refused", liesWith: "account" },
  { cause: "refused", liesWith: "rule" },
] as const)("$cause that lies with the $liesWith holds the rule, whichever offer it was", (failed) => {
  for (const sent of [true, false]) {
    const { rule } = cooldown({ ...failed, attempt: 1, sent });
    expect(DAY / rule).toBeLessThanOrEqual(4);
  }
});

// Guarantee: an offer that the provider refuses holds up nothing but itself.
test("what lies with the offer holds the offer for hours, and the rule not at all", () => {
  const wait = cooldown({ cause: "refused", liesWith: "offer", attempt: 1, sent: true });
  expect(wait.rule).toBe(0);
  expect(DAY / wait.match).toBeLessThanOrEqual(4);
});

test("waits as long as the provider asks, and a minute where it does not say", () => {
  const cause = "rate_limited";
  expect(cooldown({ cause, attempt: 1, retryAfterSeconds: 17, sent: true })).toEqual({ rule: 17, match: 0 });
  expect(cooldown({ cause, attempt: 9, sent: false })).toEqual({ rule: 60, match: 0 });
});
