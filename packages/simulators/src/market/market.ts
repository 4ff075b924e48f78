export * as Market from "./market.ts";

import { setTimeout as pause } from "node:timers/promises";
import { controlOf } from "../control-client.ts";
import { openAuction } from "./auction.ts";
import { clouds, openCloud } from "./clouds.ts";
import { Random } from "./random.ts";

export interface Running {
  close(): Promise<void>;
}

const SEED = 20_261_128;
const AUCTION_SIZE = 300;
const TICK_MS = 1000;

/**
 * Fills the simulators' stock and lets it live, as fast as asked. It is told where the simulators are and nothing else:
 * what customers look for it can't know.
 * @param minutesPerMinute minutes of the market that go by in one of ours
 */
export async function start(
  controlUrls: Readonly<Record<string, string>>,
  minutesPerMinute: number,
): Promise<Running> {
  const startedAt = Date.now();
  const minuteMs = 60_000 / minutesPerMinute;
  const wallClock = (minute: number) => startedAt + minute * minuteMs;
  const at = (provider: string) => controlOf(controlUrls[provider] ?? "");
  const opened = clouds.map((provider, place) =>
    openCloud(provider, at(provider), Random.from(SEED + place + 1)),
  );
  const auction = openAuction(at("hetzner"), Random.from(SEED), AUCTION_SIZE, wallClock);
  const steps = await Promise.all([auction, ...opened]);
  const stopping = new AbortController();
  const living = live(steps, () => (Date.now() - startedAt) / minuteMs, stopping.signal);
  return {
    async close() {
      stopping.abort();
      await living;
    },
  };
}

type Step = (minute: number, passed: number) => Promise<void>;

async function live(steps: readonly Step[], now: () => number, signal: AbortSignal): Promise<void> {
  let last = now();
  while (!signal.aborted) {
    await pause(TICK_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const minute = now();
    // A simulator that is commanded by somebody else at the same moment may refuse: the next step comes soon.
    await Promise.all(steps.map((step) => step(minute, minute - last).catch(() => undefined)));
    last = minute;
  }
}
