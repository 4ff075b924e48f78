import { ApiKey } from "@cloudco/core/api-key/api-key";
import type { Context } from "@cloudco/core/context/context";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { API } from "../origin.ts";
import { KEYS } from "./limits.ts";
import { Once } from "./once.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  BODY,
  idParam,
  iso,
  isoOrNull,
  json,
  NoQuery,
  problems,
  refuseBody,
  Time,
} from "./schema.ts";
import { isPrintable } from "./text.ts";

const Body = z
  .object({
    id: z.string().meta({ description: "Also the letters after `cco_live_` in the key itself." }),
    name: z.string(),
    scopes: z.array(ApiKey.Scope),
    createdAt: Time,
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable().meta({ description: "To the hour; null where it never was." }),
    revokedAt: Time.nullable(),
  })
  .openapi("Key", { description: "An API key, without its secret." });

const Made = Body.extend({
  key: z.string().nullable().meta({
    description:
      "The key itself, shown here and never again: CloudCO keeps its hash alone. Null where the request was repeated.",
  }),
}).openapi("NewKey");

const Create = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .refine(isPrintable, { error: "There is a control character in it." })
      .meta({ description: "What you call it: the program that has it, say." }),
    scopes: z
      .array(ApiKey.Scope)
      .min(1)
      .max(ApiKey.Scope.options.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, { error: "Name each scope once." })
      .meta({
        description: "What it may do, and nothing else. Without `snipes:buy` it makes no rule that buys.",
      }),
    expiresAt: Time.nullable().default(null).meta({ description: "When it ends; null for never." }),
  })
  .meta({ example: { name: "Nightly report", scopes: ["rules:read", "snipes:read"], expiresAt: null } })
  .openapi("KeyInput");

const common = { tags: ["Keys"], request: { query: NoQuery } };
const one = { ...common, request: { params: idParam("keyId", "", "key"), query: NoQuery } };

const list = createRoute({
  ...common,
  method: "get",
  path: "/keys",
  operationId: "listKeys",
  summary: "Your API keys",
  description: "The latest first; one that was revoked or has expired is shown for thirty days.",
  responses: { 200: json("The keys.", z.object({ items: z.array(Body) })), ...problems() },
});

const post = createRoute({
  ...common,
  method: "post",
  path: "/keys",
  operationId: "createKey",
  summary: "Make an API key",
  description:
    "For programs: send it as a bearer token in place of an access token. It is shown once. Only a person can make one, and none can reach billing, keys, credentials, export or deletion.",
  request: {
    ...common.request,
    headers: Once.Headers,
    body: { required: true, content: { "application/json": { schema: Create } } },
  },
  responses: {
    201: {
      ...json("The key.", Made),
      headers: { location: { description: "Its address.", schema: { type: "string" as const } } },
    },
    ...problems("key.limit", ...Once.PROBLEMS, ...BODY),
  },
});

const revoke = createRoute({
  ...one,
  method: "delete",
  path: "/keys/{keyId}",
  operationId: "revokeKey",
  summary: "Revoke a key",
  description: "From the answer on it opens nothing.",
  middleware: refuseBody,
  responses: {
    204: { description: "It is revoked." },
    ...problems("resource.not_found", "request.too_large"),
  },
});

export function addKeys(api: Api, ctx: Context): void {
  api.openapi(list, async (c) => {
    const keys = await ApiKey.list(ctx, c.var.accountId);
    return c.json({ items: keys.map(toBody) }, 200);
  });

  api.openapi({ ...post, middleware: Once.middleware(ctx, { forget: ["key"] }) }, async (c) => {
    await c.var.limits.own(c, KEYS);
    const { name, scopes, expiresAt } = c.req.valid("json");
    const expires = expiresAt === null ? null : Date.parse(expiresAt);
    if (expires !== null && expires <= ctx.now()) {
      throw Problem.invalid([{ field: "expiresAt", code: "too_small", message: "Give a time to come." }]);
    }
    const made = await ApiKey.create(ctx, c.var.accountId, { name, scopes, expires });
    if (!made) {
      const detail = `Nothing was made: an account has ${ApiKey.KEYS_MOST} keys at most. Revoke one that is not used.`;
      throw new Problem.ProblemError("key.limit", detail);
    }
    c.header("location", `${API}/keys/${made.info.id}`);
    return c.json({ ...toBody(made.info), key: made.text }, 201);
  });

  api.openapi(revoke, async (c) => {
    const revoked = await ApiKey.revoke(ctx, c.var.accountId, c.req.valid("param").keyId);
    if (!revoked) throw Problem.notFound();
    return c.body(null, 204);
  });
}

function toBody(key: ApiKey.Info): z.infer<typeof Body> {
  const { id, name, scopes, createdAt, expires, lastUsedAt, revokedAt } = key;
  return {
    id,
    name,
    scopes,
    createdAt: iso(createdAt),
    expiresAt: isoOrNull(expires),
    lastUsedAt: isoOrNull(lastUsedAt),
    revokedAt: isoOrNull(revokedAt),
  };
}
