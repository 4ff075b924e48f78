import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { offered } from "../lib/offered.ts";
import { runtime } from "../lib/runtime.ts";
import { createApp } from "./app.ts";
import { Path } from "./path.ts";
import type { Api } from "./schema.ts";
import { readSettings } from "./settings.ts";

let app: Api | undefined;

/**
 * Answers the events of API Gateway's HTTP API, payload format 2.0. hono's own adapter is not used: it answers by
 * itself, and logs, what the platform's Request refuses (a GET with a body, TRACE), and takes the Host header's word.
 */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  app ??= createApp(runtime(), readSettings(process.env), offered);
  const path = Path.read(event.headers["x-viewer-path"] ?? encodePath(event.rawPath));
  const { requestContext } = event;
  const response = await app.fetch(toRequest(event, path ?? "/"), { requestContext, path });
  // What is compressed is no text: it travels through the gateway in base64.
  const isBase64Encoded = response.headers.has("content-encoding");
  const body = Buffer.from(await response.arrayBuffer());
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: body.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  };
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** The others are nothing to the app. Visible ASCII, as the platform's Headers wants it. */
const HEADERS = ["accept-encoding", "authorization", "content-type", "idempotency-key", "if-none-match"];
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

function toRequest(event: APIGatewayProxyEventV2, path: string): Request {
  const { method } = event.requestContext.http;
  const headers = new Headers();
  for (const name of HEADERS) {
    const value = event.headers[name];
    // What can't be passed on is not passed over either: the app refuses it where it matters.
    if (value !== undefined) headers.set(name, HEADER_VALUE.test(value) ? value : "");
  }
  const init: RequestInit = { method: METHODS.includes(method) ? method : "OTHER", headers };
  if (event.body && method !== "GET" && method !== "HEAD") {
    const body = Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
    headers.set("content-length", String(body.length));
    init.body = body;
  }
  return new Request(`https://api.invalid${path}?${event.rawQueryString}`, init);
}

/** The gateway has decoded the path; what stood in it as %2F is a separator by now. */
function encodePath(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
