export * as Protocol from "./protocol.ts";

import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type * as z from "zod";
import { ConstantTime } from "./constant-time.ts";
import { HttpServer } from "./http-server.ts";

export const REGION = "us-east-1";
export const ACCOUNT = "000000000000";

const BODY_BYTES_MAX = 1024 * 1024;

/** An error as AWS answers it: a client of the SDK throws it under the same name. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.type = type;
    this.status = status;
  }
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; `{}` where there was no body. */
  readonly body: unknown;
}

export interface ServeOptions extends HttpServer.ListenOptions {
  /**
   * Only requests signed under this access key are answered. The signature itself is not checked: on loopback, where
   * nobody listens in, a random access key says as much. Without it every process of this machine is answered.
   */
  readonly accessKeyId?: string | undefined;
  readonly contentType: "application/json" | "application/x-amz-json-1.1";
}

/** Serves an AWS JSON API: `handle` returns the answer's object or throws an AwsError. `release` as in HttpServer.listen. */
export function serve(
  options: ServeOptions,
  handle: (request: Request) => unknown,
  release?: () => void,
): Promise<HttpServer.Listening> {
  const server = createServer(async (request, response) => {
    response.setHeader("x-amzn-requestid", randomUUID());
    response.setHeader("content-type", options.contentType);
    try {
      refuseBrowsers(request, options.host);
      refuseStrangers(request, options.accessKeyId);
      answer(response, 200, handle(await read(request)) ?? {});
    } catch (error) {
      refuse(response, error);
    }
  });
  return HttpServer.listen(server, options, release);
}

/** The handler of the JSON 1.1 protocol, where the header X-Amz-Target names the action. */
export function target(service: string, actions: Readonly<Record<string, (input: unknown) => unknown>>) {
  return (request: Request): unknown => {
    const [name, action = ""] = String(request.headers["x-amz-target"]).split(".");
    const run = name === service && Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!run) throw notOffered(`${service} action ${JSON.stringify(action)}`, Object.keys(actions));
    return run(request.body);
  };
}

export function notOffered(what: string, offered: readonly string[]): AwsError {
  const message = `The local stack does not offer ${what}. It offers: ${offered.join(", ")}.`;
  return new AwsError("UnknownOperationException", message);
}

/** Throws ValidationException with the place and the reason of every fault. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".") || "request"}: ${issue.message}`);
  throw new AwsError("ValidationException", faults.join("; "));
}

/** A web page must not reach these endpoints, neither blindly nor under a name of its own that resolves to loopback. */
function refuseBrowsers(request: IncomingMessage, boundHost = "127.0.0.1"): void {
  const host = URL.parse(`http://${request.headers.host}`)?.hostname ?? "";
  const known = ["127.0.0.1", "localhost", "[::1]", boundHost].includes(host);
  if (!known || request.headers.origin !== undefined) {
    throw new AwsError(
      "AccessDeniedException",
      "This endpoint serves programs on this machine, not web pages.",
      403,
    );
  }
}

function refuseStrangers(request: IncomingMessage, accessKeyId: string | undefined): void {
  if (accessKeyId === undefined) return;
  const given = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!ConstantTime.equal(given, accessKeyId)) {
    throw new AwsError(
      "UnrecognizedClientException",
      "The access key is not the one this endpoint was started with.",
      403,
    );
  }
}

async function read(request: IncomingMessage): Promise<Request> {
  const bytes = await HttpServer.readBody(request, BODY_BYTES_MAX);
  if (!bytes)
    throw new AwsError("RequestEntityTooLargeException", `The body is over ${BODY_BYTES_MAX} bytes.`, 413);
  const url = URL.parse(request.url ?? "/", "http://localhost");
  if (!url) throw new AwsError("ValidationException", "The request's URL is malformed.");
  const { method = "GET", headers } = request;
  return { method, path: url.pathname, query: url.searchParams, headers, body: json(bytes) };
}

function json(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new AwsError("SerializationException", "The body is not JSON.");
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  const known = error instanceof AwsError;
  if (!known) console.error("An AWS endpoint of the local stack failed:", error);
  const { type, message, status } = known
    ? error
    : new AwsError("InternalServerException", "An internal error occurred.", 500);
  response.setHeader("x-amzn-errortype", type);
  // Scheduler's model spells the member `Message`, KMS's `message`.
  answer(response, status, { __type: type, message, Message: message });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-length": Buffer.byteLength(text) });
  response.end(text);
}
