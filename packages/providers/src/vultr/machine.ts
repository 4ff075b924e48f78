export * as Machine from "./machine.ts";

import { BlockList } from "node:net";
import type { Category } from "@cloudco/core/offer/offer";
import { dueAtOnce } from "@cloudco/core/offer/payer";
import type {
  Drafted,
  Failure,
  OrderLookup,
  OrderOutcome,
  OrderRequest,
  Placed,
  Termination,
} from "@cloudco/core/provider/provider";
import * as z from "zod";
import { OrderTag } from "../order-tag.ts";
import { Outcome } from "../outcome.ts";
import { PlanPlace } from "../plan-place.ts";
import { Rest } from "../rest.ts";
import { api } from "./api.ts";
import { Os } from "./os.ts";

/**
 * The id and the label must be certain; what is told of the rest may be missing, and is while it is set up. The
 * answers hold a first password, too: it is not read, so nothing can show it.
 */
const Info = z.object({
  id: z.guid(),
  label: z.string(),
  tags: z.array(z.string()).catch([]),
  status: z.string().catch("pending"),
  server_status: z.string().optional().catch(undefined),
  main_ip: z.ipv4().nullable().catch(null),
});
type Info = z.infer<typeof Info>;

/** Vultr has two kinds of machines, each with routes and names of its own. Only instances can be looked for by label. */
const INSTANCE = { path: "/instances", one: "instance", many: "instances", byLabel: true };
const METAL = { path: "/bare-metals", one: "bare_metal", many: "bare_metals", byLabel: false };

function kindOf(category: Category) {
  return category === "dedicated" ? METAL : INSTANCE;
}

type Token = Rest.Request["token"];

/** Gets the one POST ready. `placed` only where its answer names a machine that bears our label. */
export async function draft(token: Token, request: OrderRequest, signal?: AbortSignal): Promise<Drafted> {
  const { orderId, listing, template } = request;
  const label = OrderTag.of(orderId);
  const kind = kindOf(listing.category);
  const place = PlanPlace.read(listing.id);
  if (!place) return { ok: false, ...GONE };
  const os = await Os.find(template.image, signal);
  if (!os.ok) return { ok: false, ...os.failure };
  const body = form(request, kind, { ...place, os: os.id, label });
  return {
    ok: true,
    listing,
    due: dueAtOnce(listing, template),
    trace: null,
    async send(isLate, signal) {
      const options = { token, needs: "provisioning", isLate, signal, method: "POST", body } as const;
      return outcome(await Rest.call(api, kind.path, options), kind, label);
    },
  };
}

function outcome(reply: Rest.Reply, kind: typeof INSTANCE, label: string): OrderOutcome {
  if (reply.kind === "not_sent") return { kind: "not_sent", ...reply.failure };
  if (reply.kind === "unknown") return Outcome.unknown(reply.failure);
  if (reply.kind === "refused") return { kind: "rejected", ...(rejection(reply) ?? reply.failure) };
  const machine = z.object({ [kind.one]: Info }).safeParse(reply.body).data?.[kind.one];
  if (!machine || !bears(machine, label)) return Outcome.unknown(Rest.unreadable(api, "to the order"));
  return { kind: "placed", ...placed(machine, kind) };
}

function form(
  { template }: OrderRequest,
  kind: typeof INSTANCE,
  { plan, region, os, label }: { plan: string; region: string; os: number; label: string },
): object {
  return {
    region,
    plan,
    os_id: os,
    label,
    tags: [label],
    hostname: template.hostname ?? label,
    sshkey_id: template.sshKeys,
    enable_ipv6: !template.ipv4,
    // Backups cost, and what the default is is not told. Bare metal knows neither of these.
    ...(kind === INSTANCE ? { backups: "disabled", disable_public_ipv4: !template.ipv4 } : {}),
  };
}

/**
 * Looks for the order's machine: an instance by its label, and where that gives none, in the whole list, which alone
 * can prove that there is none. Bare metal has no search, and a search that Vultr ignores gives everything.
 */
