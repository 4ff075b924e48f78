export * as Order from "./order.ts";

import { randomBytes } from "node:crypto";
import { Control } from "../control.ts";
import { Journal } from "../journal.ts";
import { Reply } from "../reply.ts";
import type { Account } from "./account.ts";
import type { Cart } from "./cart.ts";
import { Money } from "./money.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Quote } from "./quote.ts";
import { Server } from "./server.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

const fortnightMs = 14 * 86_400_000;

/** What one line of an order is about. */
export interface Detail {
  readonly id: number;
  readonly item: Cart.Item;
  readonly product: string;
  readonly description: string;
  readonly detailType: string;
  readonly domain: string;
  readonly unitCents: number;
}

interface Machine {
  readonly itemId: number;
  readonly planCode: string;
  readonly fqn: string;
  readonly datacenter: string;
  readonly quantity: number;
  readonly range: string;
  readonly os: string;
}

export interface Info {
  readonly id: number;
  readonly account: string;
  readonly cart: string;
  readonly subsidiary: string;
  /** When it was placed, by the wall clock. */
  readonly at: number;
  /** When it was placed, by the simulator's clock; so are the following, null for never. */
  readonly orderedAt: number;
  readonly listedAt: number;
  readonly linesAt: number;
  readonly deliveringAt: number | null;
  readonly deliveredAt: number | null;
  readonly retractedAt: number | null;
  readonly isWaived: boolean;
  /** Cents: net, tax and gross. */
  readonly totals: { readonly net: number; readonly tax: number; readonly gross: number };
  readonly password: string;
  readonly details: readonly Detail[];
  readonly machines: readonly Machine[];
  /** The names of the servers by the item that ordered them, once it is paid. */
  readonly servers: Readonly<Record<number, readonly string[]>>;
}

export type Status = "cancelled" | "notPaid" | "checking" | "delivering" | "delivered";

export function status(order: Info, now: number): Status {
  const { orderedAt, deliveringAt, deliveredAt, retractedAt } = order;
  if (retractedAt !== null) return "cancelled";
  if (deliveringAt === null || deliveredAt === null) {
    return now < orderedAt + fortnightMs ? "notPaid" : "cancelled";
  }
  if (now < deliveringAt) return "checking";
  return now < deliveredAt ? "delivering" : "delivered";
}

/** Writes down what a cart became. A paid order is delivered after a while; an unpaid one waits for its payment. */
export function record(
  state: State.Info,
  sale: { account: Account.Info; cart: Cart.Info; quote: Quote.Info; isPaid: boolean; isWaived: boolean },
): Info {
  const { account, cart, quote, isPaid, isWaived } = sale;
  const { net, tax, gross } = Quote.totals(state, cart, quote);
  const now = state.now();
  const { listedAfterSeconds, linesAfterSeconds } = state.settings.get();
  const listedAt = now + listedAfterSeconds * 1000;
  const order: Info = {
    id: state.nextOrder(),
    account: account.id,
    cart: cart.id,
    subsidiary: cart.subsidiary,
    at: Journal.wallClock(),
    orderedAt: now,
    listedAt,
    linesAt: listedAt + linesAfterSeconds * 1000,
    deliveringAt: null,
    deliveredAt: null,
    retractedAt: null,
    isWaived,
    totals: { net, tax, gross },
    password: randomBytes(3).toString("hex"),
    details: quote.lines.map(({ fullCents: _, ...line }) => ({ id: state.nextDetail(), ...line })),
    machines: quote.machines.map(machine),
    servers: {},
  };
  state.orders.put(order.id, order);
  return isPaid ? pay(state, order) : order;
}

/** Pays an order: from now on its delivery is underway. */
export function pay(state: State.Info, order: Info): Info {
  const { deliveringAfterSeconds, deliveredAfterSeconds } = state.settings.get();
  const now = state.now();
  const deliveredAt = now + deliveredAfterSeconds * 1000;
  const servers = order.machines.map((ordered) => {
    const made = Array.from({ length: ordered.quantity }, () =>
      Server.deliver(state, { ...ordered, account: order.account, readyAt: deliveredAt }),
    );
    return [ordered.itemId, made.map(({ name }) => name)];
  });
  const paid = {
    ...order,
    deliveringAt: now + deliveringAfterSeconds * 1000,
    deliveredAt,
    servers: Object.fromEntries(servers),
  };
  state.orders.put(order.id, paid);
  return paid;
}

