export * as Cart from "./cart.ts";

import { randomUUID } from "node:crypto";
import * as z from "zod";
import { Reply } from "../reply.ts";
import { Catalogue } from "./catalogue.ts";
import type { Installation } from "./installation.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

/** A plan in a cart, or an option of one. */
export interface Item {
  readonly id: number;
  readonly planCode: string;
  readonly duration: string;
  readonly pricingMode: string;
  readonly quantity: number;
  /** The item whose option it is; null for a plan. */
  readonly parent: number | null;
  readonly configurations: readonly Configuration[];
}
export interface Configuration {
  readonly id: number;
  readonly label: string;
  readonly value: string;
}

export interface Info {
  readonly id: string;
  /** Whose it is once it is assigned. */
  readonly account: string | null;
  readonly subsidiary: string;
  readonly description: string;
  /** Epoch milliseconds of the simulator's clock: from then on it is gone. */
  readonly expiresAt: number;
  readonly items: readonly Item[];
  /** The order it became; it can become one only. */
  readonly order: number | null;
}

const When = z.iso.datetime({ offset: true });
export const CreateBody = z.strictObject({
  ovhSubsidiary: z.string(),
  description: z.string().nullish(),
  expire: When.nullish(),
});
export const ChangeBody = z.strictObject({ description: z.string().nullish(), expire: When.nullish() });

/** POST /order/cart: nobody's until it is assigned, also where the call is signed. */
export function create({ state }: Service.Call, body: z.infer<typeof CreateBody>): Reply.Info {
  if (!state.installation.subsidiaries.has(body.ovhSubsidiary)) return Catalogue.invalidSubsidiary();
  const standard = state.now() + state.settings.get().cartSeconds * 1000;
  const cart: Info = {
    id: randomUUID(),
    account: null,
    subsidiary: body.ovhSubsidiary,
    description: body.description ?? "",
    expiresAt: body.expire ? Date.parse(body.expire) : standard,
    items: [],
    order: null,
  };
  state.carts.put(cart.id, cart);
  return Reply.json(200, shown(state, cart));
}

/** GET /order/cart: the ids of the account's carts, or of those with exactly this description. */
export function list({ state, account, query }: Service.SignedCall): Reply.Info {
  const wanted = query.get("description");
  const mine = state.carts
    .values()
    .filter((cart) => cart.account === account.id && isThere(state, cart))
    .filter(({ description }) => wanted === null || description === wanted);
  return Reply.json(
    200,
    mine.map((cart) => cart.id),
  );
}

/** GET /order/cart/{cartId} */
export function show(call: Service.Call): Reply.Info {
  const cart = find(call);
  return cart === undefined ? OvhReply.noCart() : Reply.json(200, shown(call.state, cart));
}

/** PUT /order/cart/{cartId} */
export function change(call: Service.Call, body: z.infer<typeof ChangeBody>): Reply.Info {
  return edit(call, (cart) => {
    const expiresAt = body.expire ? Date.parse(body.expire) : cart.expiresAt;
    const changed = { ...cart, description: body.description ?? cart.description, expiresAt };
    call.state.carts.put(cart.id, changed);
    return Reply.json(200, shown(call.state, changed));
  });
}

/** DELETE /order/cart/{cartId} */
export function remove(call: Service.SignedCall): Reply.Info {
  const cart = find(call);
  if (cart === undefined) return OvhReply.noCart();
  call.state.carts.delete(cart.id);
  return OvhReply.nothing();
}

/** POST /order/cart/{cartId}/assign: to the account that signs. A cart of another subsidiary is none of its own. */
export function assign(call: Service.SignedCall): Reply.Info {
  const { state, account } = call;
  return edit(call, (cart) => {
    if (cart.subsidiary !== account.subsidiary) return OvhReply.noCart();
    state.carts.put(cart.id, { ...cart, account: account.id });
    return OvhReply.nothing();
  });
}

/** The cart that the path of a request names: whoever knows its id has it, until it is somebody else's. */
export function find({ state, account, params }: Service.Call): Info | undefined {
  const cart = state.carts.get(params.cart ?? "");
  const isHidden = account !== null && cart?.account != null && cart.account !== account.id;
  return cart === undefined || isHidden || !isThere(state, cart) ? undefined : cart;
}

/** Does something to a cart that can still be changed. */
export function edit(call: Service.Call, work: (cart: Info) => Reply.Info): Reply.Info {
  const cart = find(call);
  if (cart === undefined) return OvhReply.noCart();
  return isReadOnly(call.state, cart) ? OvhReply.badRequest("This cart is read only") : work(cart);
}

export function locale(state: State.Info, cart: Info): Installation.Locale {
  const found = state.installation.subsidiaries.get(cart.subsidiary);
  if (found === undefined) throw new Error(`There is no subsidiary "${cart.subsidiary}".`);
  return found;
}

function isThere(state: State.Info, { expiresAt, order }: Info): boolean {
  const isGone = order !== null && state.settings.get().cartAfterCheckout === "gone";
  return expiresAt > state.now() && !isGone;
}

function isReadOnly(state: State.Info, { order }: Info): boolean {
  return order !== null && state.settings.get().cartAfterCheckout === "read-only";
}

function shown(state: State.Info, cart: Info): object {
  return {
    cartId: cart.id,
    description: cart.description,
    expire: state.installation.zone.iso(cart.expiresAt),
    items: cart.items.map((item) => item.id),
    readOnly: isReadOnly(state, cart),
  };
}
