export * as Orders from "./orders.ts";

import type { Failure, OrderLookup, Sought } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Api } from "./api.ts";
import { CartState } from "./cart-state.ts";
import { Choice } from "./choice.ts";
import { Explain } from "./explain.ts";
import { Line } from "./line.ts";
import { ServerTime } from "./server-time.ts";
import { Servers } from "./servers.ts";

/** An order is dated when it is made, so it lies within these of the moment when the checkout was sent. */
const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 60 * 60_000;
/** By how much the two clocks may differ although ours is set by theirs. */
const SKEW_MS = 5_000;

const Ids = z.array(z.int().positive());
const When = z.iso.datetime({ offset: true });
const Dated = z.object({ date: When, expirationDate: When.nullish().catch(null) });
const Status = z.string().min(1);

/** A checkout is given up long before this, so that an order from after it is another's. */
const ORDERED_MS = 60_000;

type Match = { id: number; at: number; status: string; line: Line.Info };

/**
 * Looks for an order of the listing's plan in its datacentre that was sent at `since` (epoch ms), and is none of those
 * that are `taken`. OVHcloud carries no id of ours into an order, so two for the same plan must not be under way at once;
 * and one that somebody else made may look the same, so that its cart has to agree. Where the cart names its order no
 * other is it, even while the list does not show it yet.
 * @throws ProviderFailure where the lists can't be read
 */
export async function find(
  access: Api.Access,
  order: Sought,
  since: number,
  signal?: AbortSignal,
): Promise<OrderLookup> {
  if (order.reference !== undefined) return await follow(access, order.reference, signal);
  const { region } = access;
  const choice = Choice.fromId(region, order.listing.id);
  const time = await ServerTime.read(region, signal);
  if (!time.ok) return { kind: "unclear", ...time.failure };
  const sentAt = since + time.delta * 1000;
  const all = await ids(access, sentAt, signal);
  const open = all.filter((id) => !order.taken?.includes(String(id)));
  const { matches, unread } = await search(access, choice, open, sentAt - SKEW_MS, signal);
  const cart = await CartState.read(access, order.trace, signal);
  const [match, ...others] = candidates(matches, cart);
  const isNamed = match && cart.kind === "ordered" && cart.orderId !== null;
  if (unread && !isNamed) return { kind: "unclear", ...unread };
  if (!match) {
    return cart.kind === "unordered" ? { kind: "absent" } : { kind: "unclear", ...Explain.invisible(region) };
  }
  const agrees = cart.kind === "ordered" && (isNamed || match.at <= sentAt + ORDERED_MS);
  const certain = agrees || (order.trace === undefined && !Servers.isCancelled(match.status));
  if (!certain || others.length > 0) return { kind: "unclear", ...Explain.ambiguous(region) };
  const server = await Servers.read(access, match.line, match.status, signal);
  return { kind: "found", reference: String(match.id), server };
}

/** The orders that may be ours: the one that the cart names alone, else those that live, else those that were called off. */
function candidates(matches: readonly Match[], cart: CartState.Info): readonly Match[] {
  const name = cart.kind === "ordered" ? cart.orderId : null;
  if (name !== null) return matches.filter(({ id }) => String(id) === name);
  const alive = matches.filter(({ status }) => !Servers.isCancelled(status));
  return alive.length > 0 ? alive : matches;
}

/**
 * What became of an order whose id is known; its lines may come later than itself. One that waits to be paid lapses when
 * its time is over, whatever its state is called then.
 */
async function follow(access: Api.Access, reference: string, signal?: AbortSignal): Promise<OrderLookup> {
  const path = `/me/order/${encodeURIComponent(reference)}`;
  const reply = await Api.call(access, "GET", `${path}/status`, { signal });
  if (reply.kind === "refused" && reply.error.status === 404) return { kind: "absent" };
  const [{ status, expiresAt }, service] = await Promise.all([
    state(access, path, signal),
    Line.serviceOf(access, reference, signal),
  ]);
  const hasLapsed = status === "notPaid" && expiresAt !== null && expiresAt < Date.now();
  const server = await Servers.read(access, { service }, hasLapsed ? "cancelled" : status, signal);
  return { kind: "found", reference, server };
}

/**
 * Those of the orders that are for the choice, and no older than `earliest` (epoch ms by their clock); `unread` tells that
 * one of them can't be told to be another's.
 */
async function search(
  access: Api.Access,
  choice: Choice.Info,
  orders: readonly number[],
  earliest: number,
  signal?: AbortSignal,
): Promise<{ matches: Match[]; unread: Failure | null }> {
  const matches: Match[] = [];
  let unread: Failure | null = null;
  for (const id of orders) {
    try {
      const { at, status } = await state(access, `/me/order/${id}`, signal);
      if (at < earliest) continue;
      const line = await Line.find(access, id, choice, signal);
      if (line) matches.push({ id, at, line, status });
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
  path: string,
  signal?: AbortSignal,
): Promise<{ at: number; expiresAt: number | null; status: string }> {
  const [order, status] = await Promise.all([
    Api.call(access, "GET", path, { signal }),
    Api.call(access, "GET", `${path}/status`, { signal }),
  ]);
  const { date, expirationDate } = Api.content(access.region, order, Dated, "about an order");
  return {
    at: Date.parse(date),
    expiresAt: expirationDate ? Date.parse(expirationDate) : null,
    status: Api.content(access.region, status, Status, "about an order's state"),
  };
}
