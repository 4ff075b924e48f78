export * as Inbound from "./inbound.ts";

import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

/** A request as a provider simulator sees it: read to its end, nothing interpreted. */
export interface Info {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** The path with the query, as it was sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The address the caller is seen under. */
  readonly ip: string;
}

/** Reads a request to its end. Rejects when the caller hangs up before that. */
export async function read(incoming: IncomingMessage): Promise<Info> {
  const target = incoming.url ?? "/";
  return {
    method: incoming.method ?? "GET",
    path: target.split("?", 1)[0] ?? "/",
    target,
    headers: incoming.headers,
    body: await text(incoming),
    ip: (incoming.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
  };
}

/** The form fields of the body; none when the body is declared as anything but a form. */
export function form(request: Info): URLSearchParams {
  return new URLSearchParams(isOfType(request, "application/x-www-form-urlencoded") ? request.body : "");
}

/** User and password of HTTP Basic authentication, or null where the header is missing or is none. */
export function basic(request: Info): { user: string; password: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const decoded = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? null : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** The token of a bearer; empty where the header is missing or is none. */
export function bearer(request: Info): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

export function query(request: Info): URLSearchParams {
  return new URLSearchParams(request.target.slice(request.path.length));
}

/** The body where it is JSON and declared as such; else undefined. */
export function json(request: Info): unknown {
  try {
    return isOfType(request, "application/json") ? JSON.parse(request.body) : undefined;
  } catch {
    return undefined;
  }
}

/** The path with its query for the journal, with what is secret in the query blacked out. */
export function redactedTarget(request: Info): string {
  return request.target.replace(/([?&][^=&]*=)([^&]*)/g, (field, name: string) =>
    isSecret(name) ? `${name}[redacted]` : field,
  );
}

/** The body for the journal: the fields of a form or a JSON value, with what is secret blacked out; else null. */
export function redactedBody(request: Info): unknown {
  if (isOfType(request, "application/json")) return redactedJson(request.body);
  if (!isOfType(request, "application/x-www-form-urlencoded")) return null;
  const fields = form(request);
  const fieldOf = (name: string) => (name.endsWith("[]") ? fields.getAll(name) : fields.get(name));
  return Object.fromEntries([...fields.keys()].map((name) => [name, blackOut(name, fieldOf(name))]));
}

function isOfType(request: Info, type: string): boolean {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() === type;
}

function redactedJson(body: string): unknown {
  try {
    return JSON.parse(body, blackOut);
  } catch {
    return null;
  }
}

function blackOut(name: string, value: unknown): unknown {
  return isSecret(name) ? "[redacted]" : value;
}

function isSecret(name: string): boolean {
  return /pass|secret|token|user_data|consumer_?key/i.test(name);
}
