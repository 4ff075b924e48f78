// Guarantee: a price is never understated. A machine that looks cheaper than it is would be bought past a rule's limit.

import { expect, test } from "vitest";
import { Dollars } from "./dollars.ts";

test.each([
  [6, 0.00893, 600],
  [2521.68, 3.39, 252_168],
  ["2.5", undefined, 250],
  [41.301, null, 4131],
  // Sold by the hour alone: 744 hours, rounded up.
  [undefined, 0.00893, 665],
  [null, 3.39, 252_216],
  [0, "0.007", 521],
  [0, 0.1, 7440],
])("%j a month and %j an hour is %j cents", (monthly, hourly, expected) => {
  expect(Dollars.month(monthly, hourly)).toBe(expected);
});

test.each([
  [undefined, undefined],
  [0, 0],
  [0, Number.NaN],
  [Number.NaN, 0.007],
  [-5, 0.007],
  ["5 USD", 0.007],
  ["1e3", 0.007],
  [{}, 0.007],
  [[5], 0.007],
  [true, true],
  [100_001, 1],
  [undefined, 1000],
  [undefined, 1e-7],
])("%j a month and %j an hour is no price", (monthly, hourly) => {
  expect(Dollars.month(monthly, hourly)).toBeNull();
});
