export * as PlanPlace from "./plan-place.ts";

import * as z from "zod";

/** A plan's or region's name as DigitalOcean and Vultr write them: `s-1vcpu-1gb`, `vc2-1c-0.5gb-v6`, `fra1`. */
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/i);

/** The id of a listing that is a plan in one region: `s-1vcpu-1gb:fra1`. */
export function id(plan: string, region: string): string {
  return `${plan}:${region}`;
}

/** @returns null for an id that is no plan in a region. */
export function read(listingId: string): { plan: string; region: string } | null {
  const [plan, region, ...rest] = listingId.split(":");
  const slugs = z.tuple([Slug, Slug]).safeParse([plan, region]).data;
  return slugs && rest.length === 0 ? { plan: slugs[0], region: slugs[1] } : null;
}
