export * as Hetzner from "./hetzner.ts";

import type { Adapter, Credentials, Verification } from "@cloudco/core/provider/provider";
import { guard } from "../guard.ts";
import { Cancellation } from "./cancellation.ts";
import { descriptor } from "./descriptor.ts";
import { Feed } from "./feed.ts";
import { Market } from "./market.ts";
import { Robot } from "./robot.ts";

/** Auction machines from Hetzner's public feed; orders through the Robot webservice. */
export const adapter: Adapter = guard({
  descriptor,
  verify,
  inventory: (_credentials, signal) => Feed.inventory(signal),
  async quote(credentials, listing, signal) {
    const path = `/order/server_market/product/${encodeURIComponent(listing.id)}`;
    return Market.quote(await Robot.call(credentials, "GET", path, { signal }), listing);
  },
  async order(credentials, { listing, template }, signal) {
    const form = Market.form(listing.id, template);
    return Market.outcome(await Robot.call(credentials, "POST", ORDERS, { form, signal }), listing.id);
  },
  async find(credentials, { listing }, since, signal) {
    return Market.lookup(await Robot.call(credentials, "GET", ORDERS, { signal }), listing.id, since);
  },
  terminate: Cancellation.terminate,
});

const ORDERS = "/order/server_market/transaction";

/** An account without servers answers 404: that, too, proves the login. */
async function verify(credentials: Credentials, signal?: AbortSignal): Promise<Verification> {
  const reply = await Robot.call(credentials, "GET", "/server", { signal });
  if (reply.kind === "ok") {
    return Array.isArray(reply.body)
      ? { ok: true }
      : { ok: false, ...Market.unreadable("about the servers") };
  }
  if (reply.kind === "refused" && reply.error.code === "SERVER_NOT_FOUND") return { ok: true };
  return { ok: false, ...reply.failure };
}
