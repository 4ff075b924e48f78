export * as Market from "./market.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type {
  Failure,
  OrderLookup,
  OrderOutcome,
  Placed,
  Quote,
  Template,
} from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Outcome } from "../outcome.ts";
import { Cpus } from "./cpus.ts";
import { Datacentre } from "./datacentre.ts";
import { Drives } from "./drives.ts";
import { Cents, Rent } from "./euro.ts";
import type { Robot } from "./robot.ts";

const Id = z.union([z.int(), z.string()]).transform(String);

/** Prices are net without suffix, gross (as this account pays) with `_vat`. */
const Product = z.object({
  product: z.object({
    id: Id,
    cpu: z.string().trim().min(1).max(200),
    memory_size: z.int().positive().max(65_536),
    hdd_size: z.int().positive().optional().catch(undefined),
    hdd_count: z.int().positive().optional().catch(undefined),
    datacenter: z.string().nullish(),
    price: Rent,
    price_vat: Rent,
    price_setup: Cents,
    price_setup_vat: Cents,
    orderable_addons: z.array(z.object({ id: z.string(), prices: z.unknown() })).default([]),
  }),
});
type Product = z.infer<typeof Product>["product"];

const AddonPrices = z.array(
  z.object({
    location: z.string().nullish(),
    price: z.object({ net: Cents }),
    price_setup: z.object({ net: Cents }).nullish(),
  }),
);

/** The order itself must be certain; what is told of the server may be missing, and is while it is set up. */
const Transaction = z.object({
  transaction: z.object({
    id: z.string().min(1).max(200),
    product: z.object({ id: Id }),
    status: z.string().catch(""),
    server_number: z.int().positive().nullish().catch(null),
    server_ip: z.ipv4().nullish().catch(null),
  }),
});
type Transaction = z.infer<typeof Transaction>["transaction"];

const Dated = Transaction.extend({
  transaction: Transaction.shape.transaction.extend({ date: z.iso.datetime({ offset: true }) }),
});

/** Clocks of ours and of Hetzner's may differ by this much; they should not by more than that. */
const SKEW_MS = 5 * 60_000;
const SECONDS_MS = 5_000;

/** Robot lists the orders of 30 days; a day is kept as a margin. */
const WINDOW_MS = 29 * 86_400_000;

/** Reads `GET /order/server_market/product/{id}`: the listing as this account sees it now. */
export function quote(reply: Robot.Reply, listing: Listing): Quote {
  if (reply.kind === "refused" && reply.error.code === "NOT_FOUND") return { ok: false, ...SOLD };
  if (reply.kind !== "ok") return { ok: false, ...reply.failure };
  const product = Product.safeParse(reply.body).data?.product;
  if (!product || product.id !== listing.id) return { ok: false, ...unreadable("about this machine") };

  const location = Datacentre.read(product.datacenter) ?? listing.location;
  const ipv4 = surcharge(product, location.site, listing.ipv4);
  const { price: net, price_vat: gross, price_setup: setupNet, price_setup_vat: setupGross } = product;
  if (ipv4 === undefined || gross < net || setupGross < setupNet) {
    return { ok: false, ...unreadable("about this machine's price") };
  }
  const cpu = Cpus.same(product.cpu, listing.cpu.name)
    ? listing.cpu
    : { name: product.cpu, cores: Cpus.cores(product.cpu), threads: null };
  const price: Listing["price"] = {
    currency: "EUR",
    monthly: { net, gross },
    setup: { net: setupNet, gross: setupGross },
  };
  const read = {
    ...listing,
    cpu,
    memoryGib: product.memory_size,
    disks: Drives.read(listing.disks, product.hdd_count, product.hdd_size),
    location,
    price,
    ipv4: ipv4.monthly,
  };
  return { ok: true, listing: ipv4.setup > 0 ? { ...read, ipv4Setup: ipv4.setup } : read };
}

type Address = { monthly: number | null; setup: number };

/**
 * What an IPv4 address at a site costs net, by the month and once: the dearest, where Robot names none for this site; the feed's,
 * where it names none at all; undefined where it can't be read.
 */
function surcharge(product: Product, site: string, fromFeed: number | null): Address | undefined {
  const addon = product.orderable_addons.find(({ id }) => id === "primary_ipv4");
  if (!addon) return { monthly: fromFeed, setup: 0 };
  const prices = AddonPrices.safeParse(addon.prices).data;
  const here = prices?.filter(({ location }) => location === site) ?? [];
  const told = here.length > 0 ? here : (prices ?? []);
  if (told.length === 0) return undefined;
  const monthly = Math.max(...told.map(({ price }) => price.net));
  return { monthly, setup: Math.max(...told.map(({ price_setup: setup }) => setup?.net ?? 0)) };
}

/** The form of `POST /order/server_market/transaction`. Never a comment: it makes Hetzner process the order by hand. */
export function form(productId: string, template: Template): URLSearchParams {
  const fields = new URLSearchParams({ product_id: productId });
  for (const fingerprint of template.sshKeys) fields.append("authorized_key[]", fingerprint);
  if (template.image) fields.set("dist", template.image);
  if (template.ipv4) fields.append("addon[]", "primary_ipv4");
  return fields;
}

/** Reads the answer to an order. `placed` only where Robot names a transaction for exactly this machine. */
export function outcome(reply: Robot.Reply, productId: string): OrderOutcome {
  if (reply.kind === "not_sent") return { kind: "not_sent", ...reply.failure };
  if (reply.kind === "unknown") return Outcome.unknown(reply.failure);
  if (reply.kind === "refused") return { kind: "rejected", ...(rejection(reply.error) ?? reply.failure) };
  const transaction = Transaction.safeParse(reply.body).data?.transaction;
  if (transaction?.product.id !== productId) return Outcome.unknown(unreadable("to the order"));
  return { kind: "placed", ...placed(transaction) };
}

