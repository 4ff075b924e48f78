export * as Choice from "./choice.ts";

import { ProviderFailure } from "../failure.ts";
import type { Region } from "./region.ts";

/** What a listing's id says: plan, chosen options (memory, storage, more) and datacentre, as OVHcloud's codes. */
export type Info = { plan: string; options: readonly string[]; datacentre: string };

const CODE = /^[\w-]+$/;

/** `24sk10.ram-32g-ecc-2133-24sk10.softraid-2x480ssd-24sk10.gra` */
export function toId({ plan, options, datacentre }: Info): string {
  return [plan, ...options, datacentre].join(".");
}

/** The plan alone. */
export function planOf(id: string): string {
  return id.split(".")[0] ?? id;
}

/** @throws ProviderFailure for an id that `toId` has not made */
export function fromId(region: Region.Info, id: string): Info {
  const [plan = "", ...options] = id.split(".");
  const datacentre = options.pop() ?? "";
  if (options.length >= 2 && [plan, ...options, datacentre].every((code) => CODE.test(code))) {
    return { plan, options, datacentre };
  }
  const message = `This is no offer of ${region.name}'s that CloudCO knows, so nothing was asked of OVHcloud.`;
  throw new ProviderFailure({ cause: "unreadable", message });
}
