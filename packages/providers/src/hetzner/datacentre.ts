export * as Datacentre from "./datacentre.ts";

import type { Listing } from "@cloudco/core/offer/offer";

const CODE = /^#?([A-Z]{3}\d{1,2}-DC\d{1,3})$/;
const COUNTRY: Record<string, string> = { FSN: "DE", NBG: "DE", HEL: "FI" };

/**
 * Finds the datacentre's code (`FSN1-DC14`, with or without a leading `#`) in whichever field holds it.
 * @returns null where none does, or where two disagree.
 */
export function read(...fields: (string | null | undefined)[]): Listing["location"] | null {
  const [code, ...others] = new Set(fields.flatMap((field) => CODE.exec(field ?? "")?.[1] ?? []));
  if (!code || others.length > 0) return null;
  const site = code.slice(0, code.indexOf("-"));
  return { code, site, country: COUNTRY[site.slice(0, 3)] ?? null };
}
