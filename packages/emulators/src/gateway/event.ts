export * as GatewayEvent from "./event.ts";

import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { Protocol } from "../protocol.ts";

export type Claims = Readonly<Record<string, unknown>>;

/**
 * The event of payload format 2.0 that an HTTP API with one $default route gives to Lambda. Undefined where the path
 * cannot be decoded.
 */
export function create(
  request: IncomingMessage,
  forwarded: { readonly target: string; readonly headers: Readonly<Record<string, string>> },
  body: Buffer,
  requestId: string,
): APIGatewayProxyEventV2 | undefined {
  const [encodedPath = "/", rawQueryString = ""] = splitOnce(forwarded.target, "?");
  const rawPath = decode(encodedPath);
  if (rawPath === undefined) return undefined;
  const { cookie, ...headers } = forwarded.headers;
  const host = headers.host ?? "";
  const time = new Date();
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    ...(rawQueryString !== "" && { queryStringParameters: joinQuery(rawQueryString) }),
    requestContext: {
      accountId: Protocol.ACCOUNT,
      apiId: "local",
      domainName: host,
      domainPrefix: host.split(".")[0] ?? "",
      http: {
        method: request.method ?? "GET",
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: commonLogTime(time),
      timeEpoch: time.getTime(),
    },
    ...toBody(body, forwarded.headers),
  };
}

/** Adds what the JWT authorizer puts into the event: every claim as text, a list in brackets. */
export function authorize(
  event: APIGatewayProxyEventV2,
  claims: Claims,
): APIGatewayProxyEventV2WithJWTAuthorizer {
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    Array.isArray(value) ? `[${value.join(" ")}]` : String(value),
  ]);
  const jwt = { claims: Object.fromEntries(texts), scopes: null };
  return { ...event, requestContext: { ...event.requestContext, authorizer: { jwt } } };
}

/** An HTTP API decodes the path, other than a REST API and unlike the query. */
function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Decoded, the values of a repeated name joined with commas. */
function joinQuery(rawQueryString: string): Record<string, string> {
  const query = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(",")]));
}

const TEXT = /^(text\/.*|application\/(json|javascript|xml))$/;

/** Only these types come as text; a form too comes in base64, as observed on AWS. */
function toBody(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  const isBase64Encoded = !TEXT.test(type) || headers["content-encoding"] !== undefined;
  return { body: body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}

/** 12/Mar/2020:19:03:58 +0000 */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(" ");
  return `${day}/${month}/${year}:${clock} +0000`;
}
