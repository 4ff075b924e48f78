import type { Connection } from "../connection/connection.ts";
import { withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import { Lease } from "../lease/lease.ts";
import type { Adapter, Failure } from "../provider/provider.ts";
import { Scan } from "../scan/scan.ts";
import { ScanReport } from "../scan/scan-report.ts";
import { Scanner } from "../scan/scanner.ts";
import { endVisits } from "./arrange.ts";
import { Watch } from "./watch.ts";

/** Longer than a reading takes, and over by the next minute. */
const LEASE_MS = 45_000;

type Options = Omit<Scan.Turn, "warm">;

/**
 * One turn of watching a connection: reads its inventory as often as `pollMs` and the provider allow until `until`, and
 * at most once where that is sooner. It ends, and the schedule with it, once there is no reason to go on. Never throws
 * for anything that the provider does.
 */
export async function scanAccount(
  ctx: Context,
  adapter: Adapter,
  target: Watch.Target,
  options: Options,
): Promise<void> {
  const lease = await Lease.acquire(ctx.table, Watch.leaseOf(target), options.holder, ctx.now(), LEASE_MS);
  if (!lease) return; // the turn before is still at it
  let over: boolean;
  try {
    over = await readings(ctx, adapter, target, lease, options);
  } finally {
    await Lease.release(ctx.table, lease);
  }
  if (!over) return;
  await endVisits(ctx, target.connectionId);
  ctx.log.info("watch ended", { provider: target.provider, connectionId: target.connectionId });
}

/** @returns whether there is no reason to go on. */
async function readings(
  ctx: Context,
  adapter: Adapter,
  target: Watch.Target,
  lease: Lease.Lease,
  turn: Options,
): Promise<boolean> {
  let report = (await ScanReport.find(ctx.table, lease.name)) ?? ScanReport.NOTHING_YET;
  if (report.pollAt > turn.until) return (await Watch.reason(ctx, adapter.descriptor, target)) === null;
  const scanner = new Scanner(ctx, target.provider, target.accountId);
  await scanner.load(report.backlog === 0 ? report.evaluatedAt : 0, report.digest);
  while (report.pollAt <= turn.until && !turn.signal?.aborted) {
    await ctx.pause(report.pollAt - ctx.now(), turn.signal);
    // Asked again each time: credentials that were replaced or forgotten meanwhile are not used any more.
    const connection = await Watch.reason(ctx, adapter.descriptor, target);
    if (!connection) return true;
    const next = await Scan.read(ctx, ownInventory(ctx, adapter, connection), lease, scanner, turn, report);
    if (!next) return false;
    report = next;
    const { held } = await Lease.renew(ctx.table, lease, ctx.now(), LEASE_MS, report);
    if (!held) return false;
    if (report.failure !== null && !(await Watch.reason(ctx, adapter.descriptor, target))) return true;
  }
  return false;
}

const NOT_TO_BE_USED: Failure = {
  cause: "credentials",
  message: "The saved credentials are not to be used until they are verified again.",
};

/** The adapter, with the inventory that the connection's credentials show. */
function ownInventory(ctx: Context, adapter: Adapter, connection: Connection.Info): Adapter {
  return {
    ...adapter,
    async inventory(_, signal) {
      const used = await withCredentials(ctx, adapter, connection, "inventory", (credentials) =>
        adapter.inventory(credentials, signal),
      );
      return used?.result ?? { ok: false, ...NOT_TO_BE_USED };
    },
  };
}
