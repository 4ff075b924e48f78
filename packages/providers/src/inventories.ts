export * as Inventories from "./inventories.ts";

import type { ProviderId } from "@cloudco/core/provider/id";
import type { Source } from "@cloudco/core/provider/provider";
import { guard } from "./guard.ts";
import { descriptor as hetzner } from "./hetzner/descriptor.ts";
import { Feed as Auction } from "./hetzner/feed.ts";
import { descriptor as ovh } from "./ovh/descriptor.ts";
import { Feed as Eco } from "./ovh/feed.ts";
import { Region } from "./ovh/region.ts";
import { Catalogue as Plans } from "./vultr/catalogue.ts";
import { descriptor as vultr } from "./vultr/descriptor.ts";

/** What anybody may read, apart from the adapters: a scan loads no code that orders, and sees no credentials. */
const sources: readonly Source[] = [
  { descriptor: hetzner, inventory: (_credentials, signal) => Auction.inventory(signal) },
  { descriptor: vultr, inventory: (_credentials, signal) => Plans.inventory(signal) },
  eco(Region.EUROPE),
  eco(Region.NORTH_AMERICA),
];

function eco(region: Region.Info): Source {
  return {
    descriptor: ovh(region),
    inventory: (_credentials, signal, lists = []) => Eco.inventory(region, lists, signal),
  };
}

export const all: readonly Source[] = sources.map((source) => guard(source));

/** @returns undefined for a provider whose inventory is not public. */
export function get(id: ProviderId): Source | undefined {
  return all.find(({ descriptor }) => descriptor.id === id);
}
