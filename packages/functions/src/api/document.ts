import { API } from "../origin.ts";
import type { Api } from "./schema.ts";

const INFO = {
  title: "CloudCO API",
  version: "1",
  description: [
    "Watches what server providers have in stock, matches it against your rules, and tells you or buys for you.",
    "Amounts are whole numbers of the currency's minor unit (cents). Times are ISO 8601 in UTC.",
    "What is not yours and what is not there get the same 404.",
  ].join("\n\n"),
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

const TAGS = [
  { name: "Providers", description: "Who sells servers, and how CloudCO watches them." },
  { name: "Connections", description: "Your credentials at a provider. They can be written, never read." },
  { name: "Offers", description: "What is in stock." },
  { name: "Rules", description: "What to look for, and what to do about it." },
  { name: "Matches", description: "What your rules found, and what came of it." },
  { name: "Snipes", description: "The servers that were bought for you." },
  { name: "Service", description: "Whether the API runs." },
];

/** The OpenAPI 3.1 document, made from the very schemas that check requests. */
export function describe(api: Api) {
  api.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "An access token of the OIDC issuer.",
  });
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: API }],
    security: [{ bearer: [] }],
    tags: TAGS,
  });
}
