export * as Api from "./api.ts";

import type { Failure } from "@cloudco/core/provider/provider";
import ovh from "ovh";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Http } from "../http.ts";
import { Explain } from "./explain.ts";
import type { Keys } from "./keys.ts";
import { Region } from "./region.ts";
import { ServerTime } from "./server-time.ts";

/** Whose account at which installation. */
export type Access = { region: Region.Info; keys: Keys.Info };

/**
 * What OVHcloud said. `refused` is an error that OVHcloud itself wrote, so the request had no effect; `unknown` is
 * everything from which that can't be told. `body` is undefined where a success came without one.
 */
export type Reply =
  | { kind: "ok"; body: unknown }
  | { kind: "refused"; error: Explain.Refusal; failure: Failure }
  | { kind: "not_sent"; failure: Failure }
  | { kind: "unknown"; failure: Failure };

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export type Options = {
  /** Sent as JSON. */
  body?: object;
  timeoutMs?: number;
  /** Sends one request, whatever comes back. */
  once?: boolean;
  isLate?: (() => boolean) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * The two shapes of OVHcloud's errors: `errorCode` from the gateway, `class` from the service behind it, which leaves it
 * out now and then.
 */
const ErrorBody = z.object({
  message: z.string(),
  errorCode: z.string().optional().catch(undefined),
  httpCode: z.string().optional().catch(undefined),
  class: z.string().optional().catch(undefined),
});

/** Errors that a wrong clock brings forth. OVHcloud refuses such a request before it looks at anything else. */
const CLOCK = new Set(["QUERY_TIME_OUT", "INVALID_KEY"]);

/**
 * One signed request with the customer's keys. Never throws. A refusal that a clock gone wrong may have caused is
 * repeated with the right time, and a GET once after a server error; a request sent `once` is not.
 * @param path below the base URL, with the query
 */
export async function call(
  access: Access,
  method: Method,
  path: string,
  options: Options = {},
): Promise<Reply> {
  const time = await ServerTime.read(access.region, options.signal);
  if (!time.ok) return { kind: "not_sent", failure: time.failure };
  const result = await send(access, method, path, time.delta, options);
  const reply = classify(access.region, method, path, result);
  if (reply.kind === "refused" && CLOCK.has(reply.error.code) && time.cached) {
    ServerTime.forget(access.region);
    if (!options.once) return await call(access, method, path, options);
  }
  const broken = result.kind === "reply" && result.status >= 500;
  return broken && method === "GET" && !options.once
    ? await call(access, method, path, { ...options, once: true })
    : reply;
}

/**
 * One signed request that leaves at once, without a call before it, and is never repeated.
 * @param delta how far OVHcloud's clock is ahead of ours, seconds
 */
export async function post(
  access: Access,
  path: string,
  delta: number,
  options: Omit<Options, "once">,
): Promise<Reply> {
  const reply = classify(access.region, "POST", path, await send(access, "POST", path, delta, options));
  if (reply.kind === "refused" && CLOCK.has(reply.error.code)) ServerTime.forget(access.region);
  return reply;
}

function send(
  access: Access,
  method: Method,
  path: string,
  delta: number,
  { body: json, timeoutMs, isLate, signal }: Options,
): Promise<Http.Result> {
  const { application, consumer } = access.keys;
  const url = Region.baseUrl(access.region) + path;
  const body = json ? JSON.stringify(json) : null;
  const timestamp = Math.floor(Date.now() / 1000) + delta;
  return Http.send(url, {
    method,
    headers: {
      "x-ovh-application": application,
      "x-ovh-consumer": consumer,
      "x-ovh-timestamp": String(timestamp),
      "x-ovh-signature": sign(access, method, url, body, timestamp),
      ...(body ? { "content-type": "application/json;charset=utf-8" } : {}),
    },
    ...(body ? { body } : {}),
    ...(timeoutMs ? { timeoutMs } : {}),
    isLate,
    signal,
  });
}

/** The signature of exactly this request. Unix seconds by OVHcloud's clock. */
export function sign(
  { region, keys }: Access,
  method: Method,
  url: string,
  body: string | null,
  timestamp: number,
): string {
  const { application: appKey, secret: appSecret, consumer: consumerKey } = keys;
  return ovh({ endpoint: region.id, appKey, appSecret, consumerKey }).signRequest(
    method,
    url,
    body,
    timestamp,
  );
}

/** Reads an answer of OVHcloud's, or the lack of one. */
export function classify(region: Region.Info, method: Method, path: string, result: Http.Result): Reply {
  if (result.kind !== "reply") return { kind: result.kind, failure: Http.failure(region.name, result) };
  const { status, body, text, headers } = result;
  if (status >= 200 && status < 300 && (body !== undefined || text.trim() === ""))
    return { kind: "ok", body };
  const error = ErrorBody.safeParse(body).data;
  const code = error?.errorCode ?? error?.class ?? (error && Explain.codeOf(error.message));
  const own = status >= 400 && status < 500 && (error?.httpCode ?? String(status)).startsWith(String(status));
  // Any other error may be a proxy's, and then the request may have reached OVHcloud.
  if (!own || !error || !code)
    return { kind: "unknown", failure: Explain.unexpected(region, status, headers) };
  const refusal = { status, code, message: error.message };
  return {
    kind: "refused",
    error: refusal,
    failure: Explain.refusal(region, refusal, method, path, headers),
  };
}

/**
 * What a successful reply holds.
 * @param what ends the sentence "can't read OVHcloud's answer ..."
 * @throws ProviderFailure for every other reply, and for one of another form
 */
export function content<T>(region: Region.Info, reply: Reply, schema: z.ZodType<T>, what: string): T {
  if (reply.kind !== "ok") throw new ProviderFailure(reply.failure);
  const read = schema.safeParse(reply.body);
  if (!read.success) throw new ProviderFailure(Explain.unreadable(region, what));
  return read.data;
}
