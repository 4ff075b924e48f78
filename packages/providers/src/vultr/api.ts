export * as Api from "./api.ts";

import { isIP } from "node:net";
import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Rest } from "../rest.ts";

/** https://www.vultr.com/api/ */
const VULTR = "https://api.vultr.com";

const ErrorBody = z.object({ error: z.string() });
const Links = z.object({ meta: z.object({ links: z.object({ next: z.string().default("") }) }) });

export const api: Rest.Api = {
  name: "Vultr",
  base: () => `${(process.env.VULTR_URL || VULTR).replace(/\/$/, "")}/v2`,
  words: (body) => ErrorBody.safeParse(body).data?.error ?? null,
  explain,
  next(body) {
    const cursor = Links.safeParse(body).data?.meta.links.next;
    return cursor ? `cursor=${encodeURIComponent(cursor)}` : cursor === "" ? null : undefined;
  },
};

function explain({ status, words, headers, needs }: Rest.Refusal): Failure {
  // Which status it has is not documented.
  if ((status === 401 || status === 403) && /\bip(v[46])?\b/.test(words)) return outsideAllowList(words);
  if (status === 401) return KEY;
  if (status === 403) return missing([needs]);
  if (status === 429) {
    const message =
      "Vultr takes 30 requests a second from one address, and this was one too many: it was refused. It is tried again soon.";
    return Rest.rateLimited(message, headers, 1);
  }
  const message = `Vultr refused the request (HTTP ${status}) and did nothing. Look into Vultr's customer portal for the reason, or ask its support.`;
  return { cause: "refused", message };
}

function outsideAllowList(words: string): Failure {
  // The address that Vultr saw is all that is shown of its words, and only if it is one.
  const seen = words.match(/[0-9a-f.:]+/g)?.find((part) => isIP(part));
  const address = seen ? `CloudCO's address ${seen}` : "CloudCO's address";
  const message = `Vultr refuses this API key from where CloudCO runs: the key has a list of allowed addresses. In Vultr, under Account, API, Access Control, add ${address} or allow all addresses.`;
  return { cause: "not_allowed", message };
}

const KEY: Failure = {
  cause: "credentials",
  message:
    "Vultr does not accept this API key: it was mistyped or replaced, or the API is switched off. In Vultr, under Account, API, enable the API and enter the key shown there.",
};

/** The key is right, and its user may not do what is asked. */
export function missing(acls: readonly string[]): Failure {
  const message = `Vultr accepts the API key but does not allow its user to do this. It takes the permissions ${acls.join(", ")}: the account's owner grants them under Account, Users.`;
  return { cause: "not_allowed", message };
}