export async function find(
  token: Token,
  { orderId, listing }: Pick<OrderRequest, "orderId" | "listing">,
  signal?: AbortSignal,
): Promise<OrderLookup> {
  const label = OrderTag.of(orderId);
  const kind = kindOf(listing.category);
  for (const filter of kind.byLabel ? [`label=${label}&`, ""] : [""]) {
    const request = { token, needs: "subscriptions_view", signal };
    const path = `${kind.path}?${filter}per_page=500`;
    const id = (entry: unknown) => Info.shape.id.safeParse(Object(entry).id).data;
    const list = await Rest.wholeList(api, path, kind.many, request, id);
    if (!list.ok) return { kind: "unclear", ...list.failure };
    const machines = list.entries.flatMap((entry) => Info.safeParse(entry).data ?? []);
    const match = machines.find((machine) => bears(machine, label));
    if (match) return { kind: "found", ...placed(match, kind) };
    if (machines.length < list.entries.length) {
      return { kind: "unclear", ...Rest.unreadable(api, "to the list of machines") };
    }
  }
  return { kind: "absent" };
}

function bears({ label, tags }: Info, ours: string): boolean {
  return label === ours || tags.includes(ours);
}

function placed({ id, status, server_status, main_ip }: Info, kind: typeof INSTANCE): Placed {
  const ready = status === "active" && (kind === METAL || server_status === "ok");
  const ipv4 = main_ip !== null && isPublic(main_ip) ? main_ip : null;
  return { reference: id, server: { id, ipv4, state: ready ? "ready" : "provisioning" } };
}

/** What the internet does not reach: no address yet, and those of networks that are shared (RFC 6598) or private. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix);
}

function isPublic(ipv4: string): boolean {
  return !NOT_PUBLIC.check(ipv4);
}

/** Destroys a machine by its id. */
export async function terminate(
  token: Token,
  id: string,
  category: Category,
  signal?: AbortSignal,
): Promise<Termination> {
  if (!z.guid().safeParse(id).success) return { kind: "refused", ...NO_ID };
  const request = { token, needs: "subscriptions", signal, method: "DELETE" } as const;
  const reply = await Rest.call(api, `${kindOf(category).path}/${id}`, request);
  const busy = reply.kind === "refused" && [400, 409, 412, 422, 423].includes(reply.status);
  return busy ? { kind: "refused", ...BUSY } : Rest.termination(api, reply);
}

const LIMITS = /\blimits?\b|\bquota\b|\bmaximum\b/;
const SOLD_OUT = /not available|unavailable|sold out|out of stock|no available|\bcapacity\b/;

/** What is wrong with the order, as far as Vultr's words tell. */
function rejection({ status, words }: { status: number; words: string }): Failure | null {
  if (![400, 409, 412, 422].includes(status)) return null;
  if (/support request|access to this product/.test(words)) return GATED;
  // "due to capacity limits" is Vultr's own limit, and not the account's.
  if (LIMITS.test(words) && (!SOLD_OUT.test(words) || /\b(account|your?)\b/.test(words))) return LIMIT;
  if (/payment|billing|balance|credit|fund|deposit/.test(words)) return PAYMENT;
  if (/\bssh/.test(words)) return unknownKey("an SSH key: its id has to be in the account");
  if (/\bos(_id)?\b|operating system|\bimage\b/.test(words))
    return refused("the operating system: it is not offered for this plan");
  if (SOLD_OUT.test(words) || /invalid (plan|region)/.test(words)) return GONE;
  if (words.includes("hostname")) return refused("the host name");
  return null;
}

function unknownKey(what: string): Failure {
  return { ...refused(what), liesWith: "rule" };
}

function refused(what: string): Failure {
  const message = `Vultr refused the order because of ${what}. Nothing was bought; change the rule and try again.`;
  return { cause: "refused", message };
}

export const GONE: Failure = {
  cause: "sold",
  message: "Vultr has none of this plan left in this region at the moment.",
};
const GATED: Failure = {
  cause: "not_allowed",
  liesWith: "offer",
  message:
    "Vultr sells this plan to accounts that it has approved. Open a support request at Vultr and ask for access to it.",
};
const LIMIT: Failure = {
  cause: "account_limit",
  message:
    "Vultr refused: this account has reached its limit of machines or of monthly cost. Ask Vultr's support to raise it, or destroy a machine.",
};
const PAYMENT: Failure = {
  cause: "payment",
  message:
    "Vultr refused because of payment. Sign in to Vultr and look at Billing for the balance and the payment method.",
};
const NO_ID: Failure = {
  cause: "unreadable",
  message: "CloudCO has no id of this machine. Destroy it in Vultr's customer portal.",
};
const BUSY: Failure = {
  cause: "refused",
  message:
    "Vultr did not destroy the machine; mostly it is still being installed. Try again in a few minutes.",
};
