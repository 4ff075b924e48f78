export * as Datacentre from "./datacentre.ts";

import type { Listing } from "@cloudco/core/offer/offer";

/** OVHcloud's sites, by the three letters in a datacentre's code. */
const SITES: Record<string, string> = {
  bhs: "CA",
  eri: "GB",
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
  sng: "SG",
  syd: "AU",
  tor: "CA",
  vin: "US",
  waw: "PL",
  ynm: "IN",
};
const BY_SITE = new Map(Object.entries(SITES));
const COUNTRIES = new Set([...BY_SITE.values(), "BE", "CH", "CZ", "ES", "IE", "JP", "NL", "PT"]);
const NOT_IN_EUROPE = new Set(["AU", "CA", "IN", "JP", "SG", "US"]);

/** Of a code in the form `eu-west-gra-a`: the continent's or country's letters, and the site's. */
const ZONE = /^([a-z]{2})-[a-z]+-([a-z]{3})(?:-[a-z])?$/;

/**
 * `gra`, `gra3`, `rbx-hz` and `eu-west-gra-a` are the site `gra` or `rbx`; ranges of old name a country alone (`fr`).
 * An unknown site has the country that its code names, where it names one.
 */
export function read(code: string): Listing["location"] {
  const parts = code.toLowerCase().split("-");
  const site = parts.map((part) => part.replace(/\d+$/, "")).find((part) => BY_SITE.has(part));
  if (site) return { code, site, country: BY_SITE.get(site) ?? null };
  const named = (parts[0] ?? "").toUpperCase();
  const country = COUNTRIES.has(named) && (parts.length === 1 || ZONE.test(code)) ? named : null;
  return { code, site: ZONE.exec(code)?.[2] ?? code, country };
}

/** The value of the cart's `region` that goes with a datacentre: OVHcloud counts all but Europe and the US as Canada. */
export function region(code: string): string | null {
  const { country } = read(code);
  if (country === "US") return "united_states";
  if (country !== null) return NOT_IN_EUROPE.has(country) ? "canada" : "europe";
  switch (ZONE.exec(code)?.[1]) {
    case "eu":
      return "europe";
    case "ap":
      return "canada";
    default:
      return null;
  }
}
