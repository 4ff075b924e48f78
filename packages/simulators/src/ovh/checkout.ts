export * as Checkout from "./checkout.ts";

import * as z from "zod";
import type { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import { Availability } from "./availability.ts";
import { Cart } from "./cart.ts";
import { Order } from "./order.ts";
import { OvhReply } from "./ovh-reply.ts";
import { PaymentMethod } from "./payment-method.ts";
import { Quote } from "./quote.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

export const Body = z.strictObject({
  autoPayWithPreferredPaymentMethod: z.boolean().nullish(),
  waiveRetractationPeriod: z.boolean().nullish(),
});

/** GET /order/cart/{cartId}/summary: the quote, also of a cart that is nobody's yet. */
export function summary(call: Service.Call): Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  const quote = Quote.of(call.state, cart);
  return typeof quote === "string"
    ? OvhReply.badRequest(quote)
    : Reply.json(200, Quote.shown(call.state, cart, quote));
}

/** GET /order/cart/{cartId}/checkout: the quote, with everything checked and nothing done. */
export function quote(call: Service.SignedCall): Reply.Info {
  const cart = ready(call);
  return "status" in cart ? cart : summary(call);
}

/**
 * POST /order/cart/{cartId}/checkout. Nothing awaits between looking at what is available and taking it, so the last
 * machine is sold once, and a cart becomes one order.
 */
export function place(call: Service.SignedCall, body: z.infer<typeof Body>): Reply.Info {
  const { state, account } = call;
  const cart = ready(call);
  if ("status" in cart) return cart;
  const quote = Quote.of(state, cart);
  if (typeof quote === "string") return OvhReply.badRequest(quote);
  if (!account.ordering) return OvhReply.failure(403, "Forbidden", "You are not allowed");
  const isPaid = body.autoPayWithPreferredPaymentMethod === true;
  const refusal = isPaid ? PaymentMethod.refusal(account) : null;
  if (refusal !== null) {
    if (state.settings.get().failedPaymentLeaves === "unpaid order") sell(call, cart, quote, false, body);
    return OvhReply.badRequest(refusal);
  }
  const order = sell(call, cart, quote, isPaid, body);
  return Reply.json(200, { ...Quote.shown(state, cart, quote), orderId: order.id, url: Order.url(order) });
}

/** Somebody else takes all that there is of what the cart of a request would order. */
export function sellElsewhere(state: State.Info, request: Inbound.Info): void {
  const cart = state.carts.get(/\/order\/cart\/([^/]+)/.exec(request.path)?.[1] ?? "");
  const quote = cart === undefined ? "" : Quote.of(state, cart);
  if (typeof quote === "string") return;
  for (const { fqn, datacenter } of quote.machines) Availability.sell(state, fqn, datacenter, "all");
}

/** The cart of a request where it can be checked out, or the refusal. */
function ready(call: Service.SignedCall): Cart.Info | Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  if (cart.account === null) return OvhReply.badRequest("This cart hasn't been assigned yet");
  return cart.order === null ? cart : OvhReply.badRequest("This cart was already checked out");
}

function sell(
  { state, account }: Service.SignedCall,
  cart: Cart.Info,
  quote: Quote.Info,
  isPaid: boolean,
  { waiveRetractationPeriod }: z.infer<typeof Body>,
): Order.Info {
  for (const { fqn, datacenter, item } of quote.machines) {
    Availability.sell(state, fqn, datacenter, item.quantity);
  }
  const order = Order.record(state, {
    account,
    cart,
    quote,
    isPaid,
    isWaived: waiveRetractationPeriod === true,
  });
  state.carts.put(cart.id, { ...cart, order: order.id });
  return order;
}
