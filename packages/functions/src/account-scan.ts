import { turn } from "@cloudco/core/watch/turn";
import { Watch } from "@cloudco/core/watch/watch";
import { adapterOf } from "./adapter.ts";
import { pollSeconds } from "./poll-seconds.ts";
import { runtime } from "./runtime.ts";
import { shutdown } from "./shutdown.ts";

const MINUTE_SECONDS = 60;
/** Whoever reads several times in his minute ends before the next one's turn. */
const WHOLE_MS = 50_000;
/** A turn that reads once waits so long for the moment at which it may: the schedule is not exact. */
const PATIENCE_MS = 5_000;

/**
 * Reads what one connection shows, and matches it against its owner's rules: once a minute, since each customer's minute
 * of waiting would be paid for. `DIGITALOCEAN_POLL_SECONDS` below 60 has it read as often as that.
 */
export async function handler(event: unknown): Promise<void> {
  const target = Watch.Target.parse(event);
  const ctx = runtime();
  const adapter = adapterOf(target.provider);
  const advised = adapter.descriptor.pollSeconds;
  const given = pollSeconds(target.provider, null);
  const often = given !== null && given < MINUTE_SECONDS;
  await turn(ctx, adapter, target, {
    until: ctx.now() + (often ? WHOLE_MS : PATIENCE_MS),
    pollMs: (given ?? advised) * 1000,
    holder: ctx.id(),
    signal: shutdown.signal,
  });
}
