// Guarantee: whatever happens to processes, messages, the provider and the rules, in whatever order: no rule buys
// twice, none buys beyond its terms or after it was stopped, no order is unaccounted for, and nothing is stuck or
// forgotten.

import { describe, test } from "vitest";
import { hetzner } from "./simulation/hetzner.ts";
import { ovh } from "./simulation/ovh.ts";
import { simulate } from "./simulation/simulate.ts";

/** One seed to replay, or how many to try in each world, and from which on. */
const { SEED, SEEDS = "25", FROM = "1", EVENTS = "150" } = process.env;

const seeds = SEED ? [Number(SEED)] : Array.from({ length: Number(SEEDS) }, (_, at) => Number(FROM) + at);

describe.each([
  { name: "machines that are sold once", market: hetzner },
  { name: "plans without an id of ours in their orders, prepared beforehand", market: ovh },
])("$name", ({ market }) => {
  test.each(seeds)("seed %i", { timeout: 60_000 }, async (seed) => {
    await simulate(market, seed, Number(EVENTS));
  });
});
