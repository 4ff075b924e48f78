export * as Scan from "./scan.ts";

import type { Context } from "../context/context.ts";
import { Lease } from "../lease/lease.ts";
import type { Failure, Inventory, Source } from "../provider/provider.ts";
import { Doubt } from "./doubt.ts";
import { ScanReport } from "./scan-report.ts";
import { Scanner } from "./scanner.ts";

const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
const ASK_EVERY_MS = 200;
const BACK_OFF_MOST_MS = 30_000;

/** A scanner that has finished its turn, kept for the next one in this process. */
export type Warm = { scanner: Scanner; fence: number };

export type Turn = {
  /** Polls no longer than until then. Epoch ms. */
  until: number;
  pollMs: number;
  holder: string;
  signal?: AbortSignal;
  /** Takes and gives back the scanner between turns, so that a turn begins with what the last one knew. */
  warm: { remove(): Warm | null; put(warm: Warm): void };
};

/**
 * One turn of watching a provider: takes the lease as soon as the turn before lets go of it, then polls every `pollMs`
 * until the next turn asks for it. So each minute's turn follows the last without a gap, and two never write at once.
 */
export async function watch(ctx: Context, source: Source, turn: Turn): Promise<void> {
  const name = `scan#${source.descriptor.id}`;
  const lease = await acquire(ctx, name, turn);
  if (!lease) return;
  try {
    const scanner = await prepare(ctx, source, lease, turn);
    await poll(ctx, source, lease, scanner, turn);
    turn.warm.put({ scanner, fence: lease.fence });
  } finally {
    await Lease.release(ctx.table, lease);
  }
}

async function acquire(ctx: Context, name: string, turn: Turn): Promise<Lease.Lease | null> {
  while (ctx.now() < turn.until && !turn.signal?.aborted) {
    const lease = await Lease.acquire(ctx.table, name, turn.holder, ctx.now(), LEASE_MS);
    if (lease) return lease;
    await Lease.want(ctx.table, name, turn.holder);
    await ctx.pause(ASK_EVERY_MS, turn.signal);
  }
  return null;
}

async function prepare(ctx: Context, source: Source, lease: Lease.Lease, turn: Turn): Promise<Scanner> {
  const warm = turn.warm.remove();
  // Nobody scanned in between: what it knows is still true.
  if (warm?.fence === lease.fence - 1) return warm.scanner;
  const scanner = new Scanner(ctx, source.descriptor.id);
  const report = await ScanReport.find(ctx.table, lease.name);
  // Where some rules have never been matched, all are matched again: what is recorded twice is recorded once.
  await scanner.load(report?.backlog === 0 ? report.evaluatedAt : 0, null, report?.evaluatedAt ?? 0);
  return scanner;
}

async function poll(
  ctx: Context,
  source: Source,
  lease: Lease.Lease,
  scanner: Scanner,
  turn: Turn,
): Promise<void> {
  let report = (await ScanReport.find(ctx.table, lease.name)) ?? ScanReport.NOTHING_YET;
  let renewAt = 0;
  while (ctx.now() < turn.until && !turn.signal?.aborted) {
    if (ctx.now() >= report.pollAt) {
      const next = await read(ctx, source, lease, scanner, turn, report);
      if (!next) return;
      report = next;
    }
    if (ctx.now() >= renewAt) {
      renewAt = ctx.now() + RENEW_MS;
      if (!(await stays(ctx, lease, report))) return;
    }
    // However long the pause is, the lease is kept meanwhile, and the next turn need not wait for it.
    await ctx.pause(Math.min(report.pollAt, renewAt) - ctx.now(), turn.signal);
  }
}

/** Reads the inventory once and evaluates it. Null where this turn ended meanwhile. */
export async function read(
  ctx: Context,
  source: Source,
  lease: Lease.Lease,
  scanner: Scanner,
  turn: Pick<Turn, "pollMs" | "signal">,
  before: ScanReport.Info,
): Promise<ScanReport.Info | null> {
  const startedAt = ctx.now();
  const lists = source.descriptor.priceLists ? await scanner.priceLists() : [];
  const reading = await source.inventory(null, turn.signal, lists);
  if (turn.signal?.aborted) return null;
  if (!reading.ok) return failed(ctx, source, before, reading, turn.pollMs);
  const doubt = Doubt.of(source.descriptor.name, reading, before, startedAt);
  const kept = doubt !== null && Doubt.keeps(doubt, startedAt);
  if (doubt && !before.doubt) tellDoubt(ctx, source, reading);
  const { superseded, ...counts } = await scanner.cycle(lease, reading, { kept });
  if (superseded) return null;
  const eventful = counts.changed + counts.gone + counts.matches > 0;
  if (eventful) ctx.log.info("scan", { ...counts, provider: source.descriptor.id });
  return {
    // What stays without having been read was not evaluated: its age goes on growing, which raises the alarm.
    evaluatedAt: kept ? before.evaluatedAt : startedAt,
    listings: kept ? before.listings : reading.listings.length,
    refused: reading.refused,
    failure: doubt?.message ?? null,
    doubt,
    failures: 0,
    pollAt: startedAt + turn.pollMs,
    backlog: counts.backlog,
    digest: scanner.digest,
  };
}

/** An alarm rings for a form that has changed. A list that is empty once is nothing to get up for. */
function tellDoubt(ctx: Context, { descriptor }: Source, { listings, refused }: Inventory): void {
  const told = { provider: descriptor.id, listings: listings.length, refused };
  if (refused > 0) ctx.log.error("inventory doubted", told);
  else ctx.log.warn("inventory empty", told);
}

/** What is reported of a reading that failed: the next is left until the provider's own time, or ever longer. */
function failed(
  ctx: Context,
  source: Source,
  before: ScanReport.Info,
  { cause, message, retryAfterSeconds = 0 }: Failure,
  pollMs: number,
): ScanReport.Info {
  const failures = before.failures + 1;
  const backOffMs = Math.min(BACK_OFF_MOST_MS, pollMs * 2 ** Math.min(failures, 16));
  ctx.log.warn("inventory not read", { provider: source.descriptor.id, cause });
  const pollAt = ctx.now() + Math.max(retryAfterSeconds * 1000, backOffMs);
  return { ...before, failure: message, failures, pollAt };
}

/** Renews the lease. False where it was lost, or the next turn waits for it. */
async function stays(ctx: Context, lease: Lease.Lease, report: ScanReport.Info): Promise<boolean> {
  const renewed = await Lease.renew(ctx.table, lease, ctx.now(), LEASE_MS, report);
  return renewed.held && !renewed.wanted;
}
