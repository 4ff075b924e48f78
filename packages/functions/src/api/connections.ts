import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "@cloudco/core/connection/connection";
import {
  removeConnection,
  replaceConnection,
  saveConnection,
  verifyAgain,
} from "@cloudco/core/connection/save";
import { VerificationLimit } from "@cloudco/core/connection/verification-limit";
import type { Context } from "@cloudco/core/context/context";
import { Currency } from "@cloudco/core/money/money";
import { ProviderId } from "@cloudco/core/provider/id";
import { Cause, type Descriptor } from "@cloudco/core/provider/provider";
import { Rule } from "@cloudco/core/rule/rule";
import { arrangeVisits, removeVisited } from "@cloudco/core/watch/arrange";
import { createRoute } from "@hono/zod-openapi";
import type { Context as Hono } from "hono";
import * as z from "zod";
import { API } from "../origin.ts";
import { byKey } from "./caller.ts";
import { CredentialsBody } from "./credentials-body.ts";
import { ETag } from "./etag.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  BODY,
  type Checked,
  descriptorOf,
  iso,
  isoOrNull,
  json,
  LATER,
  NoQuery,
  ProviderParam,
  problems,
  refuseBody,
  refuseInvalid,
  Time,
} from "./schema.ts";

const POLL_MS = 100;

export const Body = z
  .object({
    provider: ProviderId,
    status: Connection.Status.meta({ description: "What the last check of the credentials gave." }),
    hints: z.record(z.string(), z.string()).meta({
      description: "Enough of each saved field to recognise it by.",
      example: { username: "K1…34", password: "…" },
    }),
    failure: z
      .object({ cause: Cause, message: z.string() })
      .nullable()
      .meta({ description: "Why the check failed, and what to do." }),
    waitingUntil: Time.nullable().meta({
      description: "The check waits for its turn at the provider until then.",
    }),
    consent: z.object({ url: z.string(), until: Time }).nullable().meta({
      description:
        "The provider waits for you: open `url`, sign in there and allow the access, before `until`. CloudCO looks every few seconds whether you have.",
    }),
    currency: Currency.nullable().meta({
      description:
        "What your account pays in at a provider that sells in several currencies; null where that is not known, or not to be told.",
    }),
    unmatchable: z.array(z.object({ ruleId: z.string(), name: z.string(), currency: Currency })).meta({
      description:
        "Your rules there that are in another currency than your account pays in, so that nothing can match them: change their currency and amounts.",
    }),
    savedAt: Time,
    checkedAt: Time.nullable(),
  })
  .openapi("Connection", { description: "Your account at a provider, without its credentials." });

/** The connection as its owner sees it, with their rules that can't match what its account pays in. */
export async function render(ctx: Context, connection: Connection.Info): Promise<z.infer<typeof Body>> {
  const { provider, status, hints, failure, consent, currency } = connection;
  const rules = currency === undefined ? [] : await Rule.list(ctx.table, connection.accountId);
  const unmatchable = rules.filter(
    (rule) => rule.provider === provider && rule.status !== "completed" && rule.currency !== currency,
  );
  return {
    provider,
    status,
    hints,
    failure: failure && { cause: failure.cause, message: failure.message },
    waitingUntil: isoOrNull(connection.waitingUntil),
    consent: consent?.url ? { url: consent.url, until: iso(consent.until) } : null,
    currency: currency ?? null,
    unmatchable: unmatchable.map((rule) => ({ ruleId: rule.id, name: rule.name, currency: rule.currency })),
    savedAt: iso(connection.savedAt),
    checkedAt: isoOrNull(connection.checkedAt),
  };
}

/** The credentials are what can be changed; a check changes nothing of what was saved. */
const etagOf = ({ id, version }: Connection.Info): string => `"${id}.${version}"`;
const ETAGGED = {
  etag: { description: "Of the credentials that are saved.", schema: { type: "string" as const } },
};

const CHECKED = { ...json("The check has ended: see `status`.", Body), headers: ETAGGED };
const CHECKING = {
  ...json("The check goes on: ask for the connection again in a moment.", Body),
  headers: { ...LATER, ...ETAGGED },
};
const common = { tags: ["Connections"], request: { params: ProviderParam, query: NoQuery } };

const list = createRoute({
  ...byKey("connections:read"),
  ...common,
  method: "get",
  path: "/connections",
  operationId: "listConnections",
  summary: "Your connections",
  description: "One for each provider whose credentials you saved.",
  request: { query: NoQuery },
  responses: { 200: json("The connections.", z.object({ items: z.array(Body) })), ...problems() },
});

const get = createRoute({
  ...byKey("connections:read"),
  ...common,
  method: "get",
  path: "/connections/{provider}",
  operationId: "getConnection",
  summary: "One connection",
  description: "Its status and hints; never its credentials.",
  responses: {
    200: { ...json("The connection.", Body), headers: ETAGGED },
    ...problems("resource.not_found"),
  },
});

const put = (descriptors: readonly Descriptor[]) =>
  createRoute({
    ...common,
    method: "put",
    path: "/connections/{provider}",
    operationId: "saveConnection",
    summary: "Save credentials and check them",
    description:
      "Replaces what was saved before, at once, and has the provider confirm it. Waits a few seconds for the outcome.",
    request: {
      ...common.request,
      headers: ETag.ifMatch("connection"),
      body: {
        required: true,
        description: "The fields that /providers lists for the provider.",
        content: { "application/json": { schema: z.union(descriptors.map(CredentialsBody.schemaOf)) } },
      },
    },
    responses: {
      200: CHECKED,
      202: CHECKING,
      ...problems("resource.not_found", "connection.too_many_checks", "request.changed", ...BODY),
    },
  });

