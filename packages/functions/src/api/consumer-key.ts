import { saveConnection } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { admitCheck, Body, outcome, render, sayLater } from "./connections.ts";
import { CredentialsBody } from "./credentials-body.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  BODY,
  type Checked,
  json,
  LATER,
  NoQuery,
  ProviderParam,
  problems,
  refuseInvalid,
} from "./schema.ts";

/** All the fields but the one that the provider issues; each of them is needed. */
function schemaOf(descriptor: Descriptor) {
  const fields = descriptor.fields.filter(({ name }) => name !== descriptor.consentField);
  return CredentialsBody.schemaOf({ ...descriptor, fields });
}

const request = (descriptors: readonly Descriptor[]) =>
  createRoute({
    method: "post",
    path: "/connections/{provider}/consumer-key",
    operationId: "requestConsumerKey",
    tags: ["Connections"],
    summary: "Connect by a link at the provider",
    description:
      "For providers that /providers lists with a `consentField`. Saves what you send, in place of what was saved before, and requests a key with exactly the rights that CloudCO needs. Open `consent.url`, sign in at the provider and allow the access: within 15 minutes the connection becomes VERIFIED, without the key ever being shown.",
    request: {
      params: ProviderParam,
      query: NoQuery,
      body: {
        required: true,
        description: "The fields that /providers lists for the provider, without its `consentField`.",
        content: { "application/json": { schema: z.union(descriptors.map(schemaOf)) } },
      },
    },
    responses: {
      200: json(
        "The link is in `consent`; or `status` is ERROR, and `failure` says why there is none.",
        Body,
      ),
      202: {
        ...json("The key is being requested: ask for the connection again in a moment.", Body),
        headers: LATER,
      },
      ...problems("resource.not_found", "connection.too_many_checks", ...BODY),
    },
  });

export function addConsumerKey(
  api: Api,
  ctx: Context,
  all: readonly Descriptor[],
  waitSeconds: number,
): void {
  const descriptors = all.filter(({ consentField }) => consentField !== undefined);
  const descriptorOf = (provider: ProviderId) => {
    const descriptor = descriptors.find(({ id }) => id === provider);
    if (!descriptor) throw Problem.notFound();
    return descriptor;
  };
  if (descriptors.length === 0) return;

  api.openapi(
    request(descriptors),
    async (c) => {
      const { accountId } = c.var;
      const { provider } = c.req.valid("param");
      const descriptor = descriptorOf(provider);
      const body = schemaOf(descriptor).parse(c.req.valid("json"));
      await admitCheck(ctx, accountId, provider);
      const credentials = CredentialsBody.toCredentials(body);
      const saved = await saveConnection(ctx, accountId, descriptor, credentials, { key: true });
      const connection = await outcome(ctx, saved, waitSeconds);
      const requesting = connection.status === "VERIFYING" && !connection.consent?.url;
      return c.json(await render(ctx, connection), requesting ? sayLater(c, provider) : 200);
    },
    (checked: Checked, c): undefined => {
      if (checked.target !== "json") return refuseInvalid()(checked);
      const descriptor = descriptorOf(ProviderId.parse(c.req.param("provider")));
      const { error } = schemaOf(descriptor).safeParse(checked.data);
      if (error) throw Problem.fromZod(error, checked.data);
    },
  );
}
