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
import { authenticator } from "./auth.ts";
import { addCatalogue } from "./catalogue.ts";
import { addConnections } from "./connections.ts";
import { addConsumerKey } from "./consumer-key.ts";
import { describe } from "./document.ts";
import { createInventory } from "./inventory.ts";
import { addMatches } from "./matches.ts";
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

const BODY_BYTES_MOST = 64 * 1024;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The API. Whatever is added after `authenticate` needs a token, without saying so. */
export function createApp(ctx: Context, settings: Settings, descriptors: readonly Descriptor[]): Api {
  const api: Api = new OpenAPIHono<Env>({ defaultHook: refuseInvalid() });
  api.onError(answerError(ctx));
  api.use(identify, refuseUnknownRoutes(api));
  addService(api);
  api.use(authenticate(ctx, settings), bodyLimit({ maxSize: BODY_BYTES_MOST, onError: refuseLargeBody }));
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
      ...publicProblems("request.invalid", "server.failed"),
    },
  });
  api.openapi(health, (c) => c.json({ status: "ok" as const }, 200));

  let document: string | undefined;
  api.get("/openapi.json", (c) => {
    document ??= JSON.stringify(describe(api));
    return c.body(document, 200, {
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
    });
  });
}

/** An id for the request, in every answer; nobody keeps an answer. */
const identify: MiddlewareHandler<Env> = async (c, next) => {
  const requestId = c.env?.requestContext?.requestId ?? randomUUID();
  c.set("requestId", requestId);
  c.header("x-request-id", requestId);
  c.header("cache-control", "no-store");
  await next();
};

/** Before the token is looked at: which addresses there are is no secret, and a typing error is worth its own answer. */
function refuseUnknownRoutes(api: Api): MiddlewareHandler<Env> {
  const detail =
    "The address can't be decoded, or hides a slash or dots in its encoding. Send it as /openapi.json shows it, with each part encoded once.";
  const serves = (method: string, path: string) =>
    api.router.match(method, path)[0].some(([[, route]]) => route.method !== "ALL");
  return async (c, next) => {
    if (c.env.path === undefined) throw new Problem.ProblemError("request.path", detail);
    const method = c.req.method === "HEAD" ? "GET" : c.req.method;
    if (!serves(method, c.req.path)) {
      const allowed = METHODS.filter((candidate) => serves(candidate, c.req.path));
      throw allowed.length > 0 ? wrongMethod(allowed) : unknownRoute();
    }
    await next();
  };
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

function authenticate(ctx: Context, settings: Settings): MiddlewareHandler<Env> {
  const accountOf = authenticator(settings.auth, ctx.now);
  return async (c, next) => {
    c.set("accountId", await accountOf(c.req.header("authorization")));
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
