import type { ProviderId } from "@cloudco/core/provider/id";
import * as z from "zod";

/** `HETZNER_POLL_SECONDS` and its siblings replace what is advised. */
export function pollSeconds<T>(provider: ProviderId, advised: T): number | T {
  const given = process.env[`${provider.toUpperCase().replace("-", "_")}_POLL_SECONDS`];
  return z.coerce.number().min(0.1).safeParse(given).data ?? advised;
}
