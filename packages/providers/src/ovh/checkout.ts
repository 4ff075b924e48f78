export * as Checkout from "./checkout.ts";

import type { OrderOutcome, OrderRequest } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Outcome } from "../outcome.ts";
import { Account } from "./account.ts";
import { Api } from "./api.ts";
import { Cart } from "./cart.ts";
import { Explain } from "./explain.ts";
import { PreparedCart } from "./prepared-cart.ts";
import { Summary } from "./summary.ts";

/** An order counts as unknown after half a minute, so preparing and ordering together take less. */
const PREPARE_MS = 12_000;
const CHECKOUT_MS = 14_000;

/** A cart that is ordered at once. */
const LIFE_MS = 3_600_000;

const Ordered = z.object({ orderId: z.int().positive() });

/**
 * Orders once. Everything up to the checkout buys nothing, and the checkout is one request that is never repeated: what
 * its answer leaves open is unknown.
 * @throws ProviderFailure for what comes before the checkout
 */
export async function order(
  access: Api.Access,
  request: OrderRequest,
  signal?: AbortSignal,
): Promise<OrderOutcome> {
  const deadline = AbortSignal.timeout(PREPARE_MS);
  const early = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const { cartId } = await prepare(access, request, early);
  const body = {
    autoPayWithPreferredPaymentMethod: !isByHand(request),
    ...(request.template.waiveWithdrawal ? { waiveRetractationPeriod: true } : {}),
  };
  const path = `/order/cart/${cartId}/checkout`;
  const options = { body, once: true, timeoutMs: CHECKOUT_MS, signal };
  const result = outcome(access, request, await Api.call(access, "POST", path, options));
  if (result.kind === "rejected" || result.kind === "not_sent") await Cart.remove(access, cartId);
  return result;
}

function isByHand({ template }: OrderRequest): boolean {
  return template.payment === "by_hand";
}

/** A cart that may be ordered: it costs what the listing says, and can be paid where OVHcloud is to collect the price. */
async function prepare(access: Api.Access, request: OrderRequest, signal: AbortSignal): Promise<Cart.Info> {
  const byHand = isByHand(request);
  const [cart, payment] = await Promise.all([
    quoted(access, request, signal),
    byHand ? null : Account.paymentProblem(access, signal),
  ]);
  if (!payment) return cart;
  await discard(access, request, cart);
  throw new ProviderFailure(payment);
}

/** The prepared cart where there is one, else a new one. */
async function quoted(access: Api.Access, request: OrderRequest, signal: AbortSignal): Promise<Cart.Info> {
  const prepared = PreparedCart.cartOf(request);
  const cart = prepared ?? (await Cart.fill(access, request, LIFE_MS, signal));
  const reply = await Api.call(access, "GET", `/order/cart/${cart.cartId}/checkout`, { signal });
  const expired = prepared && reply.kind === "refused" && reply.error.status === 404;
  if (expired) {
    const { prepared: _, ...rest } = request;
    return await quoted(access, rest, signal);
  }
  const { region } = access;
  const months = request.template.termMonths ?? 1;
  const problem =
    reply.kind === "ok" ? Summary.check(region, reply.body, request.listing, months) : reply.failure;
  if (!problem) return cart;
  await discard(access, request, cart);
  throw new ProviderFailure(problem);
}

/** Throws a cart away that nothing was ordered with; a prepared one stays, for the next time. */
async function discard(access: Api.Access, request: OrderRequest, { cartId }: Cart.Info): Promise<void> {
  if (cartId !== PreparedCart.cartOf(request)?.cartId) await Cart.remove(access, cartId);
}

/**
 * Reads the answer to a checkout. `placed` only where OVHcloud names the order. Its link to pay is not read: it carries a
 * password with which anybody may see the order, and the customer finds it among his orders by its number.
 */
function outcome({ region }: Api.Access, request: OrderRequest, reply: Api.Reply): OrderOutcome {
  if (reply.kind === "not_sent") return { kind: "not_sent", ...reply.failure };
  if (reply.kind === "unknown") return Outcome.unknown(reply.failure);
  if (reply.kind === "refused") {
    // The order may exist and wait to be paid.
    if (reply.failure.cause === "payment") return Outcome.unknown(reply.failure);
    return { kind: "rejected", ...reply.failure };
  }
  const ordered = Ordered.safeParse(reply.body).data;
  if (!ordered) return Outcome.unknown(Explain.unreadable(region, "to the order"));
  return {
    kind: "placed",
    reference: String(ordered.orderId),
    server: { id: null, ipv4: null, state: isByHand(request) ? "unpaid" : "provisioning" },
  };
}
