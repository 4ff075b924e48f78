export * as Providers from "./providers.ts";

import type { ProviderId } from "@cloudco/core/provider/id";
import type { Adapter } from "@cloudco/core/provider/provider";
import { adapter as digitalocean } from "./digitalocean/digitalocean.ts";
import { adapter as hetzner } from "./hetzner/hetzner.ts";
import { northAmerica as ovhCa, europe as ovhEu } from "./ovh/ovh.ts";
import { adapter as vultr } from "./vultr/vultr.ts";

/** One line per provider. */
export const all: readonly Adapter[] = [
  hetzner, //
  digitalocean,
  vultr,
  ovhEu,
  ovhCa,
];

/** @returns undefined for a provider that has no adapter yet. */
export function get(id: ProviderId): Adapter | undefined {
  return all.find((adapter) => adapter.descriptor.id === id);
}
