import type { Context } from "@cloudco/core/context/context";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Source } from "@cloudco/core/provider/provider";
import { Scan, type Warm } from "@cloudco/core/scan/scan";
import { Inventories } from "@cloudco/providers/inventories";
import * as z from "zod";
import { deployed } from "../lib/runtime.ts";
import { shutdown } from "../lib/shutdown.ts";
import { pollSeconds } from "./poll-seconds.ts";

/** `{ "providers": "vultr ovh-eu" }` */
const Input = z.object({
  providers: z
    .string()
    .transform((words) => words.split(" "))
    .pipe(z.array(ProviderId).min(1)),
});

/** A turn ends when the next minute's asks for the lease; this is for when none does. */
const TURN_MS = 110_000;

/**
 * Watches the inventories of some providers until the next turns take over. Where one fails, the others go on.
 * @param sourceOf undefined for a provider whose inventory is not public
 * @param signal ends the turns early
 */
export function create(
  ctx: Context,
  sourceOf: (provider: ProviderId) => Source | undefined,
  signal: AbortSignal,
) {
  const warm = new Map<ProviderId, Warm>();

  async function watch(provider: ProviderId): Promise<void> {
    const source = sourceOf(provider);
    if (!source) throw new Error(`The inventory of ${provider} is not public, so that nobody can scan it.`);
    await Scan.watch(ctx, source, {
      until: ctx.now() + TURN_MS,
      pollMs: pollSeconds(provider, source.descriptor.pollSeconds) * 1000,
      holder: ctx.id(),
      signal,
      warm: {
        remove: () => {
          const kept = warm.get(provider);
          warm.delete(provider);
          return kept ?? null;
        },
        put: (kept) => warm.set(provider, kept),
      },
    });
  }

  return async (event: unknown): Promise<void> => {
    const { providers } = Input.parse(event);
    const turns = providers.map(async (provider) => {
      try {
        await watch(provider);
      } catch (error) {
        ctx.log.error("scan failed", { provider, error });
        throw error;
      }
    });
    const failed = (await Promise.allSettled(turns)).find((turn) => turn.status === "rejected");
    if (failed) throw failed.reason;
  };
}

export const handler = deployed((ctx) => create(ctx, Inventories.get, shutdown.signal));
