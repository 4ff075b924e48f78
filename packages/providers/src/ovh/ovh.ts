import type { Adapter, Credentials, Failure } from "@cloudco/core/provider/provider";
import { ProviderFailure } from "../failure.ts";
import { guard } from "../guard.ts";
import { Account } from "./account.ts";
import type { Api } from "./api.ts";
import { Checkout } from "./checkout.ts";
import { ConsumerKey } from "./consumer-key.ts";
import { descriptor } from "./descriptor.ts";
import { Feed } from "./feed.ts";
import { Keys } from "./keys.ts";
import { Orders } from "./orders.ts";
import { PreparedCart } from "./prepared-cart.ts";
import { Quotes } from "./quotes.ts";
import { Region } from "./region.ts";
import { Terminations } from "./terminations.ts";

/** Servers of the Eco range (Kimsufi, So you Start, Rise) from the public catalogue; orders through the cart. */
export const europe: Adapter = create(Region.EUROPE);
export const northAmerica: Adapter = create(Region.NORTH_AMERICA);

function create(region: Region.Info): Adapter {
  return guard({
    descriptor: descriptor(region),
    inventory: (_credentials, signal, lists = []) => Feed.inventory(region, lists, signal),
    verify: (credentials, signal) => Account.verify(region, credentials, signal),
    accountOf: (credentials, signal) => Account.nichandle(access(region, credentials), signal),
    requestKey: (credentials, signal) => ConsumerKey.complete(region, credentials, signal),
    quote: async (credentials, listing, signal) =>
      await Quotes.read(access(region, credentials), listing, signal),
    assortment: (signal, lists = []) => Feed.assortment(region, lists, signal),
    prepare: async (credentials, request, signal) => ({
      ok: true,
      prepared: await PreparedCart.make(access(region, credentials), request, signal),
    }),
    draft: async (credentials, request, signal) =>
      await Checkout.draft(access(region, credentials), request, signal),
    find: async (credentials, order, since, signal) =>
      await Orders.find(access(region, credentials), order, since, signal),
    // And what stops a termination this way is a read.
    terminate: (credentials, server, signal) =>
      unless(
        () => Terminations.terminate(access(region, credentials), server, signal),
        (failure) => ({ kind: "refused", ...failure }),
      ),
  });
}

/** @throws ProviderFailure for keys that can't be right */
function access(region: Region.Info, credentials: Credentials): Api.Access {
  const keys = Keys.read(region, credentials);
  if ("cause" in keys) throw new ProviderFailure(keys);
  return { region, keys };
}

/** Ends with `otherwise` where the work could not go on. */
async function unless<T>(work: () => Promise<T>, otherwise: (failure: Failure) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderFailure) return otherwise(error.failure);
    throw error;
  }
}
