import { dueAtOnce } from "@cloudco/core/offer/payer";
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
  // A web-service user belongs to one account for good. Robot has no other name for it.
  accountOf: async ({ username }) => username?.reveal() ?? null,
  inventory: (_credentials, signal) => Feed.inventory(signal),
  async quote(credentials, listing, signal) {
    return Market.quote(await Robot.call(credentials, "GET", productPath(listing.id), { signal }), listing);
  },
  async draft(credentials, { listing, template }) {
    const form = Market.form(listing.id, template);
    return {
      ok: true,
      listing,
      due: dueAtOnce(listing, template),
      trace: null,
      async send(isLate, signal) {
        const reply = await Robot.call(credentials, "POST", ORDERS, { form, isLate, signal });
        return Market.outcome(reply, listing.id);
      },
    };
  },
  async find(credentials, { listing, reference, taken = [] }, since, signal) {
    if (reference !== undefined) {
      const path = `${ORDERS}/${encodeURIComponent(reference)}`;
      return Market.followed(await Robot.call(credentials, "GET", path, { signal }), reference);
    }
    const orders = await Robot.call(credentials, "GET", ORDERS, { signal });
    const found = Market.lookup(orders, listing.id, since, taken);
    if (found.kind !== "absent") return found;
    const product = await Robot.call(credentials, "GET", productPath(listing.id), { signal });
    return Market.stillSold(product, listing.id);
  },
  terminate: Cancellation.terminate,
});

const ORDERS = "/order/server_market/transaction";
const productPath = (id: string) => `/order/server_market/product/${encodeURIComponent(id)}`;

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
