import type { Context } from "hono";
import type { Env } from "./schema.ts";

/**
 * 304 where the caller has this very answer, else the answer. A browser keeps it and asks with its etag by itself;
 * `vary` keeps one customer's from another who signs in on the same machine.
 */
export function answerUnlessKnown(c: Context<Env>, etag: string, answer: () => Response): Response {
  c.header("cache-control", "private, no-cache");
  c.header("etag", etag);
  c.header("vary", "authorization, accept-encoding");
  const known = c.req.header("if-none-match")?.split(/,\s*/) ?? [];
  // A proxy that compresses marks the etag as weak.
  return known.some((tag) => tag.replace(/^W\//, "") === etag) ? c.body(null, 304) : answer();
}
