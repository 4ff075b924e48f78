import type { Context } from "@cloudco/core/context/context";
import { type Admission, type Limit, Limiter } from "@cloudco/core/limit/limiter";
import type { Context as Hono } from "hono";
import { ALWAYS } from "../origin.ts";
import { Problem } from "./problem.ts";
import type { Env } from "./schema.ts";

const MINUTE = 60;
const always = new RegExp(ALWAYS);

/** Of an account. A route that sends something in its name, or at which a secret could be guessed, has one like it. */
export const KEYS: Limit = { name: "keys", most: 10, windowSeconds: MINUTE };

type C = Hono<Env>;

/** Throws the problem 429 where there were too many; says in every answer how many are left. */
export type Limits = {
  byAddress(c: C): Promise<void>;
  byAccount(c: C): Promise<void>;
  /** For the routes that have a limit of their own beside that. */
  own(c: C, limit: Limit): Promise<void>;
};

export function createLimits(ctx: Context, accountRequestsPerMinute: number): Limits {
  const limiter = new Limiter(ctx);
  const perMinute = (name: string, share: number): Limit => ({
    name,
    most: Math.ceil(accountRequestsPerMinute * share),
    windowSeconds: MINUTE,
  });
  const account = perMinute("account", 1);
  // A customer's way out, counted by itself, so that nothing else they do can close it.
  const stop = perMinute("stop", 1 / 5);
  // As long as nobody is known behind the address: good credentials are never counted here.
  const address = perMinute("address", 1 / 2);
  const count = async (c: C, subject: string, limit: Limit) => {
    const admission = await limiter.admit(subject, limit);
    say(c, limit, admission, ctx.now());
    if (!admission.admitted) throw tooMany(limit, admission, ctx.now());
  };
  return {
    byAddress: (c) => count(c, `ADDRESS#${c.env.address}`, address),
    byAccount: (c) => count(c, c.var.accountId, isWayOut(c) ? stop : account),
    own: (c, limit) => count(c, c.var.accountId, limit),
  };
}

function isWayOut({ req }: C): boolean {
  return req.method === "DELETE" || (req.method === "POST" && always.test(req.path));
}

/** Names and units of draft-ietf-httpapi-ratelimit-headers. */
function say(c: C, { name, most, windowSeconds }: Limit, { left, resetAt }: Admission, now: number): void {
  c.header("ratelimit-policy", `"${name}";q=${most};w=${windowSeconds}`);
  c.header("ratelimit", `"${name}";r=${left};t=${secondsTo(resetAt, now)}`);
}

function tooMany({ name, most }: Limit, { resetAt }: Admission, now: number): Problem.ProblemError {
  const seconds = secondsTo(resetAt, now);
  return new Problem.ProblemError(
    "limit.exceeded",
    `Nothing was done: more than ${most} requests a minute came in (limit "${name}"). Try again in ${seconds} s.`,
    { headers: { "retry-after": String(seconds) } },
  );
}

const secondsTo = (at: number, now: number) => Math.max(1, Math.ceil((at - now) / 1000));
