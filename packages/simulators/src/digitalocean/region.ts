export * as Region from "./region.ts";

import * as z from "zod";
import type { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";
import type { State } from "./state.ts";

/** What a test may change of a region. */
export const Patch = z.strictObject({
  /** Off: nothing can be created there, whatever the sizes say. */
  available: z.boolean(),
});
export type Change = z.infer<typeof Patch>;

const names: Record<string, string> = {
  nyc1: "New York 1",
  nyc2: "New York 2",
  nyc3: "New York 3",
  ams3: "Amsterdam 3",
  sfo2: "San Francisco 2",
  sfo3: "San Francisco 3",
  sgp1: "Singapore 1",
  lon1: "London 1",
  fra1: "Frankfurt 1",
  tor1: "Toronto 1",
  blr1: "Bangalore 1",
  syd1: "Sydney 1",
  atl1: "Atlanta 1",
  ric1: "Richmond 1",
  mem1: "Memphis 1",
  mkc1: "Kansas City 1",
};

export const slugs = Object.keys(names);

/** GET /v2/regions */
export function list({ state, request }: Api.Call): Reply.Info {
  return Page.of(request, "regions", slugs, (slug) => shown(state, slug));
}

export function isAvailable(state: State.Info, slug: string): boolean {
  return state.regions.get(slug)?.available ?? true;
}

/** A region with the sizes that it takes now; one that takes nothing has none. */
export function shown(state: State.Info, slug: string): object {
  const sizes = state.sizes.values().filter((size) => size.available && size.regions.includes(slug));
  const available = isAvailable(state, slug);
  return {
    name: names[slug],
    slug,
    features: ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"],
    available,
    sizes: available ? sizes.map((size) => size.slug) : [],
  };
}
