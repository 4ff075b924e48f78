export * as Region from "./region.ts";

import type { Currency } from "@cloudco/core/money/money";
import type { PriceList } from "@cloudco/core/provider/provider";

/** One of OVHcloud's installations: one API, but accounts, keys and catalogues of its own. */
export type Info = {
  id: "ovh-eu" | "ovh-ca";
  name: string;
  /** The public host of the API. */
  host: string;
  /** Environment variables: the base URL, and the subsidiary whose public catalogue is scanned. */
  env: { url: string; subsidiary: string };
  /** That subsidiary where nothing else is configured: it sets the currency of what is found. */
  subsidiary: string;
};

const BASE_PATH = "/1.0";

export const EUROPE: Info = {
  id: "ovh-eu",
  name: "OVHcloud Europe",
  host: "eu.api.ovh.com",
  env: { url: "OVH_EU_URL", subsidiary: "OVH_EU_SUBSIDIARY" },
  subsidiary: "FR",
};

export const NORTH_AMERICA: Info = {
  id: "ovh-ca",
  name: "OVHcloud North America",
  host: "ca.api.ovh.com",
  env: { url: "OVH_CA_URL", subsidiary: "OVH_CA_SUBSIDIARY" },
  subsidiary: "CA",
};

export function other(region: Info): Info {
  return region.id === "ovh-eu" ? NORTH_AMERICA : EUROPE;
}

/** `https://eu.api.ovh.com/1.0`, or what the environment says; the API's version is added where that has no path. */
export function baseUrl(region: Info): string {
  const url = (process.env[region.env.url] || `https://${region.host}`).replace(/\/+$/, "");
  return /^https?:\/\/[^/]+$/.test(url) ? url + BASE_PATH : url;
}

/** The subsidiaries that sell in a currency that CloudCO counts in. Others have dirhams, dinars, rupees and the like. */
const SUBSIDIARIES: Readonly<Record<Info["id"], Readonly<Record<string, Currency>>>> = {
  "ovh-eu": {
    FR: "EUR",
    CZ: "EUR",
    DE: "EUR",
    ES: "EUR",
    FI: "EUR",
    GB: "GBP",
    IE: "EUR",
    IT: "EUR",
    LT: "EUR",
    NL: "EUR",
    PL: "PLN",
    PT: "EUR",
  },
  "ovh-ca": { CA: "CAD", QC: "CAD", WE: "USD", WS: "USD", ASIA: "USD" },
};

/** What is found is priced in. The catalogue has the last word: in another currency than CloudCO's none is read. */
export function currency(region: Info): Currency {
  const all = SUBSIDIARIES[region.id];
  return all[subsidiary(region)] ?? all[region.subsidiary] ?? "EUR";
}

/** The price lists, that of the subsidiary that is scanned in any case first. */
export function priceLists(region: Info): PriceList[] {
  const own = subsidiary(region);
  const all = Object.entries(SUBSIDIARIES[region.id]).map(([id, currency]) => ({ id, currency }));
  return [{ id: own, currency: currency(region) }, ...all.filter(({ id }) => id !== own)];
}

export function subsidiary(region: Info): string {
  return process.env[region.env.subsidiary] || region.subsidiary;
}
