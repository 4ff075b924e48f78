export * as Scan from "./scan.ts";

import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "../context/context.ts";
import { Lease } from "../lease/lease.ts";
import type { Adapter, Inventory } from "../provider/provider.ts";
import { ProviderFailure } from "../provider/provider.ts";
import { Scanner } from "./scanner.ts";

const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
const TAKE_EVERY_MS = 200;
const BACK_OFF_MOST_MS = 30_000;

const NOTHING_YET: Lease.Report = { evaluatedAt: 0, listings: 0, refused: 0, failure: null };

/** A scanner that has finished its turn, kept for the next one in this process. */
export type Warm = { scanner: Scanner; fence: number };

export type Turn = {
  /** Polls no longer than until then. Epoch ms. */
  until: number;
  pollMs: number;
  holder: string;
  signal?: AbortSignal;
  /** Takes and gives back the scanner between turns, so that a turn begins with what the last one knew. */
  warm: { take(): Warm | null; put(warm: Warm): void };
};

/**
 * One turn of watching a provider: takes the lease as soon as the turn before lets go of it, then polls every `pollMs`
 * until the next turn asks for it. So each minute's turn follows the last without a gap, and two never write at once.
 */
export async function watch(ctx: Context, adapter: Adapter, turn: Turn): Promise<void> {
  const name = `scan#${adapter.descriptor.id}`;
  const lease = await take(ctx, name, turn);
  if (!lease) return;
  try {
    const scanner = await prepare(ctx, adapter, lease, turn);
    await poll(ctx, adapter, lease, scanner, turn);
    turn.warm.put({ scanner, fence: lease.fence });
  } finally {
    await Lease.release(ctx.table, lease);
  }
}

async function take(ctx: Context, name: string, turn: Turn): Promise<Lease.Lease | null> {
  while (ctx.now() < turn.until && !turn.signal?.aborted) {
    const lease = await Lease.acquire(ctx.table, name, turn.holder, ctx.now(), LEASE_MS);
    if (lease) return lease;
    await Lease.want(ctx.table, name, turn.holder);
    await wait(TAKE_EVERY_MS, turn.signal);
  }
  return null;
}

async function prepare(ctx: Context, adapter: Adapter, lease: Lease.Lease, turn: Turn): Promise<Scanner> {
  const warm = turn.warm.take();
  // Nobody scanned in between: what it knows is still true.
  if (warm?.fence === lease.fence - 1) return warm.scanner;
  const scanner = new Scanner(ctx, adapter.descriptor.id);
  const report = await Lease.report(ctx.table, lease.name);
  await scanner.load(report?.evaluatedAt ?? 0);
  return scanner;
}

async function poll(
  ctx: Context,
  adapter: Adapter,
  lease: Lease.Lease,
  scanner: Scanner,
  turn: Turn,
): Promise<void> {
  let report = (await Lease.report(ctx.table, lease.name)) ?? NOTHING_YET;
  let renewedAt = 0;
  let failures = 0;
  while (ctx.now() < turn.until && !turn.signal?.aborted) {
    const startedAt = ctx.now();
    let pauseMs = turn.pollMs;
    const read = await inventory(adapter, turn.signal);
    if (read instanceof ProviderFailure) {
      failures += 1;
      pauseMs = backOff(turn.pollMs, failures, read.failure.retryAfterSeconds);
      report = { ...report, failure: read.failure.message };
      ctx.log.warn("inventory not read", { provider: adapter.descriptor.id, cause: read.failure.cause });
    } else {
      failures = 0;
      if (!(await cycle(ctx, adapter, lease, scanner, read))) return;
      report = {
        evaluatedAt: startedAt,
        listings: read.listings.length,
        refused: read.refused,
        failure: null,
      };
    }
    if (ctx.now() - renewedAt >= RENEW_MS) {
      renewedAt = ctx.now();
      if (!(await stays(ctx, lease, report))) return;
    }
    await wait(startedAt + pauseMs - ctx.now(), turn.signal);
  }
}

/** Renews the lease. False where it was lost, or the next turn waits for it. */
async function stays(ctx: Context, lease: Lease.Lease, report: Lease.Report): Promise<boolean> {
  const renewed = await Lease.renew(ctx.table, lease, ctx.now(), LEASE_MS, report);
  return renewed.held && !renewed.wanted;
}

/** False where another turn has taken over. */
async function cycle(
  ctx: Context,
  adapter: Adapter,
  lease: Lease.Lease,
  scanner: Scanner,
  read: Inventory,
): Promise<boolean> {
  const { superseded, ...counts } = await scanner.cycle(lease, read);
  const eventful = counts.changed + counts.gone + counts.matches > 0;
  if (eventful) ctx.log.info("scan", { ...counts, provider: adapter.descriptor.id });
  return !superseded;
}

function backOff(pollMs: number, failures: number, retryAfterSeconds = 0): number {
  return Math.max(retryAfterSeconds * 1000, Math.min(BACK_OFF_MOST_MS, pollMs * 2 ** failures));
}

async function inventory(adapter: Adapter, signal?: AbortSignal): Promise<Inventory | ProviderFailure> {
  try {
    return await adapter.inventory(null, signal);
  } catch (error) {
    if (error instanceof ProviderFailure) return error;
    throw error;
  }
}

async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms > 0) await pause(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
