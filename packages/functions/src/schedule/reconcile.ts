import { republishChecks } from "@cloudco/core/connection/republish";
import type { Context } from "@cloudco/core/context/context";
import { Health } from "@cloudco/core/health/health";
import { nextDue, reconcile } from "@cloudco/core/order/reconcile";
import type { AdapterOf } from "@cloudco/core/provider/provider";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { republishTerminations } from "@cloudco/core/snipe/republish";
import { arrangeChanged } from "@cloudco/core/watch/arrange";
import { Watch } from "@cloudco/core/watch/watch";
import { adapterOf } from "../lib/adapter.ts";
import { offered } from "../lib/offered.ts";
import { deployed } from "../lib/runtime.ts";
import { shutdown } from "../lib/shutdown.ts";

/** A run that waits for matches ends before the next minute's begins. */
const RUN_MS = 50_000;
const PAUSE_MS = 1_000;

/**
 * Brings to an end whatever a lost message, a dead process or a lost reply left open.
 * @param signal ends the wait for what falls due later
 */
export function create(ctx: Context, adapterOf: AdapterOf, signal: AbortSignal) {
  return async (): Promise<void> => {
    const until = ctx.now() + RUN_MS;
    await reconcile(ctx, adapterOf);
    await republishChecks(ctx);
    await republishTerminations(ctx);
    await refreshSnipes(ctx, adapterOf);
    for (const descriptor of offered) {
      if (Watch.everyMinutes(descriptor) !== null) await arrangeChanged(ctx, descriptor);
    }
    await tell(ctx);
    // Matches that fall due within this minute are not left for the next: somebody waits for their server.
    while (await waitForDue(ctx, until, signal)) await reconcile(ctx, adapterOf);
  };
}

export const handler = deployed((ctx) => create(ctx, adapterOf, shutdown.signal));

/** False where nothing more falls due in time. */
async function waitForDue(ctx: Context, until: number, signal: AbortSignal): Promise<boolean> {
  const next = await nextDue(ctx, until);
  if (next === null || signal.aborted) return false;
  await ctx.pause(Math.max(PAUSE_MS, next - ctx.now()), signal);
  return !signal.aborted;
}

/** What the deployed alarms watch: infra/health.ts reads these lines. */
async function tell(ctx: Context): Promise<void> {
  const unknown = await Health.unknownOrders(ctx);
  ctx.log.info("unknown orders", { count: unknown.count, oldestSeconds: unknown.oldestSeconds });
  for (const descriptor of offered) {
    const seconds = await Health.scanAge(ctx, descriptor.id);
    if (seconds !== null) ctx.log.info("scan age", { provider: descriptor.id, seconds });
  }
}
