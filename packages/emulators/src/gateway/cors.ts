export * as GatewayCors from "./cors.ts";

import type { IncomingMessage } from "node:http";

/** The CORS configuration of an HTTP API. */
export interface GatewayCors {
  /** Exact, such as https://dashboard.example. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders?: readonly string[] | undefined;
  readonly allowCredentials?: boolean | undefined;
  readonly maxAgeSeconds?: number | undefined;
}

/** Throws where an origin is not one exact origin. */
export function check({ allowOrigins }: GatewayCors): void {
  const wrong = allowOrigins.find((origin) => origin.includes("*") || URL.parse(origin)?.origin !== origin);
  if (wrong !== undefined) {
    throw new Error(
      `${JSON.stringify(wrong)} is no exact origin for CORS: write scheme and host, as https://host[:port].`,
    );
  }
}

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === "OPTIONS" &&
    headers.origin !== undefined &&
    headers["access-control-request-method"] !== undefined
  );
}

/** For an answer to this origin; nothing where the origin is not allowed. */
export function responseHeaders(cors: GatewayCors, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !cors.allowOrigins.includes(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    vary: "origin",
    ...(cors.allowCredentials && { "access-control-allow-credentials": "true" }),
    ...(cors.exposeHeaders && { "access-control-expose-headers": cors.exposeHeaders.join(",") }),
  };
}

export function preflightHeaders(cors: GatewayCors, origin: string | undefined): Record<string, string> {
  const headers = responseHeaders(cors, origin);
  if (!headers["access-control-allow-origin"]) return {};
  return {
    ...headers,
    "access-control-allow-methods": cors.allowMethods.join(","),
    "access-control-allow-headers": cors.allowHeaders.join(","),
    ...(cors.maxAgeSeconds !== undefined && { "access-control-max-age": String(cors.maxAgeSeconds) }),
  };
}
