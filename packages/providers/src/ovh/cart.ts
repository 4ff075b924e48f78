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
  const [assigned, eco] = await Promise.all([
    Api.call(access, "POST", `${path}/assign`, { signal }),
    range(access, `${path}/eco`, query, signal),
  ]);
  Api.content(region, assigned, z.unknown(), "to a new cart");
  const isEco = eco.sold.some(({ planCode }) => planCode === choice.plan);
  // What is not of the Eco range is of the other one, whose routes have the same form.
  const shelf = isEco ? `${path}/eco` : `${path}/baremetalServers`;
  const { sold, extra } = isEco ? eco : await range(access, shelf, query, signal);
  const server = Options.plan(region, sold, choice, months);
  const parts = Options.extras(region, extra, choice, months);

  const added = await Api.call(access, "POST", shelf, { body: server, signal });
  const { itemId } = Api.content(region, added, Item, "to the cart's content");
  for (const part of parts) {
    const reply = await Api.call(access, "POST", `${shelf}/options`, {
      body: { itemId, ...part },
      signal,
    });
    Api.content(region, reply, Item, "to the cart's options");
  }
  return itemId;
}

/** What a range sells of the plan, with its options; nothing where OVHcloud says that it has no such plan. */
async function range(access: Api.Access, path: string, query: string, signal?: AbortSignal) {
  const [offers, extras] = await Promise.all([
    Api.call(access, "GET", path + query, { signal }),
    Api.call(access, "GET", `${path}/options${query}`, { signal }),
  ]);
  const isMissing = [offers, extras].some(
    (reply) =>
      reply.kind === "refused" &&
      (reply.error.status === 404 || /\bplan code not found\b/i.test(reply.error.message)),
  );
  if (isMissing) return { sold: [], extra: [] };
  return {
    sold: Api.content(access.region, offers, Options.Offers, "about this server's price"),
    extra: Api.content(access.region, extras, Options.Extras, "about this server's options"),
  };
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
