import type { Climate } from "./sabotage.ts";

/** Customers change their minds between what a process reads and what it writes. */
export const RACES: Climate = {
  weights: {
    act: 4,
    scan: 2,
    list: 2,
    dies: 0.2,
    oversleeps: 0.3,
    minutes: 0.3,
    more: 0.3,
    hours: 0,
    spoil: 0,
    fault: 0.3,
  },
};
/** One customer's orders lose their replies. */
export const LOST: Climate = {
  accounts: ["ada"],
  weights: {
    fault: 3,
    scan: 2,
    list: 2,
    "take-over": 10,
    act: 0.3,
    dies: 0.3,
    spoil: 0,
    unsettle: 2,
    minutes: 2,
  },
  faults: ["reset after", "status after", "reset before", "status before", "body after"],
};
/** Two rules of one customer want the same machine, and replies are lost. */
export const TWINS: Climate = {
  accounts: ["ada"],
  weights: {
    fault: 5,
    order: 3,
    scan: 4,
    list: 0.4,
    act: 0,
    spoil: 0,
    dies: 0,
    minutes: 0.3,
    more: 0.2,
    hours: 0,
    withdraw: 0,
  },
  faults: ["reset after", "status after", "wrong-json after"],
};
/** The provider refuses what it takes later, and whoever sent that sleeps meanwhile. */
export const OVERTAKEN: Climate = {
  accounts: ["ada"],
  weights: {
    fault: 4,
    scan: 3,
    list: 2,
    "sleeps long": 40,
    act: 0.2,
    dies: 0,
    spoil: 0,
    minutes: 0.2,
    more: 0,
    hours: 0,
  },
  faults: ["rate-limit", "body before"],
};
/** Processes sleep with orders in hand. */
export const SLEEPY: Climate = {
  weights: { oversleeps: 6, scan: 2, list: 2, act: 0.5, spoil: 0, dies: 0.3 },
};
/** Customers mistype passwords. */
export const MISTYPED: Climate = {
  weights: { act: 8, check: 6, scan: 0.3, list: 0.3, fault: 0.3, hours: 0, more: 0.3, minutes: 0.3 },
};
