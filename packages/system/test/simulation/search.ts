import type { Guard } from "./guards.ts";
import type { Market } from "./market.ts";
import { simulate } from "./simulate.ts";
import { KINDS, type Kind, Tally } from "./tally.ts";

export type Finding = { seed: number; tried: number; what: string };

/** Looks for the first seed in which something goes wrong without the guard. Null where none of so many does. */
export async function search(
  guard: Guard,
  market: () => Promise<Market>,
  own: readonly Kind[],
  { from, most, events }: { from: number; most: number; events: number },
): Promise<Finding | null> {
  const tally = new Tally<Kind>([...KINDS, ...own]);
  for (let seed = from; seed < from + most; seed++) {
    try {
      await simulate(market, seed, events, tally, { ...guard.off, climate: guard.climate ?? {} });
    } catch (error) {
      // With the guard, the same weather does no harm.
      await simulate(market, seed, events, tally, { climate: guard.climate ?? {} });
      const what = String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
      return { seed, tried: seed - from + 1, what: what.replace(/^SEED=\d+ EVENTS=\d+: /, "") };
    }
  }
  return null;
}
