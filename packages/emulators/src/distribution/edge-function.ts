export * as EdgeFunction from "./edge-function.ts";

import type { IncomingMessage } from "node:http";
import { createContext, Script } from "node:vm";
import * as z from "zod";

type Seen = { readonly uri: string; readonly headers: Readonly<Record<string, string>> };
type Answer = { readonly statusCode: number; readonly headers: Record<string, string> };

const Values = z
  .record(z.string(), z.object({ value: z.string() }))
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value])),
  );
const Result = z.union([
  z.object({ statusCode: z.int(), headers: Values.default({}) }),
  z.object({ uri: z.string(), headers: Values }),
]);

/** Runs the `handler` of a CloudFront Function on a viewer's request, in a world of its own as there. */
export function load(source: string): (request: IncomingMessage, seen: Seen) => Seen | Answer {
  const world = createContext({});
  new Script(source).runInContext(world);
  const call = new Script("JSON.stringify(handler(JSON.parse(event)))");
  return (request, { uri, headers }) => {
    world.event = JSON.stringify({
      version: "1.0",
      context: { eventType: "viewer-request" },
      viewer: { ip: request.socket.remoteAddress ?? "" },
      request: {
        method: request.method,
        uri,
        querystring: {},
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
        cookies: {},
      },
    });
    return Result.parse(JSON.parse(String(call.runInContext(world))));
  };
}
