export * as Datacentre from "./datacentre.ts";

import type { Listing } from "@cloudco/core/offer/offer";

/** OVHcloud's sites, by the three letters in every datacentre's code. */
const COUNTRY: Record<string, string> = {
  bhs: "CA",
  fra: "DE",
  gra: "FR",
  hil: "US",
  lim: "DE",
  lon: "GB",
  mil: "IT",
  mum: "IN",
  par: "FR",
  rbx: "FR",
  sbg: "FR",
  sgp: "SG",
  syd: "AU",
  tor: "CA",
  vin: "US",
  waw: "PL",
  ynm: "IN",
};
const BY_SITE = new Map(Object.entries(COUNTRY));
const EUROPE = new Set(["DE", "FR", "GB", "IT", "PL"]);

/** `gra`, `rbx-hz` and `eu-west-gra-a` are the site `gra` or `rbx`. An unknown code is its own site, in no country. */
export function read(code: string): Listing["location"] {
  const site = code.split("-").find((part) => BY_SITE.has(part));
  return site ? { code, site, country: BY_SITE.get(site) ?? null } : { code, site: code, country: null };
}

/** The value of the cart's `region` that goes with a datacentre: OVHcloud counts all but Europe and the US as Canada. */
export function region(code: string): string | null {
  const { country } = read(code);
  if (country === null) return null;
  if (country === "US") return "united_states";
  return EUROPE.has(country) ? "europe" : "canada";
}
