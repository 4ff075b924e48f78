export * as Rest from "./rest.ts";

import { isDeepStrictEqual } from "node:util";
import type { Failure, Termination } from "@cloudco/core/provider/provider";
import type { Secret } from "@cloudco/core/secret/secret";
import * as z from "zod";
import { Http } from "./http.ts";

/** How one provider speaks JSON over HTTP with a bearer token. */
export type Api = {
  /** For messages. */
  name: string;
  base(): string;
  /** The provider's own words in the body of an error, to tell errors apart; null where the body is not its own. */
  words(body: unknown): string | null;
  /** What an error that the provider wrote means to the customer. Shows none of its words. */
  explain(refusal: Refusal): Failure;
  /** The query that asks for the page after this one; null on the last, undefined where that can't be read. */
  next(body: unknown): string | null | undefined;
};

export type Refusal = {
  status: number;
  words: string;
  headers: Headers;
  /** The right that the request needs, as the provider names it. */
  needs: string;
};

/**
 * What the provider said. `refused` is an error that the provider itself wrote, so the request had no effect;
 * `unknown` is everything from which that can't be told.
 */
export type Reply =
  | { kind: "ok"; status: number; body: unknown }
  | { kind: "refused"; status: number; words: string; failure: Failure }
  | { kind: "not_sent"; failure: Failure }
  | { kind: "unknown"; failure: Failure };

/** `missing` where the provider says that there is no such list. */
export type List =
  | { ok: true; entries: unknown[]; pages: number }
  | { ok: false; missing: boolean; failure: Failure };

export type Request = {
  /** Left out for what is public. */
  token?: Secret | undefined;
  needs: string;
  isLate?: (() => boolean) | undefined;
  signal?: AbortSignal | undefined;
};

/** More pages than any account has; a list that never ends is no list. */
const PAGES = 100;

const Page = z.looseObject({ meta: z.object({ total: z.int().nonnegative() }) });

/** One request. Never throws, never repeats. */
export async function call(
  api: Api,
  path: string,
  {
    token,
    needs,
    isLate,
    signal,
    method = "GET",
    body,
  }: Request & { method?: "GET" | "POST" | "DELETE"; body?: object },
): Promise<Reply> {
  const secret = token?.reveal().trim();
  // Anything else can't be in a header, and is no token either.
  if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret)) {
    const refusal = { status: 401, words: "", headers: new Headers(), needs };
    return { kind: "not_sent", failure: api.explain(refusal) };
  }
  const result = await Http.send(api.base().replace(/\/$/, "") + path, {
    method,
    headers: {
      ...(secret ? { authorization: `Bearer ${secret}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    isLate,
    signal,
  });
  if (result.kind !== "reply") return { kind: result.kind, failure: Http.failure(api.name, result) };
  return classify(api, result, needs);
}

function classify(api: Api, { status, headers, body }: Http.Reply, needs: string): Reply {
  if (status >= 200 && status < 300) return { kind: "ok", status, body };
  const words = api.words(body);
  // A 401 may come without a body: whoever sends one has not let the request in. Any other error in a foreign form may
  // be a proxy's, and then the request may have arrived.
  const own = status >= 400 && status < 500 && status !== 408 && (words !== null || status === 401);
  if (!own) return { kind: "unknown", failure: unexpected(api, status, headers) };
  const refusal = { status, words: (words ?? "").toLowerCase(), headers, needs };
  return { kind: "refused", status, words: refusal.words, failure: api.explain(refusal) };
}

/** An answer that the provider does not document. */
function unexpected({ name }: Api, status: number, headers: Headers): Failure {
  const message = `${name} gave an answer that CloudCO can't read (HTTP ${status}). The fault is on ${name}'s side or on the way there.`;
  if (status >= 500) return { cause: "unavailable", message };
  return status === 429 ? rateLimited(message, headers) : { cause: "unreadable", message };
}

export function rateLimited(message: string, headers: Headers, otherwise?: number): Failure {
  const retryAfterSeconds = Http.retryAfter(headers) ?? otherwise;
  return { cause: "rate_limited", message, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) };
}

/**
 * Reads a list to its last page. `ok` only where as many entries came as the provider says there are: a list cut short
 * never passes for a whole one.
 * @param key where the entries are in the reply
 */
export async function list(api: Api, path: string, key: string, request: Request): Promise<List> {
  const entries: unknown[] = [];
  const asked = new Set<string>();
  let url = path;
  while (asked.size < PAGES && !asked.has(url)) {
    asked.add(url);
    const reply = await call(api, url, request);
    if (reply.kind !== "ok") {
      return { ok: false, missing: reply.kind === "refused" && reply.status === 404, failure: reply.failure };
    }
    const page = read(api, reply.body, key);
    entries.push(...(page?.entries ?? []));
    if (page?.next === null && entries.length >= page.total) return { ok: true, entries, pages: asked.size };
    if (!page?.next) break;
    url = `${path}${path.includes("?") ? "&" : "?"}${page.next}`;
  }
  return { ok: false, missing: false, failure: unreadable(api, "to the end") };
}

/**
 * Reads a list that may prove that something is not in it. One that takes several requests can lose an entry where another
 * is deleted in between: it is read twice, and is `ok` only where both have the same.
 * @param id tells entries apart
 */
export async function wholeList(
  api: Api,
  path: string,
  key: string,
  request: Request,
  id: (entry: unknown) => unknown,
): Promise<List> {
  const first = await list(api, path, key, request);
  if (!first.ok || first.pages === 1) return first;
  const second = await list(api, path, key, request);
  if (!second.ok) return second;
  const [before, after] = [first, second].map(({ entries }) => new Set(entries.map(id)));
  const isSame = isDeepStrictEqual(before, after);
  return isSame ? second : { ok: false, missing: false, failure: changing(api) };
}

function read(api: Api, body: unknown, key: string) {
  const page = Page.safeParse(body).data;
  const entries = z.array(z.unknown()).safeParse(page?.[key]).data;
  const next = api.next(body);
  return page && entries && next !== undefined ? { entries, next, total: page.meta.total } : null;
}

/** What came has not the form that it should. */
export function unreadable({ name }: Api, what: string): Failure {
  const message = `CloudCO can't read ${name}'s answer ${what}. Its form has changed; look into ${name}'s own pages and tell CloudCO's support.`;
  return { cause: "unreadable", message };
}

function changing({ name }: Api): Failure {
  const message = `${name}'s list changed while CloudCO read it, so that it proves nothing. It is read again.`;
  return { cause: "unavailable", message };
}

/** What the answer to a DELETE of a server means. */
export function termination(api: Api, reply: Reply): Termination {
  if (reply.kind === "ok" && reply.status === 204) return { kind: "terminated", at: null };
  if (reply.kind === "ok") return { kind: "unknown", ...unreadable(api, "to the termination") };
  if (reply.kind === "unknown") return { kind: "unknown", ...reply.failure };
  if (reply.kind === "refused" && reply.status === 404) return { kind: "gone" };
  return { kind: "refused", ...reply.failure };
}
