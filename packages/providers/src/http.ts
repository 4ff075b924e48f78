export * as Http from "./http.ts";

import type { Failure } from "@cloudco/core/provider/provider";

export type Options = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  headers?: Record<string, string>;
  /** A string needs its own content-type header; URLSearchParams bring theirs. */
  body?: string | URLSearchParams;
  /** For the whole call: connection, headers and body, milliseconds. 10 s for a GET, 20 s for anything else. */
  timeoutMs?: number;
  /** Of the decompressed body. 8 MiB unless told otherwise. */
  bytesMax?: number;
  /** False leaves a reply's `body` undefined and spares the parsing. */
  parse?: boolean;
  /**
   * Asked right before anything leaves, and once more on an open connection before a body does: where it says so, nothing
   * leaves. No timer can tell, for they sleep with the process.
   */
  isLate?: (() => boolean) | undefined;
  signal?: AbortSignal | undefined;
};

/** A complete answer. `body` is the parsed JSON, undefined where the text is none (or is empty). */
export type Reply = { kind: "reply"; status: number; headers: Headers; body: unknown; text: string };

/** Proven: not one byte of the request left this machine. */
export type NotSent = { kind: "not_sent"; code: string };

/**
 * The request may have been acted on. `status` where the answer began and its body could not be read to the end. An
 * early end by the caller's `signal` is a timeout, too.
 */
export type Unknown = {
  kind: "unknown";
  reason: "timeout" | "broken" | "too_large";
  status?: number;
};

export type Result = Reply | NotSent | Unknown;

/**
 * Sends one HTTP request exactly once: no retry, no redirect followed. Never throws; the result says how far the
 * request got.
 */
export async function send(url: string, options: Options = {}): Promise<Result> {
  const { method = "GET", timeoutMs = method === "GET" ? 10_000 : 20_000 } = options;
  if (options.signal?.aborted) return { kind: "not_sent", code: "ABORTED" };
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const request = build(url, method, options, signal);
  if (!request) return { kind: "not_sent", code: "INVALID_URL" };
  if (options.isLate?.()) return { kind: "not_sent", code: LATE };

  let response: Response;
  try {
    response = await fetch(request.url, request.init);
  } catch (error) {
    const code = beforeSending(error);
    return code
      ? { kind: "not_sent", code }
      : { kind: "unknown", reason: signal.aborted ? "timeout" : "broken" };
  }
  try {
    return await receive(response, options);
  } catch {
    return { kind: "unknown", reason: signal.aborted ? "timeout" : "broken", status: response.status };
  }
}

/** The seconds a `retry-after` header asks to wait, a day at most; undefined where there is none that can be read. */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return seconds > 0 ? Math.min(seconds, 86_400) : undefined;
}

/** What a call without an answer means to the customer of `provider`. */
export function failure(provider: string, result: NotSent | Unknown): Failure {
  if (result.kind === "not_sent" && ["ABORTED", LATE].includes(result.code)) {
    return {
      cause: "timeout",
      message: `The time for this request to ${provider} was over before it was sent.`,
    };
  }
  if (result.kind === "not_sent") {
    const message = `${provider} could not be reached (${result.code}), so nothing was sent. The fault lies with ${provider} or the network; try again in a few minutes.`;
    return { cause: "unavailable", message };
  }
  if (result.reason === "too_large") {
    return {
      cause: "unreadable",
      message: `${provider} sent far more than expected, so its answer was not read.`,
    };
  }
  if (result.reason === "broken") {
    return {
      cause: "unavailable",
      message: `The connection to ${provider} broke before its answer was complete.`,
      unanswered: true,
    };
  }
  return { cause: "timeout", message: `${provider} did not answer in time.`, unanswered: true };
}

/** A request that was begun and whose body was held back. */
const LATE = "LATE";

class TooLate extends Error {
  readonly code = LATE;
}

/** The body, once the connection waits for it. Not replayed: fetch by itself sends a request again on a 421 if it can. */
async function* once(body: string, isLate: Options["isLate"]): AsyncGenerator<Uint8Array> {
  if (isLate?.()) throw new TooLate();
  yield Buffer.from(body);
}

function build(
  url: string,
  method: string,
  options: Options,
  signal: AbortSignal,
): { url: string; init: RequestInit } | null {
  const body = options.body?.toString();
  const headers = new Headers({ accept: "application/json", "user-agent": "CloudCO", ...options.headers });
  if (options.body instanceof URLSearchParams)
    headers.set("content-type", "application/x-www-form-urlencoded");
  if (body !== undefined) headers.set("content-length", String(Buffer.byteLength(body)));
  const init: RequestInit = { method, headers, signal, redirect: "manual" };
  try {
    new Request(url, init);
  } catch {
    return null;
  }
  return {
    url,
    init: body === undefined ? init : { ...init, body: once(body, options.isLate), duplex: "half" },
  };
}

async function receive(response: Response, options: Options): Promise<Reply | Unknown> {
  const { bytesMax = 8 * 1024 * 1024, parse = true } = options;
  const { status, headers } = response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > bytesMax) return { kind: "unknown", reason: "too_large", status };
    chunks.push(chunk);
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return { kind: "reply", status, headers, body: parse ? json(text) : undefined, text };
}

/** @returns undefined where the text is no JSON. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Certificate errors that Node finds in the handshake, before anything is written. */
const CERTIFICATE = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/**
 * The error code, if the error proves that nothing was sent. The system call is what tells: ECONNRESET or ETIMEDOUT
 * from `connect` is proof, the same code from `read` is not.
 */
function beforeSending(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  if (error instanceof TooLate || cause instanceof TooLate) return LATE;
  // Several addresses were tried in turn, and each failed.
  const attempts: NodeJS.ErrnoException[] =
    cause instanceof AggregateError ? cause.errors : cause ? [cause] : [];
  const proven = attempts.every(
    ({ code = "", syscall = "" }) =>
      syscall === "connect" ||
      syscall === "getaddrinfo" ||
      code === "UND_ERR_CONNECT_TIMEOUT" ||
      CERTIFICATE.has(code),
  );
  return proven ? attempts[0]?.code : undefined;
}
