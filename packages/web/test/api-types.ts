import { fileURLToPath } from "node:url";
import { createApp } from "@cloudco/functions/api/app";
import { describe } from "@cloudco/functions/api/document";
import { offered } from "@cloudco/functions/lib/offered";
import { create } from "@cloudco/functions/lib/runtime";
import openapiTypescript, { astToString } from "openapi-typescript";

export const typesFile = fileURLToPath(new URL("../src/api/schema.d.ts", import.meta.url));

export async function types(): Promise<string> {
  process.env.TABLE_NAME ??= "none";
  process.env.AWS_REGION ??= "us-east-1";
  const settings = {
    auth: { issuer: "https://issuer.invalid", audience: "none", jwksUrl: undefined },
    connectionWaitSeconds: 0,
    accountRequestsPerMinute: 600,
  };
  const document = describe(createApp(create(), settings, offered));
  const tree = await openapiTypescript(JSON.parse(JSON.stringify(document)), {
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  return `/** Made by \`pnpm --filter @cloudco/web generate\`. */\n${astToString(tree)}`;
}
