import { afterAll, describe, expect, test } from "vitest";
import { hetzner } from "./simulation/hetzner.ts";
import { ovh } from "./simulation/ovh.ts";
import { simulate } from "./simulation/simulate.ts";
import { type Kind, KINDS, Tally } from "./simulation/tally.ts";

/** One seed to replay, or how many to try in each world, and from which on. */
const { SEED, SEEDS = "20", FROM = "1", EVENTS = "150" } = process.env;

const seeds = SEED ? [Number(SEED)] : Array.from({ length: Number(SEEDS) }, (_, at) => Number(FROM) + at);

// Whatever happens to processes, messages, the provider and the rules, in whatever order: no rule buys twice, none buys
// beyond its terms or after it was stopped, no order is unaccounted for, and nothing is stuck or forgotten.
describe.each([
  {
    name: "machines that are sold once",
    market: hetzner,
    own: ["the market still sold a machine that was bought"] as const,
  },
  {
    name: "plans without an id of ours in their orders, prepared beforehand",
    market: ovh,
    own: [
      "a look-up ran before the order had its lines",
      "an order was refused, and there all the same",
    ] as const,
  },
])("$name", ({ name, market, own }) => {
  const tally = new Tally<Kind>([...KINDS, ...own]);

  test.each(seeds)("seed %i", { timeout: 60_000 }, async (seed) => {
    await simulate(market, seed, Number(EVENTS), tally);
  });

  afterAll(() => {
    console.log(`${name}\n${tally}`);
    // A fault that never fell proves nothing.
    if (!SEED) expect(tally.missing).toEqual([]);
  });
});
