export * as Clock from "./clock.ts";

import type { Store } from "./store.ts";

/** The simulator's clock, which limits, delays and dates go by. */
export interface Handle {
  /** Epoch milliseconds. */
  now(): number;
  /** Sets the clock forward, on top of what it was set forward before. */
  advance(seconds: number): void;
}

export function open(store: Store.Handle, now: () => number): Handle {
  const ahead = store.document("clock_ahead_ms", 0);
  return {
    now: () => now() + ahead.get(),
    advance: (seconds) => ahead.set(ahead.get() + seconds * 1000),
  };
}