/** GET /me/order, from a date and to one: the ids. */
export function list({ state, account, query }: Service.SignedCall): Reply.Info {
  const bounds = [query.get("date.from") ?? "1970-01-01", query.get("date.to") ?? "9999-12-31"];
  const [from = 0, to = 0] = bounds.map((text) => Date.parse(text));
  if (Number.isNaN(from) || Number.isNaN(to)) return OvhReply.badRequest("[date] Given data is not a date");
  const found = state.orders.values().filter((order) => {
    const isMine = order.account === account.id && order.listedAt <= state.now();
    return isMine && order.orderedAt >= from && order.orderedAt <= to;
  });
  return Reply.json(
    200,
    found.map((order) => order.id),
  );
}

/** GET /me/order/{orderId} */
export function show(call: Service.SignedCall): Reply.Info {
  const order = find(call);
  return order === undefined ? OvhReply.notFound() : Reply.json(200, shown(call.state, order));
}

/** GET /me/order/{orderId}/status: a bare text. */
export function showStatus(call: Service.SignedCall): Reply.Info {
  const order = find(call);
  return order === undefined ? OvhReply.notFound() : Reply.json(200, status(order, call.state.now()));
}

/** The order that the path of a request names, if it is known yet and the account's. */
export function find({ state, account, params }: Service.SignedCall): Info | undefined {
  const order = state.orders.get(params.order ?? "");
  return order?.account === account.id && order.listedAt <= state.now() ? order : undefined;
}

export function retractableUntil({ orderedAt }: Info): number {
  return orderedAt + fortnightMs;
}

export function url({ id, password }: Info): string {
  return `https://www.ovh.com/cgi-bin/order/displayOrder.cgi?orderId=${id}&orderPassword=${password}`;
}

export function locale(state: State.Info, { subsidiary }: Info) {
  const found = state.installation.subsidiaries.get(subsidiary);
  if (found === undefined) throw new Error(`There is no subsidiary "${subsidiary}".`);
  return found;
}

/** OVHcloud calls an order off that is not delivered. Fails with 404 or 409 where there is none. */
export function callOff(state: State.Info, id: string): void {
  const order = state.orders.get(id);
  if (order === undefined) throw Control.failure(404, `There is no order ${id}.`);
  const now = state.now();
  const current = status(order, now);
  if (current === "delivered" || current === "cancelled") {
    throw Control.failure(409, `Order ${id} is ${current}.`);
  }
  state.orders.put(order.id, { ...order, retractedAt: now });
}

/** What a test wants to know of an order: whose, what, at which price, when by the wall clock, and what shows it. */
export function summary(order: Info, now: number): object {
  const { id, account, cart, totals, machines, isWaived, servers, at, listedAt, linesAt } = order;
  return {
    id,
    account,
    cart,
    status: status(order, now),
    netCents: totals.net,
    machines: machines.map(({ planCode, fqn, datacenter, quantity }) => ({
      planCode,
      fqn,
      datacenter,
      quantity,
    })),
    waived: isWaived,
    servers: Object.values(servers).flat(),
    at,
    listedAt,
    linesAt,
  };
}

function machine({ item, plan, fqn, datacenter }: Quote.Machine): Machine {
  const os = item.configurations.find(({ label }) => label === "dedicated_os")?.value ?? "";
  const { planCode, range } = plan;
  return { itemId: item.id, planCode, fqn, datacenter, quantity: item.quantity, range, os };
}

function shown(state: State.Info, order: Info): object {
  const { zone } = state.installation;
  const price = (cents: number) => Money.price(cents, locale(state, order));
  return {
    orderId: order.id,
    date: zone.iso(order.orderedAt),
    expirationDate: zone.iso(order.orderedAt + fortnightMs),
    retractionDate: order.isWaived ? null : zone.iso(retractableUntil(order)),
    priceWithoutTax: price(order.totals.net),
    tax: price(order.totals.tax),
    priceWithTax: price(order.totals.gross),
    url: url(order),
    pdfUrl: `${url(order)}&pdf=1`,
    password: order.password,
  };
}
