import type { ProviderId } from "@cloudco/core/provider/id";
import type { Peak, Sent, Tally } from "./tally.ts";

/** A published limit, and the requests that count towards it, by whom they count for. */
export type Limit = {
  what: string;
  provider: ProviderId;
  most: number;
  within: keyof Peak;
  of: (sent: Sent) => string | null;
};

const byKey = ({ key }: Sent) => key;
/** Of one login, those whose route fits. */
const routes =
  (pattern: RegExp) =>
  ({ key, route }: Sent) =>
    pattern.test(route) ? key : null;

const fairUse = { most: 60, within: "minute", of: byKey } as const;

export const LIMITS: readonly Limit[] = [
  {
    what: "Hetzner, GET /server of one login, an hour",
    provider: "hetzner",
    most: 200,
    within: "hour",
    of: routes(/^GET \/server/),
  },
  {
    what: "Hetzner, GET /order/** of one login, an hour",
    provider: "hetzner",
    most: 500,
    within: "hour",
    of: routes(/^GET \/order/),
  },
  // A day's, of which an hour is a part.
  {
    what: "Hetzner, orders of one login, a day",
    provider: "hetzner",
    most: 20,
    within: "hour",
    of: routes(/^POST \/order/),
  },
  {
    what: "DigitalOcean, one token, a minute",
    provider: "digitalocean",
    most: 250,
    within: "minute",
    of: byKey,
  },
  {
    what: "DigitalOcean, one token, an hour",
    provider: "digitalocean",
    most: 5_000,
    within: "hour",
    of: byKey,
  },
  { what: "Vultr, one address, a second", provider: "vultr", most: 30, within: "second", of: () => "ours" },
  { what: "OVHcloud Europe, one consumer key, a minute", provider: "ovh-eu", ...fairUse },
  { what: "OVHcloud North America, one consumer key, a minute", provider: "ovh-ca", ...fairUse },
];

/** The most that anybody used of a limit. */
export function used(tally: Tally, { provider, within, of }: Limit): number {
  return tally.peak(provider, of)[within];
}
