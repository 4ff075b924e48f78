import type { Listing } from "@cloudco/core/offer/offer";
import type { Adapter, Credentials, Quote, Verification } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import * as z from "zod";
import { guard } from "../guard.ts";
import { PlanPlace } from "../plan-place.ts";
import { Rest } from "../rest.ts";
import { Api, api } from "./api.ts";
import { Catalogue } from "./catalogue.ts";
import { descriptor } from "./descriptor.ts";
import { Machine } from "./machine.ts";

/** Cloud instances with and without GPUs, and bare metal, which is the category `dedicated`. */
export const adapter: Adapter = guard({
  descriptor,
  verify,
  accountOf,
  inventory: (_credentials, signal) => Catalogue.inventory(signal),
  quote,
  draft: (credentials, request, signal) => Machine.draft(token(credentials), request, signal),
  find: (credentials, order, _since, signal) => Machine.find(token(credentials), order, signal),
  terminate: (credentials, { serverId, reference, category }, signal) =>
    Machine.terminate(token(credentials), serverId ?? reference, category, signal),
});

function token(credentials: Credentials): Secret {
  return credentials.key ?? new Secret("");
}

const Account = z.object({ account: z.object({ acls: z.array(z.string()).optional().catch(undefined) }) });

/** What listing, ordering and destroying machines takes. */
const NEEDED = ["subscriptions_view", "subscriptions", "provisioning"];

async function verify(credentials: Credentials, signal?: AbortSignal): Promise<Verification> {
  const reply = await Rest.call(api, "/account", {
    token: token(credentials),
    needs: NEEDED.join(", "),
    signal,
  });
  if (reply.kind !== "ok") return { ok: false, ...reply.failure };
  const account = Account.safeParse(reply.body).data?.account;
  if (!account) return { ok: false, ...Rest.unreadable(api, "about the account") };
  const { acls } = account;
  const lacking = acls ? NEEDED.filter((acl) => !acls.includes(acl)) : [];
  return lacking.length > 0 ? { ok: false, ...Api.missing(lacking) } : { ok: true };
}

const Owner = z.object({ account: z.object({ email: z.string().min(1) }) });

async function accountOf(credentials: Credentials, signal?: AbortSignal): Promise<string | null> {
  const reply = await Rest.call(api, "/account", { token: token(credentials), needs: "", signal });
  return reply.kind === "ok" ? (Owner.safeParse(reply.body).data?.account.email ?? null) : null;
}

const Availability = z.object({ available_plans: z.array(z.string()) });

/** The plan's price from the catalogue, if the region has it in stock at this moment. */
async function quote(credentials: Credentials, wanted: Listing, signal?: AbortSignal): Promise<Quote> {
  const place = PlanPlace.read(wanted.id);
  if (!place) return { ok: false, ...Machine.GONE };
  const metal = wanted.category === "dedicated";
  const request = { token: token(credentials), needs: "subscriptions_view", signal };
  const [stock, read] = await Promise.all([
    Rest.call(api, `/regions/${place.region}/availability${metal ? "?type=vbm" : ""}`, request),
    Catalogue.read([metal ? Catalogue.METAL : Catalogue.CLOUD], signal),
  ]);
  if (stock.kind === "refused" && stock.status === 404) return { ok: false, ...Machine.GONE };
  if (stock.kind !== "ok") return { ok: false, ...stock.failure };
  if (!read.ok) return { ok: false, ...read.failure };
  const plans = Availability.safeParse(stock.body).data?.available_plans;
  if (!plans) return { ok: false, ...Rest.unreadable(api, "about what is in stock") };
  if (read.refused.includes(place.plan)) return { ok: false, ...Rest.unreadable(api, "about this plan") };
  const listing = read.listings.find(({ id }) => id === wanted.id);
  return listing && plans.includes(place.plan) ? { ok: true, listing } : { ok: false, ...Machine.GONE };
}
