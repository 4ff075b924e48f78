export * as Item from "./item.ts";

import * as z from "zod";
import { Reply } from "../reply.ts";
import { Cart } from "./cart.ts";
import { Money } from "./money.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Plan } from "./plan.ts";
import { Pricing } from "./pricing.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

export const PlanBody = z.strictObject({
  planCode: z.string(),
  duration: z.string(),
  pricingMode: z.string(),
  quantity: z.int().min(1).max(100),
});
export const OptionBody = PlanBody.extend({ itemId: z.int() });

/** GET /order/cart/{cartId}/eco: the plans that can be put in, of one code or of all. */
export function offers(call: Service.Call, range: Plan.Info["catalogue"]): Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  const planCode = call.query.get("planCode");
  const plans = call.state.plans
    .values()
    .filter((plan) => plan.catalogue === range && (planCode === null || plan.planCode === planCode))
    .map((plan) => Plan.at(plan, cart.subsidiary));
  const locale = Cart.locale(call.state, cart);
  return Reply.json(
    200,
    plans.map((plan) => ({
      planCode: plan.planCode,
      productName: plan.invoiceName,
      productType: "delivery",
      prices: Pricing.ofPlan(plan).map((row) => Pricing.inOffer(row, locale)),
    })),
  );
}

/** GET /order/cart/{cartId}/eco/options: the addons that a plan can have. */
export function optionOffers(call: Service.Call, range: Plan.Info["catalogue"]): Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  const plan = call.state.plans.get(call.query.get("planCode") ?? "");
  if (plan?.catalogue !== range) return unknownPlan(call.query.get("planCode"));
  const locale = Cart.locale(call.state, cart);
  const shownFamily = ({ name: family, mandatory, exclusive, addons }: Plan.Family) =>
    addons.map((addon) => ({
      family,
      mandatory,
      exclusive,
      planCode: addon.planCode,
      productName: addon.product,
      productType: "delivery",
      prices: Pricing.ofAddon(plan, addon).map((row) => Pricing.inOffer(row, locale)),
    }));
  return Reply.json(200, plan.families.flatMap(shownFamily));
}

/** POST /order/cart/{cartId}/eco */
export function add(
  call: Service.Call,
  body: z.infer<typeof PlanBody>,
  range: Plan.Info["catalogue"],
): Reply.Info {
  return Cart.edit(call, (cart) => {
    const plan = call.state.plans.get(body.planCode);
    if (plan?.catalogue !== range) return unknownPlan(body.planCode);
    return put(call.state, cart, body, Pricing.ofPlan(Plan.at(plan, cart.subsidiary)), null);
  });
}

/** POST /order/cart/{cartId}/eco/options: whether families have one each is not looked at before the checkout. */
export function addOption(call: Service.Call, { itemId, ...body }: z.infer<typeof OptionBody>): Reply.Info {
  return Cart.edit(call, (cart) => {
    const parent = cart.items.find((item) => item.id === itemId && item.parent === null);
    if (parent === undefined) return notFound();
    const plan = call.state.plans.get(parent.planCode);
    const found = plan && Plan.addon(plan, body.planCode);
    if (plan === undefined || found === undefined) return unknownPlan(body.planCode);
    return put(call.state, cart, body, Pricing.ofAddon(plan, found.addon), parent.id);
  });
}

/** GET /order/cart/{cartId}/item */
export function list(call: Service.Call): Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  return Reply.json(
    200,
    cart.items.map((item) => item.id),
  );
}

/** GET /order/cart/{cartId}/item/{itemId} */
export function show(call: Service.Call): Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  const item = find(call, cart);
  return item === undefined ? notFound() : Reply.json(200, shown(call.state, cart, item));
}

/** DELETE /order/cart/{cartId}/item/{itemId}: the options of a plan go with it. */
export function remove(call: Service.Call): Reply.Info {
  return Cart.edit(call, (cart) => {
    const item = find(call, cart);
    if (item === undefined) return notFound();
    const items = cart.items.filter(({ id, parent }) => id !== item.id && parent !== item.id);
    call.state.carts.put(cart.id, { ...cart, items });
    return OvhReply.nothing();
  });
}

/** The item that the path of a request names. */
export function find({ params }: Service.Call, cart: Cart.Info): Cart.Item | undefined {
  return cart.items.find((item) => String(item.id) === params.item);
}

export function notFound(): Reply.Info {
  return OvhReply.notFound("Item not found");
}

/** What an item costs at first: its setup, and its term. The plan can have gone meanwhile. */
export function rows(state: State.Info, cart: Cart.Info, item: Cart.Item): Pricing.Row[] {
  const parent = cart.items.find(({ id }) => id === item.parent);
  const plan = state.plans.get(parent?.planCode ?? item.planCode);
  if (plan === undefined) return [];
  const addon = Plan.addon(plan, item.planCode)?.addon;
  const own = Plan.at(plan, cart.subsidiary);
  const all = addon === undefined ? Pricing.ofPlan(own) : Pricing.ofAddon(own, addon);
  return all.filter((row) => row.mode === item.pricingMode);
}

function put(
  state: State.Info,
  cart: Cart.Info,
  body: z.infer<typeof PlanBody>,
  prices: Pricing.Row[],
  parent: number | null,
): Reply.Info {
  const isSold = prices.some(
    (row) => row.months > 0 && row.mode === body.pricingMode && Pricing.isOfDuration(row, body.duration),
  );
  if (!isSold)
    return OvhReply.badRequest(`No price for ${body.planCode} with this duration and pricing mode`);
  const item: Cart.Item = { id: state.nextItem(), ...body, parent, configurations: [] };
  const changed = { ...cart, items: [...cart.items, item] };
  state.carts.put(cart.id, changed);
  return Reply.json(200, shown(state, changed, item));
}

function shown(state: State.Info, cart: Cart.Info, item: Cart.Item): object {
  const cents = rows(state, cart, item).reduce((sum, row) => sum + Pricing.charged(row), 0);
  return {
    cartId: cart.id,
    itemId: item.id,
    duration: item.duration,
    offerId: null,
    options: cart.items.filter(({ parent }) => parent === item.id).map(({ id }) => id),
    configurations: item.configurations.map(({ id }) => id),
    parentItemId: item.parent,
    productId: "eco",
    prices: [{ label: "TOTAL", price: Money.price(cents * item.quantity, Cart.locale(state, cart)) }],
    settings: { planCode: item.planCode, pricingMode: item.pricingMode, quantity: item.quantity },
  };
}

function unknownPlan(planCode: string | null): Reply.Info {
  return OvhReply.badRequest(`Plan code not found: ${planCode}`);
}
