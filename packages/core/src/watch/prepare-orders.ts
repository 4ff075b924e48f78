import * as z from "zod";
import type { Context } from "../context/context.ts";
import { Lease } from "../lease/lease.ts";
import { prepareFor } from "../order/prepare.ts";
import type { Adapter, Reading } from "../provider/provider.ts";
import { endVisits } from "./arrange.ts";
import { Watch } from "./watch.ts";

/** The provider asked to be left alone until then, epoch ms. */
const Report = z.object({ pollAt: z.int() });

/** Longer than one run takes: some forty calls to the provider. */
const LEASE_MS = 120_000;

/**
 * One turn of preparing a connection's orders. It ends the schedule once no rule of the account buys there any more.
 * Never throws for anything that the provider does.
 * @param assortment everything that the provider could sell
 */
export async function prepareOrders(
  ctx: Context,
  adapter: Adapter,
  target: Watch.Target,
  holder: string,
  assortment: (priceList?: string) => Promise<Reading>,
): Promise<void> {
  const name = `prepare#${target.connectionId}`;
  const lease = await Lease.acquire(ctx.table, name, holder, ctx.now(), LEASE_MS);
  if (!lease) return; // the turn before is still at it
  try {
    const connection = await Watch.reason(ctx, adapter.descriptor, target);
    if (!connection) {
      await endVisits(ctx, target.connectionId);
      return;
    }
    const report = await Lease.report(ctx.table, name, Report);
    if (report && report.pollAt > ctx.now()) return;
    const reading = await assortment(connection.priceList);
    if (!reading.ok) {
      ctx.log.warn("assortment not read", { provider: target.provider, cause: reading.cause });
      return;
    }
    const waitSeconds = await prepareFor(ctx, adapter, connection, reading.listings);
    if (waitSeconds === null) return;
    const pollAt = ctx.now() + waitSeconds * 1000;
    await Lease.renew(ctx.table, lease, ctx.now(), LEASE_MS, { pollAt });
  } finally {
    await Lease.release(ctx.table, lease);
  }
}
