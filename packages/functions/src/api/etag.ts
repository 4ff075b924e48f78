export * as ETag from "./etag.ts";

import { createHash } from "node:crypto";
import type { Context } from "hono";
import * as z from "zod";
import { Problem } from "./problem.ts";
import type { Env } from "./schema.ts";

/** A strong validator of a text. */
export function of(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** What a request may demand that changes something. */
export function ifMatch(what: string) {
  return z.object({
    "if-match": z
      .string()
      .max(1000)
      .optional()
      .meta({
        description: `The ${what}'s \`ETag\` as you read it: refused with 412 where the ${what} was changed since.`,
        example: '"3"',
      }),
  });
}

export function changed(what: string): Problem.ProblemError {
  return new Problem.ProblemError(
    "request.changed",
    `Nothing was changed: the ${what} is no longer as you read it. Read it again, and send your change with its new ETag.`,
  );
}

/** Whether an If-Match or If-None-Match names this one. A proxy that compresses marks it as weak. */
export function matches(header: string | undefined, etag: string): boolean {
  const named = header?.split(",").map((each) => each.trim().replace(/^W\//, "")) ?? [];
  return named.includes(etag) || named.includes("*");
}

/**
 * 304 where the caller has this very answer, else the answer. A browser keeps it and asks with its etag by itself;
 * `vary` keeps one customer's from another who signs in on the same machine.
 */
export function answerUnlessKnown(c: Context<Env>, etag: string, answer: () => Response): Response {
  c.header("cache-control", "private, no-cache");
  c.header("etag", etag);
  c.header("vary", "authorization, accept-encoding");
  return matches(c.req.header("if-none-match"), etag) ? c.body(null, 304) : answer();
}
