export * as Hetzner from "./hetzner.ts";

import {
  type Adapter,
  type Credentials,
  type Descriptor,
  type Failure,
  ProviderFailure,
  type Verification,
} from "@cloudco/core/provider/provider";
import { Feed } from "./feed.ts";
import { Market } from "./market.ts";
import { Robot } from "./robot.ts";

const descriptor: Descriptor = {
  id: "hetzner",
  name: "Hetzner",
  fields: [
    {
      name: "username",
      label: "Robot Webservice Username",
      help: "Often your client login, like K1234567. In Robot: Preferences, Webservice; enable access there and, under Ordering, allow ordering over the webservice.",
      secret: false,
      required: true,
      maxLength: 100,
    },
    {
      name: "password",
      label: "Robot Webservice Password",
      help: "The password of the webservice login, which is not the one you sign in to Robot with.",
      secret: true,
      required: true,
      maxLength: 200,
    },
  ],
  categories: ["auction"],
  orderable: ["auction"],
  inventory: "public",
  // Hetzner documents no limit for the feed; this one is etiquette.
  pollSeconds: 5,
  // Robot does not say how soon an order is in its list.
  settleSeconds: 600,
  loginBlock: { failures: 3, windowSeconds: 600 },
};

const CONFUSED: Failure = {
  cause: "unreadable",
  message: "CloudCO could not work with Hetzner's answer. The fault is ours; please tell CloudCO's support.",
};

/** Auction machines from Hetzner's public feed; orders through the Robot webservice. */
export const adapter: Adapter = {
  descriptor,

  verify(credentials, signal) {
    return guard(
      () => verify(credentials, signal),
      (failure) => ({ ok: false, ...failure }),
    );
  },

  inventory(_credentials, signal) {
    return guard(
      () => Feed.inventory(signal),
      (failure, cause) => {
        throw cause instanceof ProviderFailure ? cause : new ProviderFailure(failure, { cause });
      },
    );
  },

  quote(credentials, listing, signal) {
    return guard(
      async () => {
        const path = `/order/server_market/product/${encodeURIComponent(listing.id)}`;
        return Market.quote(await Robot.call(credentials, "GET", path, { signal }), listing);
      },
      (failure) => ({ ok: false, ...failure }),
    );
  },

  order(credentials, { listing, template }, signal) {
    return guard(async () => {
      const form = Market.form(listing.id, template);
      return Market.outcome(await Robot.call(credentials, "POST", ORDERS, { form, signal }), listing.id);
    }, Market.unknown);
  },

  find(credentials, { listing }, since, signal) {
    return guard(
      async () => Market.lookup(await Robot.call(credentials, "GET", ORDERS, { signal }), listing.id, since),
      (failure) => ({ kind: "unclear", ...failure }),
    );
  },
};

const ORDERS = "/order/server_market/transaction";

/** An account without servers answers 404: that, too, proves the login. */
async function verify(credentials: Credentials, signal?: AbortSignal): Promise<Verification> {
  const reply = await Robot.call(credentials, "GET", "/server", { signal });
  if (reply.kind === "ok") return Array.isArray(reply.body) ? { ok: true } : { ok: false, ...CONFUSED };
  if (reply.kind === "refused" && reply.error.code === "SERVER_NOT_FOUND") return { ok: true };
  return { ok: false, ...reply.failure };
}

/** Turns a mistake in this adapter into a failure that the caller can act on. */
async function guard<T>(
  work: () => Promise<T>,
  otherwise: (failure: Failure, cause: unknown) => T,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return otherwise(CONFUSED, cause);
  }
}
