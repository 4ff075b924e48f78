export * as Latency from "./latency.ts";

import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Store } from "./store.ts";

export const Input = z.strictObject({
  ms: z.number().min(0).max(600_000),
  jitterMs: z.number().min(0).max(600_000).default(0),
});
type Info = z.infer<typeof Input>;

export interface Handle {
  get(): Info;
  set(value: Info): void;
  /** Waits between `ms` and `ms + jitterMs`. Rejects when the simulator closes. */
  pass(closing: AbortSignal): Promise<void>;
}

export function open(store: Store.Handle): Handle {
  const current = store.document<Info>("latency", { ms: 0, jitterMs: 0 });
  return {
    ...current,
    async pass(signal) {
      const { ms, jitterMs } = current.get();
      const wait = ms + Math.random() * jitterMs;
      if (wait > 0) await delay(wait, undefined, { signal });
    },
  };
}
