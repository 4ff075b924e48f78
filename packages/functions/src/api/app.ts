import { randomUUID } from "node:crypto";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { Context } from "@cloudco/core/context/context";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { UnreadableItem } from "@cloudco/core/table/unreadable";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { ErrorHandler, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import * as z from "zod";
import { gatekeeper, identifier } from "./caller.ts";
import { addCatalogue } from "./catalogue.ts";
import { addConnections } from "./connections.ts";
import { addConsumerKey } from "./consumer-key.ts";
import { describe } from "./document.ts";
import { ETag } from "./etag.ts";
import { createInventory } from "./inventory.ts";
import { addKeys } from "./keys.ts";
import { createLimits, type Limits } from "./limits.ts";
import { addMatches } from "./matches.ts";
import { addMe } from "./me.ts";
import { addOffers } from "./offers.ts";
import { addPreview } from "./preview.ts";
import { Problem } from "./problem.ts";
import { addProviders } from "./providers.ts";
import { addPulse } from "./pulse.ts";
import { addRules } from "./rules.ts";
import { type Api, type Env, json, NoQuery, publicProblems, refuseInvalid } from "./schema.ts";
import type { Settings } from "./settings.ts";
import { addSnipes } from "./snipes.ts";
import { addSniping } from "./sniping.ts";
import { inOurWords } from "./words.ts";

z.config({ customError: inOurWords });

const BODY_BYTES_MOST = 64 * 1024;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The API. Whatever is added after `authenticate` needs a token, without saying so. */
export function createApp(ctx: Context, settings: Settings, descriptors: readonly Descriptor[]): Api {
  const api: Api = new OpenAPIHono<Env>({ defaultHook: refuseInvalid() });
  api.onError(answerError(ctx));
  const limits = createLimits(ctx, settings.accountRequestsPerMinute);
  api.use(identify(ctx, limits), refuseUnreadable, refuseUnknownRoutes(api));
  addService(api);
  api.use(
    authenticate(api, ctx, settings),
    bodyLimit({ maxSize: BODY_BYTES_MOST, onError: refuseLargeBody }),
  );
  addProviders(api, ctx, descriptors);
  addConnections(api, ctx, descriptors, settings.connectionWaitSeconds);
  addConsumerKey(api, ctx, descriptors, settings.connectionWaitSeconds);
  const inventory = createInventory(ctx, descriptors);
  addOffers(api, ctx, descriptors, inventory);
  addCatalogue(api, ctx, descriptors, inventory);
  addPulse(api, ctx, descriptors, inventory);
  addPreview(api, ctx, descriptors, inventory);
  addRules(api, ctx, descriptors);
  addMatches(api, ctx);
  addSnipes(api, ctx);
  addSniping(api, ctx);
  addKeys(api, ctx);
  addMe(api, ctx, settings.accountRequestsPerMinute);
  return api;
}

/** Open to everybody. */
function addService(api: Api): void {
  const health = createRoute({
    method: "get",
    path: "/health",
    operationId: "getHealth",
    tags: ["Service"],
    summary: "Whether the API runs",
    description: "Needs no token, and asks nobody else.",
    security: [],
    request: { query: NoQuery },
    responses: {
      200: json("It runs.", z.object({ status: z.literal("ok") }).openapi("Health")),
      ...publicProblems("request.invalid", "limit.exceeded", "server.failed"),
    },
  });
  api.openapi(health, async (c) => {
    await c.var.limits.byAddress(c);
    return c.json({ status: "ok" as const }, 200);
  });

  let document: { text: string; etag: string } | undefined;
  api.get("/openapi.json", async (c) => {
    await c.var.limits.byAddress(c);
    document ??= toDocument(api);
    const { text, etag } = document;
    const headers = { etag, "cache-control": "public, max-age=300" };
    if (ETag.matches(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
    return c.body(text, 200, { ...headers, "content-type": "application/json" });
  });
}

function toDocument(api: Api): { text: string; etag: string } {
  const text = JSON.stringify(describe(api));
  return { text, etag: ETag.of(text) };
}

/** An id for the request, in every answer and in the log; nobody keeps an answer, or takes it for what it is not. */
function identify(ctx: Context, limits: Limits): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = c.env.requestContext?.requestId ?? randomUUID();
    c.set("requestId", requestId);
    c.set("limits", limits);
    c.header("x-request-id", requestId);
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
    if (c.env.https) c.header("strict-transport-security", "max-age=31536000");
    await next();
    const { route, caller } = c.var;
    const who = { accountId: caller?.accountId, keyId: caller?.key?.id };
    ctx.log.info("answered", { requestId, route, status: c.res.status, ...who });
  };
}

/** What the request's own bytes are refused for, before anything that they ask for. */
const refuseUnreadable: MiddlewareHandler<Env> = async (c, next) => {
  const { address, path, unreadable } = c.env;
  if (address === undefined) throw beside();
  if (path === undefined) throw new Problem.ProblemError("request.path", UNREADABLE_PATH);
  if (unreadable === "body") throw new Problem.ProblemError("request.malformed", UNREADABLE_BODY);
  if (unreadable === "expect") throw new Problem.ProblemError("request.expectation", UNKNOWN_EXPECTATION);
  await next();
};

const UNREADABLE_PATH =
  "The address can't be decoded, or hides a slash or dots in its encoding. Send it as /openapi.json shows it, with each part encoded once.";
const UNREADABLE_BODY = "Nothing was changed: the body is not UTF-8. Send it as UTF-8.";
const UNKNOWN_EXPECTATION =
  "Nothing was changed: the header Expect asks for something unknown. Send the request without it.";

/** Before the token is looked at: which addresses there are is no secret, and a typing error is worth its own answer. */
function refuseUnknownRoutes(api: Api): MiddlewareHandler<Env> {
  const serving = (method: string, path: string) =>
    api.router.match(method, path)[0].find(([[, route]]) => route.method !== "ALL")?.[0][1].path;
  return async (c, next) => {
    const method = c.req.method === "HEAD" ? "GET" : c.req.method;
    const route = serving(method, c.req.path);
    if (route === undefined) {
      await c.var.limits.byAddress(c);
      const allowed = METHODS.filter((candidate) => serving(candidate, c.req.path));
      throw allowed.length > 0 ? wrongMethod(allowed) : unknownRoute();
    }
    c.set("route", `${method} ${route}`);
    await next();
  };
}

function beside(): Problem.ProblemError {
  return new Problem.ProblemError(
    "route.direct",
    "Nobody is served here. Use the address of the dashboard, and /api below it.",
  );
}

function wrongMethod(allowed: readonly string[]): Problem.ProblemError {
  return new Problem.ProblemError(
    "route.method",
    `This address takes ${allowed.join(", ")} alone. See /openapi.json for what each of them does.`,
    { headers: { allow: allowed.flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : name)).join(", ") } },
  );
}