const verify = createRoute({
  ...common,
  method: "post",
  path: "/connections/{provider}/verify",
  operationId: "verifyConnection",
  summary: "Check the saved credentials again",
  description: "Has the provider confirm them without saving anything. Waits a few seconds for the outcome.",
  middleware: refuseBody,
  responses: {
    200: CHECKED,
    202: CHECKING,
    ...problems("resource.not_found", "request.too_large", "connection.too_many_checks"),
  },
});

const forget = createRoute({
  ...common,
  method: "delete",
  path: "/connections/{provider}",
  operationId: "deleteConnection",
  summary: "Forget the credentials",
  description: "Rules of the provider find, but buy nothing any more.",
  middleware: refuseBody,
  responses: {
    204: { description: "They are forgotten." },
    ...problems("resource.not_found", "request.too_large"),
  },
});

export function addConnections(
  api: Api,
  ctx: Context,
  descriptors: readonly Descriptor[],
  waitSeconds: number,
): void {
  const offered = (id: ProviderId) => descriptors.find((descriptor) => descriptor.id === id);

  api.openapi(list, async (c) => {
    const connections = await Connection.list(ctx.table, c.var.accountId);
    const items = await Promise.all(connections.map((connection) => render(ctx, connection)));
    return c.json({ items }, 200);
  });

  api.openapi(get, async (c) => {
    const connection = await Connection.find(ctx.table, c.var.accountId, c.req.valid("param").provider);
    if (!connection) throw Problem.notFound();
    c.header("etag", etagOf(connection));
    return c.json(await render(ctx, connection), 200);
  });

  api.openapi(
    put(descriptors),
    async (c) => {
      const { accountId } = c.var;
      const { provider } = c.req.valid("param");
      const descriptor = descriptorOf(descriptors, provider);
      const body = CredentialsBody.schemaOf(descriptor).parse(c.req.valid("json"));
      const match = c.req.valid("header")["if-match"];
      const seen = match === undefined ? null : await Connection.find(ctx.table, accountId, provider);
      if (match !== undefined && !(seen && ETag.matches(match, etagOf(seen))))
        throw ETag.changed("connection");
      await admitCheck(ctx, accountId, provider);
      const credentials = CredentialsBody.toCredentials(body);
      const saved = seen
        ? await replaceConnection(ctx, seen, descriptor, credentials)
        : await saveConnection(ctx, accountId, descriptor, credentials);
      if (!saved) throw ETag.changed("connection");
      const connection = await outcome(ctx, saved, waitSeconds);
      await arrangeVisits(ctx, descriptor, accountId);
      c.header("etag", etagOf(connection));
      return c.json(
        await render(ctx, connection),
        connection.status === "VERIFYING" ? sayLater(c, provider) : 200,
      );
    },
    (checked: Checked, c): undefined => {
      if (checked.target !== "json") return refuseInvalid()(checked);
      // The document shows every provider's fields; what counts are those of the one that is addressed.
      const provider = ProviderId.parse(c.req.param("provider"));
      const { error } = CredentialsBody.schemaOf(descriptorOf(descriptors, provider)).safeParse(checked.data);
      if (error) throw Problem.fromZod(error, checked.data);
    },
  );

  api.openapi(verify, async (c) => {
    const { accountId } = c.var;
    const { provider } = c.req.valid("param");
    if (!(await Connection.find(ctx.table, accountId, provider))) throw Problem.notFound();
    await admitCheck(ctx, accountId, provider);
    const verifying = await verifyAgain(ctx, accountId, provider);
    if (!verifying) throw Problem.notFound();
    const connection = await outcome(ctx, verifying, waitSeconds);
    const descriptor = offered(provider);
    if (descriptor) await arrangeVisits(ctx, descriptor, accountId);
    c.header("etag", etagOf(connection));
    return c.json(
      await render(ctx, connection),
      connection.status === "VERIFYING" ? sayLater(c, provider) : 200,
    );
  });

  api.openapi(forget, async (c) => {
    const { accountId } = c.var;
    const { provider } = c.req.valid("param");
    const descriptor = offered(provider);
    const removed = descriptor
      ? await removeVisited(ctx, descriptor, accountId)
      : await removeConnection(ctx, accountId, provider);
    if (!removed) throw Problem.notFound();
    return c.body(null, 204);
  });
}

/** 202, with where and when to ask. */
export function sayLater(c: Hono, provider: ProviderId): 202 {
  c.header("location", `${API}/connections/${provider}`);
  c.header("retry-after", "1");
  return 202;
}

export async function admitCheck(ctx: Context, accountId: string, provider: ProviderId): Promise<void> {
  const now = ctx.now();
  const taken = await VerificationLimit.admit(ctx.table, accountId, provider, now);
  if (taken.granted) return;
  const seconds = Math.max(1, Math.ceil((taken.retryAt - now) / 1000));
  throw new Problem.ProblemError(
    "connection.too_many_checks",
    `Nothing was changed: a connection is checked five times a minute at most. Try again in ${seconds} s.`,
    { headers: { "retry-after": String(seconds) } },
  );
}

/** Looks until the check has ended, waits for the customer, or can't end in time. */
export async function outcome(
  ctx: Context,
  started: Connection.Info,
  waitSeconds: number,
): Promise<Connection.Info> {
  const deadline = ctx.now() + waitSeconds * 1000;
  let connection = started;
  while (connection.status === "VERIFYING" && !connection.consent?.url && ctx.now() < deadline) {
    if ((connection.waitingUntil ?? 0) > deadline) break;
    await pause(POLL_MS);
    const read = await Connection.find(ctx.table, started.accountId, started.provider);
    if (!read) throw Problem.notFound();
    connection = read;
  }
  return connection;
}
