export * as Api from "./api.ts";

import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Rest } from "../rest.ts";

/** https://docs.digitalocean.com/reference/api/ */
const DIGITALOCEAN = "https://api.digitalocean.com";

const ErrorBody = z.object({ id: z.string().min(1), message: z.string() });
const Links = z.object({
  links: z.object({ pages: z.object({ next: z.string().optional() }).optional() }).nullish(),
});

export const api: Rest.Api = {
  name: "DigitalOcean",
  base: () => process.env.DIGITALOCEAN_URL || DIGITALOCEAN,
  words: (body) => ErrorBody.safeParse(body).data?.message ?? null,
  explain,
  next(body) {
    const links = Links.safeParse(body);
    if (!links.success) return undefined;
    const link = links.data.links?.pages?.next;
    // The link names DigitalOcean's own host, whatever ours is: only its page counts.
    return link === undefined ? null : /[?&](page=\d{1,6})(?:&|$)/.exec(link)?.[1];
  },
};

function explain({ status, headers, needs }: Rest.Refusal): Failure {
  if (status === 401) return TOKEN;
  if (status === 403) return missing([needs]);
  if (status === 429) {
    const message =
      "This token's limit of requests to DigitalOcean is used up, so the request was refused. Wait, and see whether other programs use the same token.";
    return Rest.rateLimited(message, headers, untilReset(headers));
  }
  const message = `DigitalOcean refused the request (HTTP ${status}) and did nothing. Look into DigitalOcean's control panel for the reason, or ask its support.`;
  return { cause: "refused", message };
}

/** When the hour's oldest request no longer counts, so that there is room for another. A burst has its own header. */
function untilReset(headers: Headers): number {
  const seconds = Number(headers.get("ratelimit-reset")) - Date.now() / 1000;
  return Math.min(Math.max(Math.ceil(seconds), 60), 3600);
}

const TOKEN: Failure = {
  cause: "credentials",
  message:
    "DigitalOcean does not accept this personal access token: it was mistyped, has expired or was deleted. Generate a new one in DigitalOcean's control panel under API, Tokens, and enter it here.",
};

/** The token is right, and may not do what is asked. */
export function missing(scopes: readonly string[]): Failure {
  const message = `DigitalOcean accepts the token but does not allow this. It takes the scopes ${scopes.join(", ")}: generate a token that has them, and enter it here. Where it has them, the account itself is restricted; sign in to DigitalOcean to see why.`;
  return { cause: "not_allowed", message };
}
