export * as Cart from "./cart.ts";

import type { OrderRequest } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Account } from "./account.ts";
import { Api } from "./api.ts";
import { Choice } from "./choice.ts";
import { Configuration } from "./configuration.ts";
import { Options } from "./options.ts";
import { ServerTime } from "./server-time.ts";

export const Id = z.string().regex(/^[\w-]{1,100}$/);
const Created = z.object({ cartId: Id });
const Item = z.object({ itemId: z.int().positive() });

/** A cart ready for checkout. */
export type Info = { cartId: string; itemId: number };

const REMOVE_MS = 3_000;

/**
 * Fills a new cart with what is to be ordered: server, options, configuration. It costs nothing and reserves nothing.
 * @param lifeMs how long OVHcloud keeps it
 * @throws ProviderFailure where that fails; the cart is gone then
 */
export async function fill(
  access: Api.Access,
  { orderId, listing, template }: OrderRequest,
  lifeMs: number,
  signal?: AbortSignal,
): Promise<Info> {
  const { region } = access;
  const choice = Choice.fromId(region, listing.id);
  const ovhSubsidiary = await Account.subsidiary(access, signal);
  const expire = ServerTime.format(Date.now() + lifeMs);
  const body = { ovhSubsidiary, description: orderId, expire };
  const created = await Api.call(access, "POST", "/order/cart", { body, signal });
  const { cartId } = Api.content(region, created, Created, "to a new cart");
  try {
    const itemId = await addServer(access, cartId, choice, template.termMonths ?? 1, signal);
    await configure(access, { cartId, itemId }, choice.datacentre, template.image ?? null, signal);
    return { cartId, itemId };
  } catch (error) {
    await remove(access, cartId);
    throw error;
  }
}

/** Assigns the cart to the account, and puts the server with all its options into it. */
async function addServer(
  access: Api.Access,
  cartId: string,
  choice: Choice.Info,
  months: number,
  signal?: AbortSignal,
): Promise<number> {
  const { region } = access;
  const path = `/order/cart/${cartId}`;
  const query = `?planCode=${encodeURIComponent(choice.plan)}`;
  const [assigned, offers, extras] = await Promise.all([
    Api.call(access, "POST", `${path}/assign`, { signal }),
    Api.call(access, "GET", `${path}/eco${query}`, { signal }),
    Api.call(access, "GET", `${path}/eco/options${query}`, { signal }),
  ]);
  Api.content(region, assigned, z.unknown(), "to a new cart");
  const sold = Api.content(region, offers, Options.Offers, "about this server's price");
  const extra = Api.content(region, extras, Options.Extras, "about this server's options");
  const server = Options.plan(region, sold, choice, months);
  const parts = Options.extras(region, extra, choice, months);

  const added = await Api.call(access, "POST", `${path}/eco`, { body: server, signal });
  const { itemId } = Api.content(region, added, Item, "to the cart's content");
  for (const part of parts) {
    const reply = await Api.call(access, "POST", `${path}/eco/options`, {
      body: { itemId, ...part },
      signal,
    });
    Api.content(region, reply, Item, "to the cart's options");
  }
  return itemId;
}

async function configure(
  access: Api.Access,
  { cartId, itemId }: Info,
  datacentre: string,
  image: string | null,
  signal?: AbortSignal,
): Promise<void> {
  const { region } = access;
  const path = `/order/cart/${cartId}/item/${itemId}`;
  const required = await Api.call(access, "GET", `${path}/requiredConfiguration`, { signal });
  const allowed = Api.content(region, required, Configuration.Required, "about the cart's configuration");
  for (const body of Configuration.values(region, allowed, datacentre, image)) {
    const reply = await Api.call(access, "POST", `${path}/configuration`, { body, signal });
    Api.content(region, reply, z.object({ label: z.literal(body.label) }), "to the cart's configuration");
  }
}

/** Throws a cart away that is not needed; if that fails it expires by itself. */
export async function remove(access: Api.Access, cartId: string): Promise<void> {
  await Api.call(access, "DELETE", `/order/cart/${cartId}`, { timeoutMs: REMOVE_MS });
}
