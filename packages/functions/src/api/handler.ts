import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { offered } from "../lib/offered.ts";
import { runtime } from "../lib/runtime.ts";
import { PATH_HEADER } from "../origin.ts";
import { createApp } from "./app.ts";
import { Path } from "./path.ts";
import type { Api } from "./schema.ts";
import { readSettings } from "./settings.ts";
import { Viewer } from "./viewer.ts";

let made: { app: Api; secrets: readonly string[] } | undefined;

function make() {
  const settings = readSettings(process.env);
  return { app: createApp(runtime(), settings, offered), secrets: settings.originSecrets };
}

/**
 * Answers the events of API Gateway's HTTP API, payload format 2.0. hono's own adapter is not used: it answers by
 * itself, and logs, what the platform's Request refuses (a GET with a body, TRACE), and takes the Host header's word.
 */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  made ??= make();
  const address = Viewer.addressOf(event.headers, made.secrets);
  const path = Path.read(event.headers[PATH_HEADER] ?? "");
  const { requestContext } = event;
  const response = await made.app.fetch(toRequest(event, path ?? "/"), { requestContext, address, path });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    isBase64Encoded: false,
  };
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** The others are nothing to the app. Visible ASCII, as the platform's Headers wants it. */
const HEADERS = ["authorization", "content-type", "idempotency-key"];
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