/**
 * Looks for the order of `productId`, sent at `since` (epoch ms), in `GET /order/server_market/transaction`. A number may
 * be given again to a machine that came back, and a person may have bought it: what is older than the order, or known to
 * be another's, is not it. Of what may be older, if one of the clocks is wrong, nobody can say.
 * @returns `absent` of a complete list alone, which shows late what was ordered: see `stillSold`
 */
export function lookup(
  reply: Robot.Reply,
  productId: string,
  since: number,
  taken: readonly string[],
): OrderLookup {
  // An empty list is a 404.
  const isEmpty = reply.kind === "refused" && reply.error.code === "NOT_FOUND";
  if (reply.kind !== "ok" && !isEmpty) return { kind: "unclear", ...reply.failure };
  const entries = reply.kind === "ok" ? z.array(z.unknown()).safeParse(reply.body).data : [];
  const read = entries?.flatMap((entry) => Dated.safeParse(entry).data?.transaction ?? []);
  const candidates = (read ?? [])
    .filter(({ id, product }) => product.id === productId && !taken.includes(id))
    .filter(({ date }) => Date.parse(date) >= since - SKEW_MS);
  const certain = candidates.filter(({ date }) => Date.parse(date) >= since - SECONDS_MS);
  const match = certain.find(({ status }) => status !== "cancelled") ?? certain[0];
  if (match) return { kind: "found", ...placed(match) };
  if (candidates.length > 0) return { kind: "unclear", ...OLDER };
  if (!entries || read?.length !== entries.length)
    return { kind: "unclear", ...unreadable("to the list of orders") };
  if (Date.now() - since > WINDOW_MS) return { kind: "unclear", ...TOO_OLD };
  return { kind: "absent" };
}

/**
 * Whether a machine that no list of orders shows was not ordered: Robot's own market still sells it. One that has left
 * the market may have been sold to us. The public feed proves nothing.
 */
export function stillSold(reply: Robot.Reply, productId: string): OrderLookup {
  if (reply.kind === "refused" && reply.error.code === "NOT_FOUND") return { kind: "unclear", ...LEFT };
  if (reply.kind !== "ok") return { kind: "unclear", ...reply.failure };
  const product = Product.shape.product.pick({ id: true });
  const sold = z.object({ product }).safeParse(reply.body).data?.product.id === productId;
  return sold ? { kind: "absent" } : { kind: "unclear", ...unreadable("about this machine") };
}

/** Reads `GET /order/server_market/transaction/{id}`. One that is not there proves nothing: they are kept for 30 days. */
export function followed(reply: Robot.Reply, reference: string): OrderLookup {
  if (reply.kind !== "ok") return { kind: "unclear", ...reply.failure };
  const found = placedBy(reply.body);
  if (found?.reference === reference) return { kind: "found", ...found };
  return { kind: "unclear", ...unreadable("about the order") };
}

/** Reads one transaction of Robot's; undefined where that is none. */
export function placedBy(body: unknown): Placed | undefined {
  const transaction = Transaction.safeParse(body).data?.transaction;
  return transaction && placed(transaction);
}

function placed(transaction: Transaction): Placed {
  const { id, status, server_number: number, server_ip: ipv4 } = transaction;
  const state = status === "ready" || status === "cancelled" ? status : "provisioning";
  return { reference: id, server: { id: number ? String(number) : null, ipv4: ipv4 ?? null, state } };
}

/** Our own parameters, as the customer knows them. */
const PARAMETERS: Record<string, string> = {
  authorized_key: "an SSH key: its fingerprint has to be in Robot's key management",
  dist: "the image: it is not offered for this machine",
  addon: "the IPv4 address: it is not offered for this machine",
};

function rejection({ code, invalid }: Robot.RobotError): Failure | null {
  // Hetzner does not document what the second buyer is told.
  if (code === "NOT_FOUND" || (code === "INVALID_INPUT" && invalid?.includes("product_id"))) return SOLD;
  const known = Object.entries(PARAMETERS).filter(([name]) =>
    invalid?.some((field) => field.startsWith(name)),
  );
  if (code !== "INVALID_INPUT" || known.length === 0) return null;
  const message = `Hetzner refused the order because of ${known.map(([, text]) => text).join("; and ")}. Nothing was bought; change the rule and try again.`;
  const isKey = known.some(([name]) => name === "authorized_key");
  return { cause: "refused", message, ...(isKey ? { liesWith: "rule" } : {}) };
}

const SOLD: Failure = {
  cause: "sold",
  message: "This machine is gone from Hetzner's auction: somebody else was faster, or it was withdrawn.",
};

const OLDER: Failure = {
  cause: "unreadable",
  message:
    "There is an order for this very machine in Robot, dated minutes before CloudCO sent its own: it may be another's, or a clock is wrong. Look into Robot.",
};
const LEFT: Failure = {
  cause: "unavailable",
  message:
    "The machine has left Hetzner's market, and Robot's list of orders does not show it: it may have been sold to you. It is looked up again.",
};

const TOO_OLD: Failure = {
  cause: "unreadable",
  message: "Robot lists the orders of the last 30 days, and this one is older. Look for it in Robot by hand.",
};

/** An answer of Robot's that has not the form it should. */
export function unreadable(what: string): Failure {
  const message = `CloudCO can't read Hetzner Robot's answer ${what}. Its form has changed; look into Robot and tell CloudCO's support.`;
  return { cause: "unreadable", message };
}
