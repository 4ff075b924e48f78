import type { ProviderId } from "@cloudco/core/provider/id";
import * as z from "zod";

/** `HETZNER_POLL_SECONDS` and its siblings. */
export const pollVariable = (provider: ProviderId) =>
  `${provider.toUpperCase().replace("-", "_")}_POLL_SECONDS`;

/** What the environment says replaces what is advised. */
export function pollSeconds<T>(provider: ProviderId, advised: T): number | T {
  const given = process.env[pollVariable(provider)];
  return z.coerce.number().min(0.1).safeParse(given).data ?? advised;
}
