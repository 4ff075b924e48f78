export * as Gateway from "./gateway.ts";

import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { HttpServer } from "../http-server.ts";
import { LambdaContext } from "../lambda-context.ts";
import { GatewayCors } from "./cors.ts";
import { GatewayEvent } from "./event.ts";

export interface Options extends HttpServer.ListenOptions {
  readonly handler: (
    event: APIGatewayProxyEventV2WithJWTAuthorizer,
    context: Context,
  ) => Promise<APIGatewayProxyStructuredResultV2>;
  /** As on AWS: preflights are answered here, and CORS headers of the handler are replaced. */
  readonly cors?: GatewayCors.GatewayCors | undefined;
  /** The JWT authorizer: the token's claims, or null for 401. Omitted: the event has no authorizer, and the app checks. */
  readonly authorize?: ((headers: IncomingHttpHeaders) => Promise<GatewayEvent.Claims | null>) | undefined;
  /** Default 30,000, the most that an HTTP API waits for its integration. */
  readonly timeoutMs?: number | undefined;
}

// Limits of API Gateway's HTTP APIs and of Lambda's synchronous answers.
const TIMEOUT_MS_MAX = 30_000;
const REQUEST_BYTES_MAX = 10 * 1024 * 1024;
const RESPONSE_BYTES_MAX = 6 * 1024 * 1024;
/** The connection's, not the handler's. */
const HOP_BY_HOP = /^(connection|keep-alive|transfer-encoding|upgrade|content-length)$/i;
const CORS_HEADER = /^access-control-/i;

/** What stands before the gateway may have written another request line and other headers; the body is the request's own. */
export type Forwarded = { readonly target: string; readonly headers: Readonly<Record<string, string>> };
export type Listener = (
  request: IncomingMessage,
  response: ServerResponse,
  forwarded?: Forwarded,
) => Promise<void>;

/** The gateway on a port of its own. */
export async function start(options: Options): Promise<HttpServer.Listening> {
  const listener = create(options);
  return HttpServer.listen(
    createServer((request, response) => listener(request, response)),
    options,
  );
}

/**
 * API Gateway's HTTP API for one machine: every request becomes an event of payload format 2.0 for `handler`, and its
 * result the answer. Errors are AWS's: 401, 413, 500 for a handler that throws, 503 for one that takes too long.
 */
export function create(options: Options): Listener {
  const { cors } = options;
  if (cors) GatewayCors.check(cors);
  return async (request, response, forwarded = seen(request)) => {
    const { origin } = request.headers;
    if (cors && GatewayCors.isPreflight(request)) {
      response.writeHead(204, GatewayCors.preflightHeaders(cors, origin)).end();
      return;
    }
    const requestId = randomUUID();
    const answer = (result: APIGatewayProxyStructuredResultV2) => {
      const own = { ...(cors && GatewayCors.responseHeaders(cors, origin)), "apigw-requestid": requestId };
      send(response, cors ? withoutHeaders(result, CORS_HEADER) : result, own);
    };
    try {
      answer(await invoke(options, request, forwarded, requestId));
    } catch (error) {
      if (response.destroyed) return;
      console.error(`Request ${requestId} failed:`, error);
      answer(message(500, "Internal Server Error"));
    }
  };
}

function seen(request: IncomingMessage): Forwarded {
  return { target: request.url ?? "/", headers: HttpServer.joinHeaders(request) };
}

async function invoke(
  { handler, authorize, timeoutMs = TIMEOUT_MS_MAX }: Options,
  request: IncomingMessage,
  forwarded: Forwarded,
  requestId: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  const body = await HttpServer.readBody(request, REQUEST_BYTES_MAX);
  if (!body) return message(413, "Request Entity Too Large");
  const event = GatewayEvent.create(request, forwarded, body, requestId);
  if (!event) return message(400, "Bad Request");
  const claims = authorize ? await authorize(request.headers) : {};
  if (!claims) return message(401, "Unauthorized", { "www-authenticate": "Bearer" });
  // Without an authorizer the event has none, as on AWS; the type has no word for a handler that takes both.
  const given = authorize
    ? GatewayEvent.authorize(event, claims)
    : (event as APIGatewayProxyEventV2WithJWTAuthorizer);
  const result = await inTime(handler(given, LambdaContext.create("api", timeoutMs, requestId)), timeoutMs);
  if (Buffer.byteLength(result.body ?? "") > RESPONSE_BYTES_MAX) {
    throw new Error(`The answer is over ${RESPONSE_BYTES_MAX} bytes, which Lambda would not return.`);
  }
  return result;
}

async function inTime(result: Promise<APIGatewayProxyStructuredResultV2>, timeoutMs: number) {
  const late = Promise.withResolvers<APIGatewayProxyStructuredResultV2>();
  const patience = setTimeout(() => late.resolve(message(503, "Service Unavailable")), timeoutMs);
  try {
    return await Promise.race([result, late.promise]);
  } finally {
    clearTimeout(patience);
  }
}

function message(
  statusCode: number,
  text: string,
  headers?: Record<string, string>,
): APIGatewayProxyStructuredResultV2 {
  const body = JSON.stringify({ message: text });
  return { statusCode, headers: { "content-type": "application/json", ...headers }, body };
}

function withoutHeaders(
  result: APIGatewayProxyStructuredResultV2,
  names: RegExp,
): APIGatewayProxyStructuredResultV2 {
  const kept = Object.entries(result.headers ?? {}).filter(([name]) => !names.test(name));
  return { ...result, headers: Object.fromEntries(kept) };
}

/** Throws, before a byte is sent, where the status or a header is not one of HTTP. */
function send(
  response: ServerResponse,
  result: APIGatewayProxyStructuredResultV2,
  own: Record<string, string>,
): void {
  const { statusCode = 200, body = "", cookies = [], isBase64Encoded } = result;
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  const headers = Object.entries(withoutHeaders(result, HOP_BY_HOP).headers ?? {});
  response.writeHead(statusCode, [
    ...[...headers, ...Object.entries(own)].flatMap(([name, value]) => [name, String(value)]),
    ...cookies.flatMap((cookie) => ["set-cookie", cookie]),
    ...(statusCode === 204 || statusCode === 304 ? [] : ["content-length", String(bytes.length)]),
  ]);
  response.end(bytes);
}
