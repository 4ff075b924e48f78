export * as ConsumerKey from "./consumer-key.ts";

import type { Credentials, Failure, KeyRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import * as z from "zod";
import { Http } from "../http.ts";
import { Api } from "./api.ts";
import { Explain } from "./explain.ts";
import { Keys } from "./keys.ts";
import { Region } from "./region.ts";
import { Rights } from "./rights.ts";

const Answer = z.object({
  validationUrl: z.url({ protocol: /^https?$/ }),
  consumerKey: z.string().regex(/^[\x21-\x7e]{1,200}$/),
});

/** The customer opens `validationUrl`, signs in to OVHcloud and allows the access; from then on the key is good. */
export type Requested = { ok: true; validationUrl: string; consumerKey: Secret } | ({ ok: false } & Failure);

/** Completes the keys of an application with a consumer key that waits for the customer's consent. */
export async function complete(
  region: Region.Info,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<KeyRequest> {
  const { applicationKey, applicationSecret } = credentials;
  const given = [applicationKey, applicationSecret].map((key) => key?.reveal().trim() ?? "");
  if (!applicationKey || !given.every(Keys.isKey)) {
    const message = `Application key and application secret of ${region.name} are both needed, without spaces or special characters. Copy them again from where they were shown.`;
    return { ok: false, cause: "credentials", message };
  }
  const requested = await request(region, applicationKey, signal ? { signal } : {});
  if (!requested.ok) return requested;
  const { validationUrl: url, consumerKey } = requested;
  return { ok: true, url, credentials: { ...credentials, consumerKey } };
}

/**
 * Requests a consumer key with exactly the rights that CloudCO needs. The application secret is not needed.
 * @param redirection where OVHcloud sends the customer's browser afterwards
 */
export async function request(
  region: Region.Info,
  applicationKey: Secret,
  options: { redirection?: string; signal?: AbortSignal } = {},
): Promise<Requested> {
  const { redirection, signal } = options;
  const path = "/auth/credential";
  const result = await Http.send(Region.baseUrl(region) + path, {
    method: "POST",
    headers: { "x-ovh-application": applicationKey.reveal().trim(), "content-type": "application/json" },
    body: JSON.stringify({ accessRules: Rights.NEEDED, ...(redirection ? { redirection } : {}) }),
    signal,
  });
  const reply = Api.classify(region, "POST", path, result);
  if (reply.kind !== "ok") return { ok: false, ...reply.failure };
  const answer = Answer.safeParse(reply.body).data;
  if (!answer || !isOvhcloud(region, answer.validationUrl)) {
    return { ok: false, ...Explain.unreadable(region, "to the request for a consumer key") };
  }
  return { ok: true, validationUrl: answer.validationUrl, consumerKey: new Secret(answer.consumerKey) };
}

/** The customer signs in behind this link, so it has to be OVHcloud's own. */
function isOvhcloud(region: Region.Info, link: string): boolean {
  const { protocol, hostname, origin } = new URL(link);
  const theirs = /(^|\.)(ovh\.com|ovhcloud\.com)$/.test(hostname);
  return (protocol === "https:" && theirs) || origin === new URL(Region.baseUrl(region)).origin;
}
