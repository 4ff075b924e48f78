export * as Distribution from "./distribution.ts";

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Gateway } from "../gateway/gateway.ts";
import { HttpServer } from "../http-server.ts";
import { EdgeFunction } from "./edge-function.ts";

export type Origin = (
  request: IncomingMessage,
  response: ServerResponse,
  forwarded: Gateway.Forwarded,
) => unknown;

interface Behavior {
  /** A path pattern as CloudFront has them; `*` for all that is left. */
  readonly pattern: string;
  readonly origin: Origin;
  /** The source of a CloudFront Function on viewer requests. */
  readonly viewerRequest?: string | undefined;
  /** Sent to the origin whatever the viewer sends under these names. */
  readonly originHeaders?: Readonly<Record<string, string>> | undefined;
  /** Of a response headers policy: written over whatever the origin answers. */
  readonly responseHeaders?: Readonly<Record<string, string>> | undefined;
}

export interface Options extends HttpServer.ListenOptions {
  /** The first that matches serves a request. */
  readonly behaviors: readonly Behavior[];
}

/**
 * CloudFront for one machine: one address for several origins. A path is matched as RFC 3986 normalises it, and passed
 * on as it came. Nothing is cached.
 */
export async function start({ behaviors, ...listen }: Options): Promise<HttpServer.Listening> {
  const served = behaviors.map((behavior) => ({
    ...behavior,
    matches: toRegExp(behavior.pattern),
    run: behavior.viewerRequest === undefined ? undefined : EdgeFunction.load(behavior.viewerRequest),
  }));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [uri = "/", ...query] = (request.url ?? "/").split("?");
    const behavior = served.find(({ matches }) => matches.test(normalize(uri)));
    if (!behavior) {
      response.writeHead(404).end();
      return;
    }
    const { run, origin, originHeaders = {}, responseHeaders = {} } = behavior;
    for (const [name, value] of Object.entries(responseHeaders)) response.setHeader(name, value);
    const seen = { uri, headers: HttpServer.joinHeaders(request) };
    const result = run?.(request, seen) ?? seen;
    if ("statusCode" in result) {
      response.writeHead(result.statusCode, result.headers).end();
      return;
    }
    const target = [result.uri, ...query].join("?");
    await origin(request, response, { target, headers: { ...result.headers, ...originHeaders } });
  };
  const server = createServer(answer);
  // Node refuses what it does not expect with nothing to read: the origin has words for it.
  server.on("checkExpectation", answer);
  return HttpServer.listen(server, listen);
}

/** A target that is no path at all goes where the API says what is wrong with it. */
function normalize(uri: string): string {
  return uri.startsWith("/") ? (URL.parse(`http://viewer${uri}`)?.pathname ?? uri) : uri;
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
