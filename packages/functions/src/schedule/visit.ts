import type { Context } from "@cloudco/core/context/context";
import type { Adapter, AdapterOf } from "@cloudco/core/provider/provider";
import { Assortments } from "@cloudco/core/watch/assortments";
import { prepareOrders } from "@cloudco/core/watch/prepare-orders";
import { scanAccount } from "@cloudco/core/watch/scan-account";
import { Watch } from "@cloudco/core/watch/watch";
import { adapterOf } from "../lib/adapter.ts";
import { deployed } from "../lib/runtime.ts";
import { shutdown } from "../lib/shutdown.ts";
import { pollSeconds } from "./poll-seconds.ts";

const MINUTE_SECONDS = 60;
/** A visit that reads several times in its minute ends before the next one's turn. */
const WHOLE_MS = 50_000;
/** A turn that reads once waits so long for the moment at which it may: the schedule is not exact. */
const PATIENCE_MS = 5_000;

/**
 * Visits one connection: reads the inventory that it alone shows, or prepares the orders of its owner's rules.
 * @param signal ends a visit early
 */
export function create(ctx: Context, adapterOf: AdapterOf, signal: AbortSignal) {
  const assortments = new Assortments();
  return async (event: unknown): Promise<void> => {
    const target = Watch.Target.parse(event);
    const adapter = adapterOf(target.provider);
    if (adapter.descriptor.inventory === "account") await watch(ctx, adapter, target, signal);
    else
      await prepareOrders(ctx, adapter, target, ctx.id(), (list) =>
        assortments.read(ctx, adapter, signal, list),
      );
  };
}

export const handler = deployed((ctx) => create(ctx, adapterOf, shutdown.signal));

/**
 * Reads what one connection shows, and matches it against its owner's rules: once a minute, since each customer's minute
 * of waiting would be paid for. `DIGITALOCEAN_POLL_SECONDS` below 60 has it read as often as that.
 */
async function watch(
  ctx: Context,
  adapter: Adapter,
  target: Watch.Target,
  signal: AbortSignal,
): Promise<void> {
  const advised = adapter.descriptor.pollSeconds;
  const given = pollSeconds(target.provider, null);
  const often = given !== null && given < MINUTE_SECONDS;
  await scanAccount(ctx, adapter, target, {
    until: ctx.now() + (often ? WHOLE_MS : PATIENCE_MS),
    pollMs: (given ?? advised) * 1000,
    holder: ctx.id(),
    signal,
  });
}
