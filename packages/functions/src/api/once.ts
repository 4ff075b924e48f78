export * as Once from "./once.ts";

import { createHash } from "node:crypto";
import type { Context } from "@cloudco/core/context/context";
import { Repeat } from "@cloudco/core/repeat/repeat";
import type { MiddlewareHandler } from "hono";
import * as z from "zod";
import { Problem } from "./problem.ts";
import type { Env } from "./schema.ts";

/** Longer than any request runs. */
const RUNNING_SECONDS = 60;
const KEPT = ["location", "etag"];

export const Headers = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, "Give 1 to 200 visible ASCII characters, without spaces.")
    .optional()
    .meta({
      description:
        "Made up by you for one request, a UUID say. Repeat it when you repeat the request: for 24 hours the answer is the first one again, with `Idempotent-Replayed: true`, and nothing is done a second time.",
      example: "6f1c3ad5-6ee9-4a5e-8f5e-0a2ba9f6a7e1",
    }),
});
export const PROBLEMS: readonly Problem.Code[] = ["request.key_used", "request.running"];

/**
 * A POST that is sent twice with one Idempotency-Key is done once, and answered twice. Refusals are not kept: they did nothing.
 * @param forget fields of the answer that are not to be stored, which are null in the answer to a repetition
 */
export function middleware(
  ctx: Context,
  { forget = [] }: { forget?: readonly string[] } = {},
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const given = c.req.header("idempotency-key");
    if (!Headers.shape["idempotency-key"].safeParse(given).success || given === undefined)
      return await next();
    const { accountId } = c.var;
    const asked = hash(c.req.method, c.req.path, await c.req.text());
    const key = hash(given);
    const begun = await Repeat.begin(ctx, accountId, key, asked, RUNNING_SECONDS);
    if ("answer" in begun) {
      const { status, headers, body } = begun.answer;
      c.res = new Response(body, { status, headers: { ...headers, ...current(c.res.headers) } });
      c.header("idempotent-replayed", "true");
      return;
    }
    if ("refused" in begun) throw refusal(begun.refused);
    await next();
    if (c.res.status >= 300) return await Repeat.abandon(ctx, accountId, key, begun.token);
    const body = without(await c.res.clone().text(), forget);
    const headers = Object.fromEntries(
      [...c.res.headers].filter(([name]) => KEPT.includes(name) || name === "content-type"),
    );
    await Repeat.complete(ctx, accountId, key, begun.token, { status: c.res.status, headers, body });
  };
}

/** What every answer has of its own. */
function current(headers: Response["headers"]): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name !== "content-type"));
}

function without(body: string, fields: readonly string[]): string {
  if (fields.length === 0) return body;
  return JSON.stringify(JSON.parse(body), (name, value) => (fields.includes(name) ? null : value));
}

function hash(...parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

function refusal(refused: "other" | "running"): Problem.ProblemError {
  if (refused === "other") {
    return new Problem.ProblemError(
      "request.key_used",
      "Nothing was done: this Idempotency-Key came with another request before. Send a new key with a new request.",
    );
  }
  return new Problem.ProblemError(
    "request.running",
    "The same request is being answered at this moment. Repeat it in a moment to get its answer.",
    { headers: { "retry-after": "1" } },
  );
}
