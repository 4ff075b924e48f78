import type { Listing } from "@cloudco/core/offer/offer";
import { dueAtOnce } from "@cloudco/core/offer/payer";
import type { ProviderId } from "@cloudco/core/provider/id";
import type { Adapter, Descriptor, Failure, Placed, Source } from "@cloudco/core/provider/provider";
import { guard } from "@cloudco/providers/guard";
import { OrderTag } from "@cloudco/providers/order-tag";
import { Outcome } from "@cloudco/providers/outcome";
import { Rest } from "@cloudco/providers/rest";
import * as z from "zod";

export const ID = "sixth" as ProviderId;

export const descriptor: Descriptor = {
  id: ID,
  name: "Sixth",
  fields: [{ name: "token", label: "Token", help: "", secret: true, required: true, maxLength: 100 }],
  guide: { url: "https://sixth.example", steps: ["Ask for a token."] },
  categories: ["vm"],
  orderable: ["vm"],
  currency: "EUR",
  takes: [],
  tells: [],
  terms: [1],
  payments: ["automatic"],
  inventory: "public",
  prepares: false,
  pollSeconds: 1,
  visibleWithinSeconds: 120,
  recordedAs: null,
  addressShares: null,
  loginBlock: null,
};

const GONE: Failure = { cause: "sold", message: "It is sold. Another will come." };
const WRONG: Failure = { cause: "credentials", message: "Sixth refuses this token. Enter another." };
const Boxes = z.object({ boxes: z.array(z.object({ id: z.string(), gib: z.int(), cents: z.int() })) });
const Order = z.object({ id: z.int(), tag: z.string(), ended: z.boolean() });
const Orders = z.object({ orders: z.array(Order) });

const api: Rest.Api = {
  name: "Sixth",
  base: () => process.env.SIXTH_URL ?? "",
  words: (body) => z.object({ error: z.string() }).safeParse(body).data?.error ?? null,
  explain: ({ status }) => (status === 401 ? WRONG : GONE),
  next: () => null,
};

export const source: Source = guard({
  descriptor,
  async inventory(_credentials, signal) {
    const reply = await Rest.call(api, "/boxes", { needs: "", signal });
    const boxes = reply.kind === "ok" ? Boxes.safeParse(reply.body).data?.boxes : undefined;
    if (!boxes) return { ok: false, ...Rest.unreadable(api, "about its boxes") };
    return { ok: true, listings: boxes.map(listingOf), refused: 0 };
  },
});

export const adapter: Adapter = guard({
  ...source,
  async verify({ token }, signal) {
    const reply = await Rest.call(api, "/account", { token, needs: "", signal });
    return reply.kind === "ok" ? { ok: true } : { ok: false, ...reply.failure };
  },
  async quote(_credentials, { id }, signal) {
    const read = await source.inventory(null, signal);
    if (!read.ok) return read;
    const listing = read.listings.find((one) => one.id === id);
    return listing ? { ok: true, listing } : { ok: false, ...GONE };
  },
  async draft({ token }, { orderId, listing, template }) {
    const tag = OrderTag.of(orderId);
    const body = { box: listing.id, tag };
    return {
      ok: true,
      listing,
      due: dueAtOnce(listing, template),
      trace: null,
      async send(isLate, signal) {
        const request = { token, needs: "", isLate, signal, method: "POST", body } as const;
        const reply = await Rest.call(api, "/orders", request);
        if (reply.kind === "not_sent") return { kind: "not_sent", ...reply.failure };
        if (reply.kind === "refused") return { kind: "rejected", ...reply.failure };
        if (reply.kind === "unknown") return Outcome.unknown(reply.failure);
        const order = Order.safeParse(reply.body).data;
        if (order?.tag !== tag) return Outcome.unknown(Rest.unreadable(api, "to the order"));
        return { kind: "placed", ...placed(order) };
      },
    };
  },
  async find({ token }, { orderId }, _since, signal) {
    const reply = await Rest.call(api, "/orders", { token, needs: "", signal });
    if (reply.kind !== "ok") return { kind: "unclear", ...reply.failure };
    const orders = Orders.safeParse(reply.body).data?.orders;
    if (!orders) return { kind: "unclear", ...Rest.unreadable(api, "about its orders") };
    const order = orders.find(({ tag }) => tag === OrderTag.of(orderId));
    return order ? { kind: "found", ...placed(order) } : { kind: "absent" };
  },
  async terminate({ token }, { reference }, signal) {
    const request = { token, needs: "", signal, method: "DELETE" } as const;
    return Rest.termination(api, await Rest.call(api, `/orders/${reference}`, request));
  },
});

function placed({ id, ended }: z.infer<typeof Order>): Placed {
  const state = ended ? "cancelled" : "ready";
  return { reference: String(id), server: { id: String(id), ipv4: "192.0.2.6", state } };
}

function listingOf({ id, gib, cents }: z.infer<typeof Boxes>["boxes"][number]): Listing {
  return {
    id,
    provider: ID,
    category: "vm",
    name: `Box ${id}`,
    cpu: { name: "Some processor", cores: 4, threads: null },
    memoryGib: gib,
    ecc: null,
    disks: [],
    gpu: null,
    bandwidthMbit: null,
    location: { code: "A1", site: "A", country: "DE" },
    price: { currency: "EUR", monthly: { net: cents, gross: null }, setup: { net: 0, gross: null } },
    ipv4: null,
    ipv6Only: false,
    fixedPrice: null,
    nextDropAt: null,
    unique: true,
  };
}
