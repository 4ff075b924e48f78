import type { Context } from "@cloudco/core/context/context";
import type { Listing } from "@cloudco/core/offer/offer";
import type { ProviderId } from "@cloudco/core/provider/id";
import type { Adapter } from "@cloudco/core/provider/provider";
import { prepareOrders } from "@cloudco/core/watch/prepare-orders";
import { scanAccount } from "@cloudco/core/watch/scan-account";
import { Watch } from "@cloudco/core/watch/watch";
import { adapterOf } from "../lib/adapter.ts";
import { runtime } from "../lib/runtime.ts";
import { shutdown } from "../lib/shutdown.ts";
import { pollSeconds } from "./poll-seconds.ts";

const MINUTE_SECONDS = 60;
/** Whoever reads several times in his minute ends before the next one's turn. */
const WHOLE_MS = 50_000;
/** A turn that reads once waits so long for the moment at which it may: the schedule is not exact. */
const PATIENCE_MS = 5_000;

/** How long what a provider could sell is taken for what it could sell: orders are prepared for it, and priced later. */
const ASSORTMENT_MS = 15 * 60_000;
const assortments = new Map<ProviderId, { listings: readonly Listing[]; readAt: number }>();

/** Visits one connection: reads the inventory that it alone shows, or prepares the orders of its owner's rules. */
export async function handler(event: unknown): Promise<void> {
  const target = Watch.Target.parse(event);
  const ctx = runtime();
  const adapter = adapterOf(target.provider);
  if (adapter.descriptor.inventory === "account") await watch(ctx, adapter, target);
  else await prepareOrders(ctx, adapter, target, ctx.id(), () => assortmentOf(ctx, adapter));
}

async function assortmentOf(ctx: Context, { descriptor, assortment }: Adapter): Promise<readonly Listing[]> {
  const held = assortments.get(descriptor.id);
  if (held && ctx.now() - held.readAt < ASSORTMENT_MS) return held.listings;
  const { listings } = (await assortment?.(shutdown.signal)) ?? { listings: [] };
  assortments.set(descriptor.id, { listings, readAt: ctx.now() });
  return listings;
}

/**
 * Reads what one connection shows, and matches it against its owner's rules: once a minute, since each customer's minute
 * of waiting would be paid for. `DIGITALOCEAN_POLL_SECONDS` below 60 has it read as often as that.
 */
async function watch(ctx: Context, adapter: Adapter, target: Watch.Target): Promise<void> {
  const advised = adapter.descriptor.pollSeconds;
  const given = pollSeconds(target.provider, null);
  const often = given !== null && given < MINUTE_SECONDS;
  await scanAccount(ctx, adapter, target, {
    until: ctx.now() + (often ? WHOLE_MS : PATIENCE_MS),
    pollMs: (given ?? advised) * 1000,
    holder: ctx.id(),
    signal: shutdown.signal,
  });
}
