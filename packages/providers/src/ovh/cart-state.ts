export * as CartState from "./cart-state.ts";

import * as z from "zod";
import { Api } from "./api.ts";
import { Cart } from "./cart.ts";
import { Explain } from "./explain.ts";

/** `unordered` is certain; `ordered` too, by its id where OVHcloud tells it. Of the rest the cart says nothing. */
export type Info = { kind: "unordered" } | { kind: "ordered"; orderId: string | null } | { kind: "doubtful" };

/** What a draft leaves to know its order by. */
const Trace = z.object({ cartId: Cart.Id, itemId: z.int().positive() });

const Shown = z.object({ readOnly: z.boolean(), items: z.array(z.int()) });
const Quoted = z.object({ orderId: z.int().positive().nullish() });

/**
 * Whether an order's cart has become an order. OVHcloud does not document how a cart tells that, so that every sign of it
 * counts, and `unordered` takes them all: the cart is there, can be changed, still holds the server, and can be ordered.
 */
export async function read(access: Api.Access, trace: unknown, signal?: AbortSignal): Promise<Info> {
  const cart = Trace.safeParse(trace).data;
  if (!cart) return { kind: "doubtful" };
  const path = `/order/cart/${cart.cartId}`;
  const shown = await Api.call(access, "GET", path, { signal });
  // It is kept for longer than its order is looked for, and only we throw it away.
  if (shown.kind === "refused" && shown.error.status === 404) return { kind: "ordered", orderId: null };
  const info = shown.kind === "ok" ? Shown.safeParse(shown.body).data : undefined;
  if (!info) return { kind: "doubtful" };
  const checkout = await Api.call(access, "GET", `${path}/checkout`, { signal });
  const orderId = checkout.kind === "ok" ? Quoted.safeParse(checkout.body).data?.orderId : undefined;
  if (orderId) return { kind: "ordered", orderId: String(orderId) };
  if (info.readOnly || !info.items.includes(cart.itemId)) return { kind: "ordered", orderId: null };
  if (checkout.kind === "refused") {
    return { kind: Explain.isOrderable(checkout.error) ? "unordered" : "doubtful" };
  }
  return { kind: orderId === null ? "unordered" : "doubtful" };
}
