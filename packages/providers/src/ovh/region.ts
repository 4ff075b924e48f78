export * as Region from "./region.ts";

import ovh from "ovh";

/** One of OVHcloud's installations: one API, but accounts, keys and catalogues of its own. */
export type Info = {
  id: "ovh-eu" | "ovh-ca";
  name: string;
  /** Environment variables: the base URL, and the subsidiary whose public catalogue is scanned. */
  env: { url: string; subsidiary: string };
  /** That subsidiary where nothing else is configured: it sets the currency of what is found. */
  subsidiary: string;
};

export const EUROPE: Info = {
  id: "ovh-eu",
  name: "OVHcloud Europe",
  env: { url: "OVH_EU_URL", subsidiary: "OVH_EU_SUBSIDIARY" },
  subsidiary: "FR",
};

export const NORTH_AMERICA: Info = {
  id: "ovh-ca",
  name: "OVHcloud North America",
  env: { url: "OVH_CA_URL", subsidiary: "OVH_CA_SUBSIDIARY" },
  subsidiary: "CA",
};

export function other(region: Info): Info {
  return region.id === "ovh-eu" ? NORTH_AMERICA : EUROPE;
}

/** The public host of the API: `eu.api.ovh.com`. */
export function host(region: Info): string {
  return endpoint(region).host;
}

/** `https://eu.api.ovh.com/1.0`, or what the environment says; the API's version is added where that has no path. */
export function baseUrl(region: Info): string {
  const { host, basePath } = endpoint(region);
  const url = (process.env[region.env.url] || `https://${host}`).replace(/\/+$/, "");
  return /^https?:\/\/[^/]+$/.test(url) ? url + basePath : url;
}

function endpoint(region: Info): { host: string; basePath: string } {
  return ovh({ endpoint: region.id, appKey: "", appSecret: "" });
}

export function subsidiary(region: Info): string {
  return process.env[region.env.subsidiary] || region.subsidiary;
}
