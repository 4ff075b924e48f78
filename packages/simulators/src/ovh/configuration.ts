export * as Configuration from "./configuration.ts";

import * as z from "zod";
import { Reply } from "../reply.ts";
import { Cart } from "./cart.ts";
import { Item } from "./item.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { Service } from "./service.ts";

export const Body = z.strictObject({ label: z.string().min(1), value: z.string() });

/**
 * GET /order/cart/{cartId}/item/{itemId}/requiredConfiguration. What it says is required is not what the checkout demands,
 * one way and the other; that is how it was seen live.
 */
export function required(call: Service.Call): Reply.Info {
  return withItem(call, (_, { planCode }) => {
    const plan = call.state.plans.get(planCode);
    if (plan === undefined) return Reply.json(200, []);
    const text = (label: string, isRequired: boolean, allowedValues: readonly string[] | null) => ({
      label,
      type: "String",
      required: isRequired,
      allowedValues,
      fields: null,
    });
    return Reply.json(200, [
      text("dedicated_datacenter", false, plan.datacenters),
      text("dedicated_os", true, plan.os),
      text("region", true, plan.regions),
      text("enable-backup", false, null),
      { label: "TECH_ACCOUNT", type: "Nichandle", required: false, fields: null },
    ]);
  });
}

/** GET …/configuration, of one label or of all: the ids. */
export function list(call: Service.Call): Reply.Info {
  const label = call.query.get("label");
  return withItem(call, (_, { configurations }) =>
    Reply.json(
      200,
      configurations.filter((one) => label === null || one.label === label).map((one) => one.id),
    ),
  );
}

/** GET …/configuration/{id} */
export function show(call: Service.Call): Reply.Info {
  return withItem(call, (_, { configurations }) => {
    const found = configurations.find((one) => String(one.id) === call.params.configuration);
    return found === undefined ? OvhReply.notFound("Configuration not found") : Reply.json(200, found);
  });
}

/** POST …/configuration: takes any value, and a label twice. Only the checkout looks. */
export function add(call: Service.Call, body: z.infer<typeof Body>): Reply.Info {
  return Cart.edit(call, () =>
    withItem(call, (cart, item) => {
      const made = { id: call.state.nextConfiguration(), ...body };
      replace(call, cart, item, [...item.configurations, made]);
      return Reply.json(200, made);
    }),
  );
}

/** DELETE …/configuration/{id} */
export function remove(call: Service.Call): Reply.Info {
  return Cart.edit(call, () =>
    withItem(call, (cart, item) => {
      const rest = item.configurations.filter((one) => String(one.id) !== call.params.configuration);
      if (rest.length === item.configurations.length) return OvhReply.notFound("Configuration not found");
      replace(call, cart, item, rest);
      return OvhReply.nothing();
    }),
  );
}

function withItem(call: Service.Call, work: (cart: Cart.Info, item: Cart.Item) => Reply.Info): Reply.Info {
  const cart = Cart.find(call);
  if (cart === undefined) return OvhReply.noCart();
  const item = Item.find(call, cart);
  return item === undefined ? Item.notFound() : work(cart, item);
}

function replace(
  { state }: Service.Call,
  cart: Cart.Info,
  item: Cart.Item,
  configurations: readonly Cart.Configuration[],
): void {
  const items = cart.items.map((one) => (one.id === item.id ? { ...item, configurations } : one));
  state.carts.put(cart.id, { ...cart, items });
}
