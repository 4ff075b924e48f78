import type { Listing } from "@cloudco/core/offer/offer";
import type { Adapter, Credentials, Failure, Quote, Verification } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import * as z from "zod";
import { guard } from "../guard.ts";
import { PlanPlace } from "../plan-place.ts";
import { Rest } from "../rest.ts";
import { Api, api } from "./api.ts";
import { Catalogue } from "./catalogue.ts";
import { descriptor } from "./descriptor.ts";
import { Droplet } from "./droplet.ts";

/** Droplets, GPU Droplets too. Nothing of DigitalOcean's is public: every call takes the customer's token. */
export const adapter: Adapter = guard({
  descriptor,
  verify,
  accountOf,
  async inventory(credentials, signal) {
    const read = await Catalogue.read(token(credentials), signal);
    if (!read.ok) return { ok: false, ...read.failure };
    return { ...read, refused: read.refused.length };
  },
  quote,
  draft: async (credentials, request) => Droplet.draft(token(credentials), request),
  find: (credentials, order, _since, signal) => Droplet.find(token(credentials), order, signal),
  terminate: (credentials, { serverId, reference }, signal) =>
    Droplet.terminate(token(credentials), serverId ?? reference, signal),
});

function token(credentials: Credentials | null): Secret {
  return credentials?.token ?? new Secret("");
}

const Account = z.object({ account: z.object({ status: z.string() }) });

const Owner = z.object({ account: z.object({ team: z.object({ uuid: z.string().min(1) }) }) });

/** A token belongs to one team, and a person may be in several: the person's own id tells nothing. */
async function accountOf(credentials: Credentials, signal?: AbortSignal): Promise<string | null> {
  const request = { token: token(credentials), needs: "account:read", signal };
  const reply = await Rest.call(api, "/v2/account", request);
  return reply.kind === "ok" ? (Owner.safeParse(reply.body).data?.account.team.uuid ?? null) : null;
}

/** What can be tried without changing anything. Creating and deleting show only when they are needed. */
const TRIALS = [
  ["/v2/sizes?per_page=1", "sizes:read"],
  ["/v2/regions?per_page=1", "regions:read"],
  ["/v2/images?per_page=1&type=distribution", "image:read"],
  ["/v2/account/keys?per_page=1", "ssh_key:read"],
  ["/v2/droplets?per_page=1", "droplet:read"],
  ["/v2/actions?per_page=1", "actions:read"],
  ["/v2/droplets?per_page=1&tag_name=cloudco", "tag:read"],
] as const;

async function verify(credentials: Credentials, signal?: AbortSignal): Promise<Verification> {
  const secret = token(credentials);
  const reply = await Rest.call(api, "/v2/account", { token: secret, needs: "account:read", signal });
  if (reply.kind !== "ok") return { ok: false, ...reply.failure };
  const account = Account.safeParse(reply.body).data?.account;
  if (!account) return { ok: false, ...Rest.unreadable(api, "about the account") };
  if (account.status === "locked") return { ok: false, ...LOCKED };

  const trials = TRIALS.map(async ([path, needs]) => {
    return { needs, reply: await Rest.call(api, path, { token: secret, needs, signal }) };
  });
  const tried = await Promise.all(trials);
  const scopes = tried.flatMap(({ needs, reply }) => (isRefused(reply, 403) ? needs : []));
  if (scopes.length > 0) return { ok: false, ...Api.missing(scopes) };
  for (const { reply } of tried) {
    // A tag that was never used may be not found.
    if (reply.kind !== "ok" && !isRefused(reply, 404)) return { ok: false, ...reply.failure };
  }
  return { ok: true };
}

function isRefused(reply: Rest.Reply, status: number): boolean {
  return reply.kind === "refused" && reply.status === status;
}

async function quote(credentials: Credentials, wanted: Listing, signal?: AbortSignal): Promise<Quote> {
  const read = await Catalogue.read(token(credentials), signal);
  if (!read.ok) return { ok: false, ...read.failure };
  const listing = read.listings.find(({ id }) => id === wanted.id);
  if (listing) return { ok: true, listing };
  const isUnread = read.refused.includes(PlanPlace.read(wanted.id)?.plan);
  return { ok: false, ...(isUnread ? Rest.unreadable(api, "about this size") : Droplet.GONE) };
}

const LOCKED: Failure = {
  cause: "not_allowed",
  message:
    "The token is right, but DigitalOcean has locked this account. Sign in to DigitalOcean to see why, or ask its support.",
};
