export * as Robot from "./robot.ts";

import type { Credentials, Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Http } from "../http.ts";

/** Robot webservice: https://robot.hetzner.com/doc/webservice/en.html */
const ROBOT = "https://robot-ws.your-server.de";

const DAY_SECONDS = 86_400;
const Count = z.int().positive().optional().catch(undefined);
const Names = z.array(z.string()).nullish().catch(null);

/** `max_request` is the document's spelling, `max_requests` the live one. */
const ErrorBody = z.object({
  error: z.object({
    status: z.int(),
    code: z.string(),
    message: z.string().catch(""),
    invalid: Names,
    max_request: Count,
    max_requests: Count,
    interval: Count,
  }),
});
export type RobotError = z.infer<typeof ErrorBody>["error"];

/**
 * What Robot said. `refused` is a documented error that Robot itself wrote, so the request had no effect; `unknown` is
 * everything from which that can't be told.
 */
export type Reply =
  | { kind: "ok"; body: unknown }
  | { kind: "refused"; error: RobotError; failure: Failure }
  | { kind: "not_sent"; failure: Failure }
  | { kind: "unknown"; failure: Failure };

/** One request to the webservice with the customer's login. Never throws, never repeats. */
export async function call(
  credentials: Credentials,
  method: "GET" | "POST",
  path: string,
  options: {
    form?: URLSearchParams;
    isLate?: (() => boolean) | undefined;
    signal?: AbortSignal | undefined;
  },
): Promise<Reply> {
  const authorization = basic(credentials);
  if (!authorization) return { kind: "not_sent", failure: LOGIN };
  const base = process.env.HETZNER_ROBOT_URL || ROBOT;
  const result = await Http.send(base.replace(/\/$/, "") + path, {
    method,
    headers: { authorization },
    ...(options.form ? { body: options.form } : {}),
    isLate: options.isLate,
    signal: options.signal,
  });
  if (result.kind === "reply") return classify(result);
  return { kind: result.kind, failure: Http.failure("Hetzner Robot", result) };
}

/** @returns null for a login that can't be right: Hetzner blocks an address after three failed ones. */
function basic({ username, password }: Credentials): string | null {
  const user = username?.reveal() ?? "";
  const pass = password?.reveal() ?? "";
  if (!user || !pass || user.includes(":")) return null;
  return `Basic ${Buffer.from(`${user}:${pass}`).toString("base64")}`;
}

function classify(reply: Http.Reply): Reply {
  const { status, body } = reply;
  if (status >= 200 && status < 300 && body !== undefined) return { kind: "ok", body };
  // Robot's 401 may come without a body; whoever sends one has not let the request in.
  if (status === 401) return { kind: "refused", error: UNAUTHORIZED, failure: LOGIN };
  const error = ErrorBody.safeParse(body).data?.error;
  // Any other error without Robot's own text may be a proxy's, and then the request may have reached Robot.
  if (status >= 400 && status < 500 && error?.status === status) {
    return { kind: "refused", error, failure: explain(error) };
  }
  return { kind: "unknown", failure: unexpected(reply) };
}

const UNAUTHORIZED: RobotError = { status: 401, code: "UNAUTHORIZED", message: "", invalid: null };

const LOGIN: Failure = {
  cause: "credentials",
  message:
    "Hetzner does not accept this webservice login. It is not the login of the Robot website: in Robot, open Preferences, Webservice, enable access there, and enter that username and password here.",
};

/** Robot's own words are used to tell errors apart and never shown. */
function explain(error: RobotError): Failure {
  if (error.code === "RATE_LIMIT_EXCEEDED") return rateLimit(error);
  if (/\blimit\b/i.test(error.message)) {
    const message =
      "Hetzner refused: this account has reached its limit of servers. Ask Hetzner in Robot to raise it, or cancel a server.";
    return { cause: "account_limit", message };
  }
  if (/payment|invoice|balance/i.test(error.message)) {
    const message =
      "Hetzner refused because of payment. Sign in to Robot and settle open invoices or the payment method.";
    return { cause: "payment", message };
  }
  if (error.status === 403) {
    const message =
      "Hetzner accepts the login but does not allow this. For orders, open Preferences, Webservice, Ordering in Robot and allow ordering over the webservice.";
    return { cause: "not_allowed", message };
  }
  if (error.status === 412) {
    const message =
      "Hetzner does not take this order over the webservice and asks for it to be placed by hand. Order in Robot, where the reason is shown; a server limit, an open invoice or a new account are the usual ones.";
    return { cause: "refused", message, liesWith: "account" };
  }
  const message = `Hetzner refused the request (HTTP ${error.status}) and did nothing. Look into Robot for the reason, or ask Hetzner's support.`;
  return { cause: "refused", message };
}

function rateLimit({ max_request, max_requests = max_request, interval }: RobotError): Failure {
  const limit = max_requests && interval ? ` of ${max_requests} requests in ${interval} seconds` : "";
  const message = `This account's limit at Hetzner Robot${limit} is used up, so the request was refused. Wait, and see whether other programs use the same login.`;
  return {
    cause: "rate_limited",
    message,
    ...(interval ? { retryAfterSeconds: Math.min(interval, DAY_SECONDS) } : {}),
  };
}

/** An answer that Robot's document does not describe. */
function unexpected({ status, headers }: Http.Reply): Failure {
  const message = `Hetzner Robot gave an answer that CloudCO can't read (HTTP ${status}). The fault is on Hetzner's side or on the way there.`;
  if (status >= 500) return { cause: "unavailable", message };
  if (status !== 429) return { cause: "unreadable", message };
  const retryAfterSeconds = Http.retryAfter(headers);
  return { cause: "rate_limited", message, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) };
}
