import { ProviderId } from "@cloudco/core/provider/id";
import { Scan, type Warm } from "@cloudco/core/scan/scan";
import * as z from "zod";
import { adapterOf } from "./adapter.ts";
import { pollSeconds } from "./poll-seconds.ts";
import { runtime } from "./runtime.ts";
import { shutdown } from "./shutdown.ts";

const Input = z.object({ provider: ProviderId });

/** A turn ends when the next minute's asks for the lease; this is for when none does. */
const TURN_MS = 110_000;

const warm = new Map<ProviderId, Warm>();

/** Watches a provider's inventory until the next turn takes over. */
export async function handler(event: unknown): Promise<void> {
  const { provider } = Input.parse(event);
  const ctx = runtime();
  const adapter = adapterOf(provider);
  await Scan.watch(ctx, adapter, {
    until: ctx.now() + TURN_MS,
    pollMs: pollSeconds(provider, adapter.descriptor.pollSeconds) * 1000,
    holder: ctx.id(),
    signal: shutdown.signal,
    warm: {
      take: () => {
        const held = warm.get(provider);
        warm.delete(provider);
        return held ?? null;
      },
      put: (held) => warm.set(provider, held),
    },
  });
}
