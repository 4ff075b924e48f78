export * as Checkout from "./checkout.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type { Drafted, OrderOutcome, OrderRequest } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Outcome } from "../outcome.ts";
import { Account } from "./account.ts";
import { Api } from "./api.ts";
import { Cart } from "./cart.ts";
import { Explain } from "./explain.ts";
import { PreparedCart } from "./prepared-cart.ts";
import { Quotes } from "./quotes.ts";
import { ServerTime } from "./server-time.ts";
import { Summary } from "./summary.ts";

/** Whoever has reserved an order has fifteen seconds to get it on its way. */
const DRAFT_MS = 12_000;
/** A sent order counts as unknown after half a minute. */
const CHECKOUT_MS = 20_000;

/** Longer than an order is looked for: its cart tells whether it was ordered. */
const LIFE_MS = 2 * 86_400_000;

const Ordered = z.object({ orderId: z.int().positive() });

/**
 * Gets a checkout ready: the cart, what it costs, and whether that can be paid where OVHcloud is to collect it. The
 * checkout itself is one request that is never repeated: what its answer leaves open is unknown.
 * @throws ProviderFailure where there is none to be had
 */
export async function draft(
  access: Api.Access,
  request: OrderRequest,
  signal?: AbortSignal,
): Promise<Drafted> {
  const deadline = AbortSignal.timeout(DRAFT_MS);
  const early = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const byHand = request.template.payment === "by_hand";
  const [quoted, payment, time] = await Promise.all([
    quote(access, request, early),
    byHand ? null : Account.paymentProblem(access, early),
    ServerTime.read(access.region, early),
  ]);
  const { cart, listing, due } = quoted;
  const discard = () => throwAway(access, request, cart);
  const problem = payment ?? (time.ok ? null : time.failure);
  if (problem || !time.ok) {
    await discard();
    return { ok: false, ...(problem ?? Explain.SOLD) };
  }
  const body = {
    autoPayWithPreferredPaymentMethod: !byHand,
    ...(request.template.waiveWithdrawal ? { waiveRetractationPeriod: true } : {}),
  };
  return {
    ok: true,
    listing,
    due,
    trace: cart,
    discard,
    async send(isLate, sendSignal) {
      const options = { body, timeoutMs: CHECKOUT_MS, isLate, signal: sendSignal };
      const reply = await Api.post(access, `/order/cart/${cart.cartId}/checkout`, time.delta, options);
      return outcome(access, byHand, reply);
    },
  };
}

type Quoted = { cart: Cart.Info; listing: Listing; due: number };

/** The prepared cart where there is one, else a new one; and what it costs. */
async function quote(access: Api.Access, request: OrderRequest, signal: AbortSignal): Promise<Quoted> {
  const prepared = PreparedCart.cartOf(request);
  const cart = prepared ?? (await Cart.fill(access, request, LIFE_MS, signal));
  const reply = await Api.call(access, "GET", `/order/cart/${cart.cartId}/checkout`, { signal });
  const expired = prepared && reply.kind === "refused" && reply.error.status === 404;
  if (expired) {
    const { prepared: _, ...rest } = request;
    return await quote(access, rest, signal);
  }
  try {
    if (reply.kind !== "ok") throw new ProviderFailure(reply.failure);
    const summary = Summary.read(access.region, reply.body, request.listing);
    const listing = await priced(access, request, summary, signal);
    return { cart, listing, due: summary.rent + summary.setup };
  } catch (error) {
    await throwAway(access, request, cart);
    throw error;
  }
}

/**
 * The listing at what the cart costs. A reduction of the rent may end: then the rent is what the catalogue says that
 * stays, read anew where the request brings an old reading; and for a term of several months the full one.
 */
async function priced(
  access: Api.Access,
  request: OrderRequest,
  { setup, rent, fullRent }: Summary.Info,
  signal: AbortSignal,
): Promise<Listing> {
  const { listing, template } = request;
  const months = template.termMonths ?? 1;
  const asked = Math.ceil(rent / months);
  const isReduced = fullRent > rent || (months === 1 && asked < listing.price.monthly.net);
  let stays = asked;
  if (isReduced && months > 1) stays = Math.ceil(fullRent / months);
  if (isReduced && months === 1) {
    const known = request.prepared
      ? await Quotes.read(access, listing, signal)
      : { ok: true as const, listing };
    if (!known.ok) throw new ProviderFailure(known);
    stays = Math.max(asked, known.listing.price.monthly.net);
  }
  const { price } = listing;
  return {
    ...listing,
    price: {
      currency: price.currency,
      monthly: stays === price.monthly.net ? price.monthly : { net: stays, gross: null },
      setup: setup === price.setup.net ? price.setup : { net: setup, gross: null },
    },
  };
}

/** Throws a cart away that nothing was ordered with; a prepared one stays, for the next time. */
async function throwAway(access: Api.Access, request: OrderRequest, { cartId }: Cart.Info): Promise<void> {
  if (cartId !== PreparedCart.cartOf(request)?.cartId) await Cart.remove(access, cartId);
}

/**
 * Reads the answer to a checkout. `placed` only where OVHcloud names the order, `rejected` only for a reason that comes
 * before there is one. Its link to pay is not read: it carries a password with which anybody may see the order, and the
 * customer finds it among their orders by its number.
 */
function outcome({ region }: Api.Access, byHand: boolean, reply: Api.Reply): OrderOutcome {
  if (reply.kind === "not_sent") return { kind: "not_sent", ...reply.failure };
  if (reply.kind === "unknown") return Outcome.unknown(reply.failure);
  if (reply.kind === "refused") {
    const proven = Explain.isBeforeOrder(reply.error);
    return proven ? { kind: "rejected", ...reply.failure } : Outcome.unknown(reply.failure);
  }
  const ordered = Ordered.safeParse(reply.body).data;
  if (!ordered) return Outcome.unknown(Explain.unreadable(region, "to the order"));
  return {
    kind: "placed",
    reference: String(ordered.orderId),
    server: { id: null, ipv4: null, state: byHand ? "unpaid" : "provisioning" },
  };
}