function unknownRoute(): Problem.ProblemError {
  return new Problem.ProblemError(
    "route.unknown",
    "The API has no such address. See /openapi.json for those it has.",
  );
}

/** Good credentials are counted by account alone, so that nobody is refused for what others at their address do. */
function authenticate(api: Api, ctx: Context, settings: Settings): MiddlewareHandler<Env> {
  const callerOf = identifier(ctx, settings);
  const requireAccess = gatekeeper(api);
  return async (c, next) => {
    const caller = await callerOf(c.req.header("authorization")).catch(async (refusal: unknown) => {
      await c.var.limits.byAddress(c);
      throw refusal;
    });
    c.set("caller", caller);
    c.set("accountId", caller.accountId);
    await c.var.limits.byAccount(c);
    requireAccess(c.var.route, caller);
    await next();
  };
}

function refuseLargeBody(): never {
  throw new Problem.ProblemError(
    "request.too_large",
    `Nothing was changed: a body may have ${BODY_BYTES_MOST} bytes at most. Send less.`,
  );
}

/** The last resort tells the log what failed, without anything of the request but its route, and the customer nothing. */
function answerError(ctx: Context): ErrorHandler<Env> {
  return (error, c) => {
    if (error instanceof Problem.ProblemError) return Problem.respond(c, error);
    if (error instanceof HTTPException && error.status === 400) {
      const detail = "Nothing was changed: the body is not JSON. Check what was sent.";
      return Problem.respond(c, new Problem.ProblemError("request.malformed", detail));
    }
    if (error instanceof HTTPException && error.status === 415) {
      const detail = "Nothing was changed: a body has to be JSON, sent as `content-type: application/json`.";
      return Problem.respond(c, new Problem.ProblemError("request.media_type", detail));
    }
    if (error instanceof UnreadableItem) return Problem.respond(c, Problem.unreadable());
    ctx.log.error("request failed", {
      requestId: c.get("requestId"),
      method: c.req.method,
      route: routePath(c, -1),
      error,
    });
    if (isBusy(error)) {
      const busy =
        "Nothing is lost, and it is not known whether the change was made. The fault is ours and mostly over in some seconds: look, and try again.";
      return Problem.respond(
        c,
        new Problem.ProblemError("server.busy", busy, { headers: { "retry-after": String(BUSY_SECONDS) } }),
      );
    }
    const detail =
      "The fault is ours, and it is recorded. Try again in a moment; tell support the requestId if it goes on.";
    return Problem.respond(c, new Problem.ProblemError("server.failed", detail));
  };
}

const BUSY_SECONDS = 5;
/** What AWS throws where it takes no more calls, where a key is out of use for a while, or where no answer came. */
const BUSY =
  /^(TimeoutError|Throttling.*|TooManyRequests.*|RequestLimitExceeded|ProvisionedThroughputExceeded.*|TransactionInProgress.*|ServiceUnavailable.*|InternalServerError|KMSInternalException|DependencyTimeoutException|DisabledException|KMSInvalidStateException|ECONN.*|ETIMEDOUT)$/;

function isBusy(error: Error): boolean {
  const codes = error instanceof TransactionCanceledException ? error.CancellationReasons : undefined;
  if (codes)
    return codes.some(({ Code }) => /Throttling|ThroughputExceeded|TransactionConflict/.test(Code ?? ""));
  return BUSY.test(error.name) || BUSY.test(String((error as NodeJS.ErrnoException).code));
}
