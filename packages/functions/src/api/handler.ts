import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
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
  const body = bodyOf(event);
  const response = await made.app.fetch(toRequest(event, path ?? "/", body), {
    requestContext: event.requestContext,
    address,
    path,
    unreadable: unreadable(event, body),
    https: event.headers["x-forwarded-proto"] === "https",
  });
  return await toResult(response, event.headers["accept-encoding"]);
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** The others are nothing to the app. Visible ASCII, as the platform's Headers wants it. */
const HEADERS = [
  "accept-encoding",
  "authorization",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
];
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

function toRequest(event: APIGatewayProxyEventV2, path: string, body: Buffer | undefined): Request {
  const { method } = event.requestContext.http;
  const headers = new Headers();
  for (const name of HEADERS) {
    const value = event.headers[name];
    // What can't be passed on is not passed over either: the app refuses it where it matters.
    if (value !== undefined) headers.set(name, HEADER_VALUE.test(value) ? value : "");
  }
  const init: RequestInit = { method: METHODS.includes(method) ? method : "OTHER", headers };
  if (body && method !== "GET" && method !== "HEAD") {
    headers.set("content-length", String(body.length));
    init.body = body;
  }
  return new Request(`https://api.invalid${path}?${event.rawQueryString}`, init);
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2): Buffer | undefined {
  return body ? Buffer.from(body, isBase64Encoded ? "base64" : "utf8") : undefined;
}

/** The gateway gives a body as text, with a mark in place of what was no UTF-8; in base64 it is as it came. */
const DAMAGED = "\ufffd";

function unreadable({ headers, isBase64Encoded }: APIGatewayProxyEventV2, body: Buffer | undefined) {
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== "100-continue") return "expect";
  if (!body) return undefined;
  const damaged = isBase64Encoded ? !isUtf8(body) : body.includes(DAMAGED);
  return damaged ? "body" : undefined;
}

/** Less than this is not worth the work. */
const GZIP_BYTES_LEAST = 1_024;

/** API Gateway does not compress. */
async function toResult(
  response: Response,
  accepted: string | undefined,
): Promise<APIGatewayProxyStructuredResultV2> {
  const body = Buffer.from(await response.arrayBuffer());
  const headers = { vary: "accept-encoding", ...Object.fromEntries(response.headers) };
  const statusCode = response.status;
  // The catalogue is compressed once for everybody.
  if (response.headers.has("content-encoding")) {
    return { statusCode, headers, body: body.toString("base64"), isBase64Encoded: true };
  }
  if (body.length < GZIP_BYTES_LEAST || !takesGzip(accepted)) {
    return { statusCode, headers, body: body.toString("utf8"), isBase64Encoded: false };
  }
  const zipped = await promisify(gzip)(body);
  return {
    statusCode,
    headers: { ...headers, "content-encoding": "gzip" },
    body: zipped.toString("base64"),
    isBase64Encoded: true,
  };
}

/** `gzip;q=0` says no. */
function takesGzip(accepted = ""): boolean {
  return accepted.split(",").some((each) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(each));
}
