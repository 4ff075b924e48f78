/** Numbers that are the same for the same seed. */
export type Random = {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** Undefined of nothing. */
  pick<T>(items: readonly T[]): T | undefined;
  /** One of them, the likelier the greater its weight. */
  weighted<T extends { weight: number }>(items: readonly T[]): T | undefined;
};

/** Mulberry32, which is small, and good enough to draw events with. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)],
    weighted(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
    },
  };
}

/** The same with other weights: so that each seed has a character of its own, and some have much of what is seldom. */
export function coloured<T extends { weight: number }>(random: Random, items: readonly T[]): T[] {
  return items.map((item) => ({ ...item, weight: item.weight * (random.pick([0.5, 1, 1, 2]) ?? 1) }));
}
