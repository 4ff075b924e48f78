import type { Context } from "@cloudco/core/context/context";
import type { Listing } from "@cloudco/core/offer/offer";
import type { Adapter, Failure } from "@cloudco/core/provider/provider";
import { Scan, type Warm } from "@cloudco/core/scan/scan";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { Table } from "@cloudco/core/table/table";
import { listing } from "@cloudco/core/test/arbitrary";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { adapter as hetzner } from "@cloudco/providers/hetzner/hetzner";
import { vi } from "vitest";
import * as z from "zod";
import { type Clock, clock } from "./clock.ts";
import { recorded } from "./table-writes.ts";

export const LEASE = "scan#hetzner";
export const POLL_MS = 10;

type Poll = { holder: string; at: number; startedAt: number; endedAt: number };
export type Turning = { done: Promise<void>; stop: AbortController; warm(): Warm | null };

/** A provider whose inventory the test sets, and the turns that watch it. */
export type Watching = {
  time: Clock;
  ctx: Context;
  /** The sort keys that were written since this was last asked. */
  writes(): string[];
  polls: Poll[];
  polledBy(holder: string): number;
  stock: Listing[];
  /** What the next readings give instead of the stock. */
  failures: Failure[];
  turn(holder: string, options?: Partial<Scan.Turn>): Turning;
  holder(): Promise<string | null>;
  report(): Promise<ScanReport.Info | null>;
  stop(): void;
};

export const failure = (cause: "unavailable" | "rate_limited", retryAfterSeconds?: number): Failure => ({
  cause,
  message: `Hetzner is ${cause}.`,
  ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
});

/** Waits for a condition, looking often. */
export const until = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

const Holder = z.object({ holder: z.string(), until: z.int() });

export async function watching(): Promise<Watching> {
  await freshResources();
  const time = clock();
  const { ctx, writes } = recorded({ ...create(), now: time.now });
  const stops: AbortController[] = [];
  const polls: Poll[] = [];
  const w: Watching = {
    time,
    ctx,
    writes,
    polls,
    polledBy: (holder) => polls.filter((poll) => poll.holder === holder).length,
    stock: [listing()],
    failures: [],
    turn(holder, options = {}) {
      const stop = new AbortController();
      stops.push(stop);
      let kept: Warm | null = null;
      const put = (warm: Warm) => {
        kept = warm;
      };
      const done = Scan.watch(ctx, adapterOf(w, holder), {
        until: time.now() + 3_600_000,
        pollMs: POLL_MS,
        holder,
        signal: stop.signal,
        warm: { remove: () => kept, put },
        ...options,
      });
      return { done, stop, warm: () => kept };
    },
    async holder() {
      const row = await Table.get(ctx.table, { pk: `LEASE#${LEASE}`, sk: "LEASE" }, Holder);
      return row && row.until > time.now() ? row.holder : null;
    },
    report: () => ScanReport.find(ctx.table, LEASE),
    stop: () => {
      for (const stop of stops) stop.abort();
    },
  };
  return w;
}

/** Writes down when it is read. */
function adapterOf(w: Watching, holder: string): Adapter {
  return {
    ...hetzner,
    async inventory() {
      const poll = { holder, at: w.time.now(), startedAt: performance.now(), endedAt: 0 };
      w.polls.push(poll);
      const failed = w.failures.shift();
      poll.endedAt = performance.now();
      return failed ? { ok: false, ...failed } : { ok: true, listings: w.stock, refused: 3 };
    },
  };
}
