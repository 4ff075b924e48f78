import { API } from "../origin.ts";
import type { Api } from "./schema.ts";

const INFO = {
  title: "CloudCO API",
  version: "1",
  description: [
    "Watches what server providers have in stock, matches it against your rules, and tells you or buys for you.",
    "Amounts are whole numbers of the currency's minor unit (cents). Times are ISO 8601 in UTC.",
    "What is not yours and what is not there get the same 404.",
    "**Limits.** Every answer says in `RateLimit` how many requests are left, and for how many seconds, and in `RateLimit-Policy` out of how many; 429 says in `Retry-After` when to come back. What stops, pauses and deletes is counted apart from all else.",
    "**Repeating.** A POST with an `Idempotency-Key` may be repeated after a lost answer, for 24 hours. A rule and a connection have an `ETag`: send it as `If-Match`, and a change that somebody else made meanwhile is not overwritten.",
    "**Versions.** This is version 1. What is added later (fields of answers, optional fields of requests, addresses, values of `code`, `state` and other lists) does not change the version: ignore what you don't know. What would break a program that does so gets a version and an address of its own, beside this one, and this one then goes on for a year at least, with `Deprecation` and `Sunset` in its answers.",
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
  { name: "Sniping", description: "Stopping everything at once, and starting it again." },
  { name: "Keys", description: "For programs of yours: made and revoked by people alone." },
  { name: "Account", description: "What you may do, and what you use of it." },
  { name: "Service", description: "Whether the API runs." },
];

/** The OpenAPI 3.1 document, made from the very schemas that check requests. */
export function describe(api: Api) {
  api.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "An access token of the OIDC issuer, which a person gets by signing in.",
  });
  api.openAPIRegistry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "cco_live_",
    description:
      "An API key (POST /keys), for programs. It may do what its scopes say; what lists no scope of a key is for people alone.",
  });
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: API }],
    security: [{ bearer: [] }],
    tags: TAGS,
  });
}
