export * as Problem from "./problem.ts";

import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type * as z from "zod";

type Kind = { status: ContentfulStatusCode; title: string };

/** Every way in which the API says no, declared once. */
const KINDS = {
  "request.invalid": { status: 400, title: "The request is not valid" },
  "request.path": { status: 400, title: "The address can't be read" },
  "request.malformed": { status: 400, title: "The body can't be read" },
  "request.too_large": { status: 413, title: "The body is too large" },
  "request.media_type": { status: 415, title: "The body is not JSON" },
  "route.direct": { status: 403, title: "This is not the API's address" },
  "route.unknown": { status: 404, title: "There is no such address" },
  "route.method": { status: 405, title: "The address does not take this method" },
  "auth.missing": { status: 401, title: "You are not signed in" },
  "auth.invalid": { status: 401, title: "The token or key is not valid" },
  "auth.expired": { status: 401, title: "The token or key has expired" },
  "auth.revoked": { status: 401, title: "The key was revoked" },
  "auth.scope": { status: 403, title: "The key lacks a scope" },
  "auth.person": { status: 403, title: "This is for people alone" },
  "auth.unavailable": { status: 503, title: "The sign-in service can't be reached" },
  "limit.exceeded": { status: 429, title: "Too many requests" },
  "key.limit": { status: 409, title: "You have as many keys as you may" },
  "request.changed": { status: 412, title: "It was changed meanwhile" },
  "request.expectation": { status: 417, title: "The expectation can't be met" },
  "request.key_used": { status: 422, title: "The key was used for another request" },
  "request.running": { status: 409, title: "The same request is under way" },
  "resource.not_found": { status: 404, title: "Not found" },
  "resource.unreadable": { status: 409, title: "What is stored can't be read" },
  "connection.too_many_checks": { status: 429, title: "Too many checks" },
  "rule.completed": { status: 400, title: "The rule is completed" },
  "rule.budget": { status: 400, title: "The budget is spent already" },
  "rule.quantity": { status: 400, title: "So many are bought already" },
  "rule.limit": { status: 409, title: "Your plan allows no more active rules" },
  "rule.key_used": { status: 422, title: "The key was used before" },
  "sniping.changed": { status: 409, title: "The rules have changed since" },
  "snipe.terminating": { status: 409, title: "The server is being terminated" },
  "snipe.ended": { status: 409, title: "The server has ended" },
  "server.busy": { status: 503, title: "Something on our side is busy or out of reach" },
  "server.failed": { status: 500, title: "Something failed on our side" },
} as const satisfies Record<string, Kind>;

export type Code = keyof typeof KINDS;
export const CODES = Object.keys(KINDS) as [Code, ...Code[]];

export const statusOf = (code: Code): ContentfulStatusCode => KINDS[code].status;
export const titleOf = (code: Code): string => KINDS[code].title;

/** What is wrong with a field, for programs. */
export const FIELD_CODES = ["missing", "unknown", "invalid", "too_small", "too_large", "read_only"] as const;
type FieldCode = (typeof FIELD_CODES)[number];
/** Without a code it is `invalid`. */
export type FieldError = { field: string; code?: FieldCode; message: string };

type Options = {
  fields?: readonly FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
};

/** What a handler throws to refuse. `detail` is for people: what happened, whose side it is on, what to do next. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: Code;
  readonly detail: string;
  readonly fields: readonly FieldError[];
  readonly headers: Record<string, string>;

  constructor(code: Code, detail: string, { fields = [], headers = {}, cause }: Options = {}) {
    super(detail, { cause });
    this.code = code;
    this.detail = detail;
    this.fields = fields;
    this.headers = headers;
  }
}

/** RFC 9457. */
export function respond(c: Context, problem: ProblemError): Response {
  const { code, detail, fields, headers } = problem;
  const body = {
    type: `urn:problem-type:cloudco:${code}`,
    title: titleOf(code),
    status: statusOf(code),
    detail,
    code,
    requestId: c.get("requestId"),
    ...(fields.length > 0
      ? { errors: fields.map(({ field, code = "invalid", message }) => ({ field, code, message })) }
      : {}),
  };
  return c.body(JSON.stringify(body), statusOf(code), {
    ...headers,
    "content-type": "application/problem+json",
  });
}

/** What is not there and what is somebody else's: nobody can tell them apart. */
export function notFound(): ProblemError {
  return new ProblemError(
    "resource.not_found",
    "There is nothing at this address in your account. It may have been deleted; check the id in the address.",
  );
}

/** What is there, and has not the shape that this version of CloudCO reads. */
export function unreadable(): ProblemError {
  return new ProblemError(
    "resource.unreadable",
    "CloudCO can't read an entry of yours that it has stored, so it did nothing. The fault is ours, and it is recorded. You can delete the entry and make it anew, or tell support the requestId.",
  );
}

export function invalid(fields: readonly FieldError[]): ProblemError {
  return new ProblemError(
    "request.invalid",
    "Nothing was changed: the request has fields that can't be accepted. See `errors` for each of them.",
    { fields },
  );
}

const CODE_OF: Partial<Record<string, FieldCode>> = { too_small: "too_small", too_big: "too_large" };
const FIELDS_MOST = 20;
const NAME_LENGTH_MOST = 100;

/**
 * The refusals of a zod schema, without any value that was sent.
 * @param unknown what to say of certain fields that the schema doesn't know
 */
export function fromZod(
  error: z.core.$ZodError,
  data: unknown,
  unknown: Readonly<Record<string, string>> = {},
): ProblemError {
  const fields = error.issues.flatMap((issue): FieldError[] => {
    if (issue.code !== "unrecognized_keys") {
      const missing = issue.code !== "custom" && valueAt(data, issue.path) === undefined;
      const field = toName(issue.path);
      if (missing) return [{ field, code: "missing", message: "This field is missing." }];
      return [{ field, code: CODE_OF[issue.code] ?? "invalid", message: issue.message }];
    }
    return issue.keys.map((key) => ({
      field: toName([...issue.path, key]),
      code: "unknown",
      message: Object.hasOwn(unknown, key) ? String(unknown[key]) : "There is no such field.",
    }));
  });
  const first = fields.filter(({ field }, at) => fields.findIndex((other) => other.field === field) === at);
  return invalid(first.slice(0, FIELDS_MOST));
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    data,
  );
}

function toName(path: readonly PropertyKey[]): string {
  return path.map(String).join(".").toWellFormed().slice(0, NAME_LENGTH_MOST) || "body";
}
