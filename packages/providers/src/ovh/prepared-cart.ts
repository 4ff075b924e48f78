export * as PreparedCart from "./prepared-cart.ts";

import type { OrderRequest, PreparedOrder } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Api } from "./api.ts";
import { Cart } from "./cart.ts";

/** How long a prepared cart is kept. */
const LIFE_MS = 7 * 86_400_000;
/** It is not used in its last two days: an order is looked for that long, and its cart tells whether it was ordered. */
const MARGIN_MS = 2 * 86_400_000;

/** Besides the cart itself, what it was filled for: for anything else it is no use. */
const State = z.object({
  cartId: Cart.Id,
  itemId: z.int().positive(),
  listingId: z.string(),
  termMonths: z.int(),
  image: z.string().nullable(),
});

const Read = z.object({ readOnly: z.boolean(), items: z.array(z.int()) });

/**
 * Prepares a cart for the request, or finds the one that it already has still good.
 * @throws ProviderFailure where that fails
 */
export async function make(
  access: Api.Access,
  request: OrderRequest,
  signal?: AbortSignal,
): Promise<PreparedOrder> {
  const { prepared } = request;
  const before = cartOf(request);
  if (prepared && before && (await isIntact(access, before, signal))) return prepared;
  const now = Date.now();
  const cart = await Cart.fill(access, request, LIFE_MS, signal);
  return { state: { ...cart, ...purpose(request) }, expiresAt: now + LIFE_MS - MARGIN_MS };
}

/** The cart that was prepared for exactly this request; null where there is none. Asks nothing of OVHcloud. */
export function cartOf(request: OrderRequest): Cart.Info | null {
  const state = State.safeParse(request.prepared?.state).data;
  if (!state || !request.prepared || request.prepared.expiresAt <= Date.now()) return null;
  const { listingId, termMonths, image } = purpose(request);
  const fits = state.listingId === listingId && state.termMonths === termMonths && state.image === image;
  return fits ? { cartId: state.cartId, itemId: state.itemId } : null;
}

function purpose({ listing, template }: OrderRequest) {
  return {
    listingId: listing.id,
    termMonths: template.termMonths ?? 1,
    image: template.image ?? null,
  };
}

async function isIntact(access: Api.Access, cart: Cart.Info, signal?: AbortSignal): Promise<boolean> {
  const reply = await Api.call(access, "GET", `/order/cart/${cart.cartId}`, { signal });
  const gone = reply.kind === "refused" && reply.error.status === 404;
  if (gone) return false;
  const { readOnly, items } = Api.content(access.region, reply, Read, "about a prepared cart");
  return !readOnly && items.includes(cart.itemId);
}
