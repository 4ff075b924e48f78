export * as Login from "./login.ts";

import { createHash } from "node:crypto";
import type { Inbound } from "../inbound.ts";
import { Application } from "./application.ts";
import { Credential } from "./credential.ts";
import type { OvhReply } from "./ovh-reply.ts";
import { Rule } from "./rule.ts";
import type { State } from "./state.ts";

/** Whether a request bears any part of a signature. */
export function isTried({ headers }: Inbound.Info): boolean {
  return ["x-ovh-consumer", "x-ovh-signature"].some((name) => headers[name] !== undefined);
}

/** The consumer key of a signed request, or what the gateway says instead. In which order it checks is not documented. */
export function check(state: State.Info, request: Inbound.Info): Credential.Info | OvhReply.GatewayCode {
  const application = Application.of(state, request);
  if (application === undefined) return "INVALID_KEY";
  const { headers } = request;
  if (headers["x-ovh-consumer"] === undefined) return "NOT_CREDENTIAL";
  const { timestampToleranceSeconds, timestampRefusal } = state.settings.get();
  const timestamp = String(headers["x-ovh-timestamp"] ?? "");
  const seconds = /^\d+$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(seconds - serverTime(state)) <= timestampToleranceSeconds)) return timestampRefusal;

  const credential = Credential.of(state, request);
  const isValid = credential !== undefined && Credential.status(credential, state.now()) === "validated";
  if (!isValid || credential.application !== application.key) return "INVALID_CREDENTIAL";
  const expected = sign(request, application.secret, credential.consumerKey, timestamp);
  if (headers["x-ovh-signature"] !== expected) return "INVALID_SIGNATURE";
  if (credential.allowedIPs !== null && !credential.allowedIPs.includes(request.ip)) return "FORBIDDEN";
  return credential;
}

export function mayCall(credential: Credential.Info, method: string, path: string): boolean {
  return Rule.grants(credential.rules, method, path);
}

/** Unix seconds: what GET /auth/time answers, and what timestamps are measured by. */
export function serverTime(state: State.Info): number {
  return Math.floor(state.now() / 1000);
}

/** The signature of a request, whose URL and body count exactly as they were sent. */
function sign(request: Inbound.Info, secret: string, consumerKey: string, timestamp: string): string {
  const url = `http://${request.headers.host}${request.target}`;
  return signature([secret, consumerKey, request.method, url, request.body, timestamp]);
}

/** `$1$` and the SHA-1 of application secret, consumer key, method, URL, body and timestamp, with `+` between them. */
function signature(parts: readonly [string, string, string, string, string, string]): string {
  return `$1$${createHash("sha1").update(parts.join("+")).digest("hex")}`;
}
