export * as Orders from "./orders.ts";

import type { Failure, OrderLookup, Sought } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Api } from "./api.ts";
import { Choice } from "./choice.ts";
import { Explain } from "./explain.ts";
import { Line } from "./line.ts";
import { PreparedCart } from "./prepared-cart.ts";
import { ServerTime } from "./server-time.ts";
import { Servers } from "./servers.ts";

/** An order is dated when it is made, so it lies within these of the moment when the checkout was sent. */
const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 60 * 60_000;
/** By how much the two clocks may differ although ours is set by theirs. */
const SKEW_MS = 5_000;

const Ids = z.array(z.int().positive());
const Dated = z.object({ date: z.iso.datetime({ offset: true }) });
const Status = z.string().min(1);
const CartIds = z.array(z.string().regex(/^[\w-]{1,100}$/));
const Cart = z.object({ readOnly: z.boolean(), description: z.string().nullish() });

type Match = { id: number; at: number; status: string; line: Line.Info };

/**
 * Looks for an order of the listing's plan in its datacentre that was sent at `since` (epoch ms), and is none of those
 * that are `taken`. OVHcloud carries no id of ours into an order, so two for the same plan must not be under way at once.
 * @throws ProviderFailure where the lists can't be read
 */
export async function find(
  access: Api.Access,
  order: Sought,
  since: number,
  signal?: AbortSignal,
): Promise<OrderLookup> {
  const choice = Choice.fromId(access.region, order.listing.id);
  const time = await ServerTime.read(access.region, signal);
  if (!time.ok) return { kind: "unclear", ...time.failure };
  const sentAt = since + time.delta * 1000;
  const all = await ids(access, sentAt, signal);
  const open = all.filter((id) => !order.taken?.includes(String(id)));
  const { matches, unread } = await search(access, choice, open, signal);
  const earliest = sentAt - SKEW_MS;
  const match = best(matches, earliest);
  const certain = match && match.at >= earliest && !Servers.isCancelled(match.status);
  if (match && (certain || !unread)) {
    const server = await Servers.read(access, match.line, match.status, signal);
    return { kind: "found", reference: String(match.id), server };
  }
  if (unread) return { kind: "unclear", ...unread };
  const doubt = await wasCheckedOut(access, order, signal);
  return doubt ? { kind: "unclear", ...Explain.invisible(access.region) } : { kind: "absent" };
}

/** Those of the orders that are for the choice; `unread` tells that one of them could not be read. */
async function search(
  access: Api.Access,
  choice: Choice.Info,
  orders: readonly number[],
  signal?: AbortSignal,
): Promise<{ matches: Match[]; unread: Failure | null }> {
  const matches: Match[] = [];
  let unread: Failure | null = null;
  for (const id of orders) {
    try {
      const line = await Line.find(access, id, choice, signal);
      if (line) matches.push({ id, line, ...(await state(access, id, signal)) });
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      unread = error.failure;
    }
  }
  return { matches, unread };
}

async function ids(access: Api.Access, sentAt: number, signal?: AbortSignal): Promise<number[]> {
  const query = new URLSearchParams({
    "date.from": ServerTime.format(sentAt - BEFORE_MS),
    "date.to": ServerTime.format(sentAt + AFTER_MS),
  });
  const reply = await Api.call(access, "GET", `/me/order?${query}`, { signal });
  return [...new Set(Api.content(access.region, reply, Ids, "to the list of orders"))];
}

async function state(
  access: Api.Access,
  id: number,
  signal?: AbortSignal,
): Promise<{ at: number; status: string }> {
  const [order, status] = await Promise.all([
    Api.call(access, "GET", `/me/order/${id}`, { signal }),
    Api.call(access, "GET", `/me/order/${id}/status`, { signal }),
  ]);
  const { date } = Api.content(access.region, order, Dated, "about an order");
  return {
    at: Date.parse(date),
    status: Api.content(access.region, status, Status, "about an order's state"),
  };
}

/**
 * The first order since the request was sent; else the last before, whose date may be off. A cancelled order counts
 * only if it is certain to be no earlier attempt's, for it frees the budget.
 */
function best(matches: readonly Match[], earliest: number): Match | undefined {
  const sorted = matches.toSorted((a, b) => a.at - b.at || a.id - b.id);
  const alive = sorted.filter(({ status }) => !Servers.isCancelled(status));
  return (
    alive.find(({ at }) => at >= earliest) ??
    alive.at(-1) ??
    sorted.find(({ at, status }) => Servers.isCancelled(status) && at >= earliest)
  );
}

/** Whether the order's cart says that it has become one: then the order exists, though the list does not show it yet. */
async function wasCheckedOut(access: Api.Access, order: Sought, signal?: AbortSignal): Promise<boolean> {
  const { region } = access;
  const prepared = PreparedCart.cartIdOf(order.prepared);
  const query = new URLSearchParams({ description: order.orderId });
  const listed = await Api.call(access, "GET", `/order/cart?${query}`, { signal });
  // A cart tells more than the list does, but not having the right to look takes nothing from the list.
  const carts = listed.kind === "refused" ? [] : Api.content(region, listed, CartIds, "to the list of carts");
  for (const id of new Set(prepared ? [prepared, ...carts] : carts)) {
    const cart = await Api.call(access, "GET", `/order/cart/${id}`, { signal });
    if (cart.kind === "refused") continue;
    const { readOnly, description } = Api.content(region, cart, Cart, "about a cart");
    // Another order's cart, should the list be of all of them.
    const isOurs = id === prepared || (description ?? order.orderId) === order.orderId;
    if (readOnly && isOurs) return true;
  }
  return false;
}
