import type { Descriptor } from "@cloudco/core/provider/provider";
import { descriptor as digitalocean } from "./digitalocean/descriptor.ts";
import { descriptor as hetzner } from "./hetzner/descriptor.ts";
import { descriptor as ovh } from "./ovh/descriptor.ts";
import { Region } from "./ovh/region.ts";
import { descriptor as vultr } from "./vultr/descriptor.ts";

/** What the adapters say of themselves, apart from them: who only shows it needs none of the code that orders. */
export const descriptors: readonly Descriptor[] = [
  hetzner,
  digitalocean,
  vultr,
  ovh(Region.EUROPE),
  ovh(Region.NORTH_AMERICA),
];
