import type { ProviderId } from "@cloudco/core/provider/id";
import type { Adapter } from "@cloudco/core/provider/provider";
import { Providers } from "@cloudco/providers/providers";

/** Throws for a provider without an adapter, so that the message goes back to its queue until there is one. */
export function adapterOf(provider: ProviderId): Adapter {
  const adapter = Providers.get(provider);
  if (!adapter) throw new Error(`No adapter for the provider ${provider} is deployed.`);
  return adapter;
}
