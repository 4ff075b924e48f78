export * as Account from "./account.ts";

import { Currency } from "@cloudco/core/money/money";
import type { Credentials, Failure, Verification } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Api } from "./api.ts";
import { Explain } from "./explain.ts";
import { Keys } from "./keys.ts";
import { Region } from "./region.ts";
import { Rights } from "./rights.ts";

/** What the adapter needs of `GET /me`: which company of OVHcloud's the account buys from sets prices and currency. */
const Me = z.object({
  ovhSubsidiary: z.string().regex(/^[A-Z]{2,5}$/),
  currency: z.object({ code: z.string() }).nullish().catch(null),
});

const Credential = z.object({
  status: z.enum(["expired", "pendingValidation", "refused", "validated"]),
  rules: z.array(z.object({ method: z.string(), path: z.string() })),
});

/** Only OVHcloud's installation that made the application key answers with one of these. */
const KNOWS_KEY = new Set(["INVALID_CREDENTIAL", "NOT_CREDENTIAL", "INVALID_SIGNATURE", "NOT_GRANTED_CALL"]);

/** What a consumer key gets before its owner has agreed; and one that expired or was revoked. */
const NOT_ALLOWED_YET = new Set(["INVALID_CREDENTIAL", "NOT_CREDENTIAL"]);

/**
 * Proves the keys and their rights: what the consumer key allows is read first, the account then.
 * @throws ProviderFailure where the account can't be read
 */
export async function verify(
  region: Region.Info,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<Verification> {
  const keys = Keys.read(region, credentials);
  if ("cause" in keys) return { ok: false, ...keys };
  const access = { region, keys };
  const reply = await Api.call(access, "GET", "/auth/currentCredential", { signal });
  const wrongKey = reply.kind === "refused" && reply.error.code === "INVALID_KEY";
  if (wrongKey) return { ok: false, ...((await foundElsewhere(access, signal)) ?? reply.failure) };
  // The right to read the credential itself is not among those that can be asked for; without it the account must do.
  const unreadable = reply.kind === "refused" && reply.error.code === "NOT_GRANTED_CALL";
  if (reply.kind !== "ok" && !unreadable) {
    const pending = reply.kind === "refused" && NOT_ALLOWED_YET.has(reply.error.code);
    return { ok: false, ...(pending ? { pending } : {}), ...reply.failure };
  }
  const problem = reply.kind === "ok" ? lacking(region, reply.body) : null;
  if (problem) return { ok: false, ...problem };
  const { ovhSubsidiary, currency } = await me(access, signal);
  const listed = Region.priceLists(region).find(({ id }) => id === ovhSubsidiary)?.currency;
  const told = currency ? (Currency.safeParse(currency.code).data ?? null) : (listed ?? null);
  return { ok: true, priceList: ovhSubsidiary, currency: told };
}

function lacking(region: Region.Info, body: unknown): (Failure & { pending?: boolean }) | null {
  const credential = Credential.safeParse(body).data;
  if (!credential) return Explain.unreadable(region, "about the consumer key");
  if (credential.status === "pendingValidation") {
    const message = `The consumer key waits to be confirmed: open the link that came with it, sign in to ${region.name}, allow the access, and verify again.`;
    return { pending: true, cause: "credentials", message };
  }
  if (credential.status !== "validated") {
    const message = `The consumer key is ${credential.status} at ${region.name}. Request a new one and enter it here.`;
    return { cause: "credentials", message };
  }
  const rights = Rights.missing(credential.rules);
  if (rights.length === 0) return null;
  const message = `The consumer key lacks these rights: ${rights.join(", ")}. Request a new consumer key with all the rights that CloudCO asks for, and enter it here.`;
  return { cause: "not_allowed", message };
}

/** Says so where the other region knows an application key that this one does not. */
async function foundElsewhere(access: Api.Access, signal?: AbortSignal): Promise<Failure | null> {
  const region = Region.other(access.region);
  const reply = await Api.call({ ...access, region }, "GET", "/auth/currentCredential", { signal });
  const known = reply.kind === "ok" || (reply.kind === "refused" && KNOWS_KEY.has(reply.error.code));
  if (!known) return null;
  const message = `These keys belong to ${region.name}, and OVHcloud's regions do not accept each other's. Enter them on the card of ${region.name}, or make an application in ${access.region.name} for this one.`;
  return { cause: "credentials", message };
}

/** @throws ProviderFailure where it can't be read */
export async function subsidiary(access: Api.Access, signal?: AbortSignal): Promise<string> {
  return (await me(access, signal)).ovhSubsidiary;
}

async function me(access: Api.Access, signal?: AbortSignal): Promise<z.infer<typeof Me>> {
  const reply = await Api.call(access, "GET", "/me", { signal });
  return Api.content(access.region, reply, Me, "about the account");
}

const Owner = z.object({ nichandle: z.string().min(1) });

/** The account's nichandle; null where it can't be read. */
export async function nichandle(access: Api.Access, signal?: AbortSignal): Promise<string | null> {
  const reply = await Api.call(access, "GET", "/me", { signal });
  return reply.kind === "ok" ? (Owner.safeParse(reply.body).data?.nichandle ?? null) : null;
}

/** Whether an order could be paid: a failure only where OVHcloud says that there is no valid default payment method. */
export async function paymentProblem(access: Api.Access, signal?: AbortSignal): Promise<Failure | null> {
  const path = "/me/payment/method?default=true&status=VALID";
  const reply = await Api.call(access, "GET", path, { signal });
  const none = reply.kind === "ok" && Array.isArray(reply.body) && reply.body.length === 0;
  return none ? Explain.UNPAYABLE : null;
}
