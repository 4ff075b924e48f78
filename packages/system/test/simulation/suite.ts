import { afterAll, describe, expect, test } from "vitest";
import type { Market } from "./market.ts";
import { simulate } from "./simulate.ts";
import { KINDS, type Kind, Tally } from "./tally.ts";

/** One seed to replay, or how many to try, and from which on. */
const { SEED, SEEDS = "10", FROM = "1", EVENTS = "150" } = process.env;

const seeds = SEED ? [Number(SEED)] : Array.from({ length: Number(SEEDS) }, (_, at) => Number(FROM) + at);
/** So many seeds have everything happen that can; a few have most of it. */
const ENOUGH = 50;

/**
 * Whatever happens to processes, messages, the provider and the rules, in whatever order: no rule buys twice, none buys
 * beyond its terms or after it was stopped, no order is unaccounted for, and nothing is stuck or forgotten.
 * @param own what can go wrong in this world alone
 */
export function tryAll(name: string, market: () => Promise<Market>, own: readonly Kind[]): void {
  const tally = new Tally<Kind>([...KINDS, ...own]);
  describe(name, () => {
    test.each(seeds)("seed %i", { timeout: 60_000 }, async (seed) => {
      await simulate(market, seed, Number(EVENTS), tally);
      if (tally.seeds % ENOUGH === 0) console.log(`${name}, so far\n${tally}`);
    });
    // A fault that never fell proves nothing.
    test.runIf(seeds.length >= ENOUGH)("everything happened that can", () =>
      expect(tally.missing).toEqual([]),
    );
    afterAll(() => console.log(`${name}\n${tally}`));
  });
}
