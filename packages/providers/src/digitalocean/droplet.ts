export * as Droplet from "./droplet.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import { dueAtOnce } from "@cloudco/core/offer/payer";
import type {
  Drafted,
  Failure,
  OrderLookup,
  OrderOutcome,
  OrderRequest,
  Placed,
  Sought,
  Termination,
} from "@cloudco/core/provider/provider";
import * as z from "zod";
import { OrderTag } from "../order-tag.ts";
import { Outcome } from "../outcome.ts";
import { PlanPlace } from "../plan-place.ts";
import { Rest } from "../rest.ts";
import { api } from "./api.ts";
import { Creation } from "./creation.ts";

/**
 * The id and the name must be certain; what is told of the network may be missing, and is while it is set up. Tags are
 * left out where the token may not read them.
 */
const Info = z.object({
  id: z.int().positive(),
  name: z.string(),
  tags: z.array(z.string()).optional().catch(undefined),
  status: z.string().catch("new"),
  networks: z.object({ v4: z.array(z.object({ ip_address: z.ipv4(), type: z.string() })) }).catch({ v4: [] }),
});
type Info = z.infer<typeof Info>;

const Shown = z.object({ droplet: Info });

const Created = Shown.extend({ links: z.unknown() });

type Token = Rest.Request["token"];

/** Gets `POST /v2/droplets` ready. `placed` only where its answer names a Droplet that bears our tag. */
export function draft(token: Token, request: OrderRequest): Drafted {
  const { orderId, listing, template } = request;
  const tag = OrderTag.of(orderId);
  const place = PlanPlace.read(listing.id);
  if (!place) return { ok: false, ...GONE };
  const body = form(request, place, tag);
  const needs = `droplet:create, tag:create${template.sshKeys.length > 0 ? ", ssh_key:read" : ""}`;
  return {
    ok: true,
    listing,
    due: dueAtOnce(listing, template),
    trace: null,
    async send(isLate, signal) {
      const options = { token, needs, isLate, signal, method: "POST", body } as const;
      return outcome(await Rest.call(api, "/v2/droplets", options), tag);
    },
  };
}

function outcome(reply: Rest.Reply, tag: string): OrderOutcome {
  if (reply.kind === "not_sent") return { kind: "not_sent", ...reply.failure };
  if (reply.kind === "unknown") return Outcome.unknown(reply.failure);
  if (reply.kind === "refused") return { kind: "rejected", ...(rejection(reply) ?? reply.failure) };
  const { droplet, links } = Created.safeParse(reply.body).data ?? {};
  if (!droplet || !bears(droplet, tag)) return Outcome.unknown(Rest.unreadable(api, "to the order"));
  return { kind: "placed", ...placed(droplet), ...Creation.linked(links) };
}

/** A Droplet is named by our tag unless the customer has a name for it, because its name is there before its tags. */
function form(
  { listing, template }: OrderRequest,
  place: { plan: string; region: string },
  tag: string,
): object {
  return {
    name: template.hostname ?? tag,
    region: place.region,
    size: place.plan,
    image: idOrSlug(template.image ?? defaultImage(listing)),
    ssh_keys: template.sshKeys.map(idOrSlug),
    backups: false,
    // A public IPv4 address belongs to every Droplet and costs nothing.
    ipv6: !template.ipv4,
    tags: [tag],
  };
}

/** DigitalOcean's ids are numbers, its slugs and fingerprints strings. */
function idOrSlug(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** GPUs need an image with their drivers. The one named for a single H100 serves all of NVIDIA's single GPUs. */
function defaultImage({ gpu }: Listing): string {
  if (!gpu) return "ubuntu-24-04-x64";
  if (gpu.name.startsWith("AMD")) return "gpu-amd-base";
  return gpu.count === 8 ? "gpu-h100x8-base" : "gpu-h100x1-base";
}

/**
 * Looks for the order's Droplet: by its tag, and where that gives none, in the whole list, which alone can prove that
 * there is none. Tags come late, and the list by tag leaves GPUs out.
 */
export async function find(
  token: Token,
  { orderId, listing, reference, trace }: Pick<Sought, "orderId" | "listing" | "reference" | "trace">,
  signal?: AbortSignal,
): Promise<OrderLookup> {
  const tag = OrderTag.of(orderId);
  if (reference !== undefined) return await follow(token, reference, trace, signal);
  const type = listing.category === "gpu" ? "gpus" : "droplets";
  const search = (filter: string) => {
    const request = { token, needs: "droplet:read, tag:read", signal };
    const id = (entry: unknown) => Info.shape.id.safeParse(Object(entry).id).data;
    return Rest.wholeList(api, `/v2/droplets?${filter}&per_page=200`, "droplets", request, id);
  };
  const tagged = await search(`tag_name=${tag}`);
  // A tag that was never used may be not found.
  if (tagged.ok || !tagged.missing) {
    const lookup = among(tagged, tag);
    if (lookup.kind !== "absent") return await traced(token, lookup, signal);
  }
  return await traced(token, among(await search(`type=${type}`), tag), signal);
}

/** The answer that named the create is lost: while the Droplet is set up DigitalOcean tells it again. */
async function traced(token: Token, lookup: OrderLookup, signal?: AbortSignal): Promise<OrderLookup> {
  if (lookup.kind !== "found" || lookup.server.state !== "provisioning") return lookup;
  return { ...lookup, ...(await Creation.of(token, lookup.reference, signal)) };
}

/**
 * What became of a Droplet whose id is known: a list that is read page by page could pass it by. One that is gone was
 * never made where its create errored; else it may not be listed yet, or somebody destroyed it.
 */
async function follow(token: Token, id: string, trace: unknown, signal?: AbortSignal): Promise<OrderLookup> {
  const path = `/v2/droplets/${encodeURIComponent(id)}`;
  const reply = await Rest.call(api, path, { token, needs: "droplet:read", signal });
  if (reply.kind === "refused" && reply.status === 404)
    return await Creation.lookUp(token, id, trace, signal);
  if (reply.kind !== "ok") return { kind: "unclear", ...reply.failure };
  const droplet = Shown.safeParse(reply.body).data?.droplet;
  if (String(droplet?.id) !== id || !droplet) {
    return { kind: "unclear", ...Rest.unreadable(api, "about a Droplet") };
  }
  return { kind: "found", ...placed(droplet) };
}

function among(list: Rest.List, tag: string): OrderLookup {
  if (!list.ok) return { kind: "unclear", ...list.failure };
  const droplets = list.entries.flatMap((entry) => Info.safeParse(entry).data ?? []);
  const match = droplets.find((droplet) => bears(droplet, tag));
  if (match) return { kind: "found", ...placed(match) };
  const whole = droplets.filter(({ tags }) => tags !== undefined);
  if (whole.length < list.entries.length) {
    return { kind: "unclear", ...Rest.unreadable(api, "to the list of Droplets") };
  }
  return { kind: "absent" };
}

function bears({ name, tags }: Info, tag: string): boolean {
  return name.toLowerCase() === tag || tags?.includes(tag) === true;
}

function placed({ id, status, networks }: Info): Placed {
  const ipv4 = networks.v4.find(({ type }) => type === "public")?.ip_address ?? null;
  return {
    reference: String(id),
    server: { id: String(id), ipv4, state: status === "new" ? "provisioning" : "ready" },
  };
}

/** Never by tag: that destroys whatever bears it. */
export async function terminate(token: Token, id: string, signal?: AbortSignal): Promise<Termination> {
  if (!/^\d{1,15}$/.test(id)) return { kind: "refused", ...NO_ID };
  const request = { token, needs: "droplet:delete", signal, method: "DELETE" } as const;
  const reply = await Rest.call(api, `/v2/droplets/${id}`, request);
  if (reply.kind === "refused" && reply.status === 422) return { kind: "refused", ...BUSY };
  return Rest.termination(api, reply);
}

const SOLD_OUT = /not available|unavailable|limited availability|sold out|out of stock|\bcapacity\b/;

/** What is wrong with the order, as far as DigitalOcean's words tell. */
function rejection({ status, words }: { status: number; words: string }): Failure | null {
  if (status !== 400 && status !== 422) return null;
  // "Limited availability" and "capacity limits" are DigitalOcean's own, and not the account's.
  if (/\blimits?\b|\bquota\b/.test(words) && (!SOLD_OUT.test(words) || /\b(account|your?)\b/.test(words)))
    return LIMIT;
  if (/payment|billing|balance|credit/.test(words)) return PAYMENT;
  if (/\bkeys?\b/.test(words))
    return unknownKey("an SSH key: its id or fingerprint has to be in the account");
  if (words.includes("image"))
    return refused("the image: it is not offered, or not for this size and region");
  if (SOLD_OUT.test(words) || /invalid (size|region)/.test(words)) return GONE;
  if (words.includes("name")) return refused("the host name");
  return null;
}

function unknownKey(what: string): Failure {
  return { ...refused(what), liesWith: "rule" };
}

function refused(what: string): Failure {
  const message = `DigitalOcean refused the order because of ${what}. Nothing was bought; change the rule and try again.`;
  return { cause: "refused", message };
}

export const GONE: Failure = {
  cause: "sold",
  message: "DigitalOcean has no room for this size in this region at the moment.",
};
const LIMIT: Failure = {
  cause: "account_limit",
  message:
    "DigitalOcean refused: this account has reached its limit of Droplets. Ask DigitalOcean to raise it, or destroy a Droplet.",
};
const PAYMENT: Failure = {
  cause: "payment",
  message:
    "DigitalOcean refused because of payment. Sign in to DigitalOcean and look at Billing for an open invoice or a missing payment method.",
};
const NO_ID: Failure = {
  cause: "unreadable",
  message: "CloudCO has no id of this Droplet. Destroy it in DigitalOcean's control panel.",
};
const BUSY: Failure = {
  cause: "refused",
  message: "DigitalOcean is still busy with this Droplet and did not destroy it. Try again in a few minutes.",
};
