export * as HttpServer from "./http-server.ts";

import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ListenOptions {
  /** Omitted or 0: any free port. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: the local stack is not for other machines unless asked. */
  readonly host?: string | undefined;
}

export interface Listening {
  readonly url: string;
  /** Answers what has begun, within `GRACE_MS`, and ends every connection. */
  close(): Promise<void>;
}

const GRACE_MS = 2_000;

/**
 * Rejects with Node's own error where the port is taken (`code: "EADDRINUSE"`). `release` runs once the last request
 * is answered, before close() resolves.
 */
export async function listen(
  server: Server,
  { port = 0, host = "127.0.0.1" }: ListenOptions,
  release?: () => void,
): Promise<Listening> {
  server.listen(port, host);
  await once(server, "listening");
  const { port: bound } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  // Node ends idle connections when close() is called; one that was busy then becomes idle only later.
  server.on("request", (_request, response) => {
    response.once("close", () => closing && setImmediate(() => server.closeIdleConnections()));
  });

  async function end(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    const impatient = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearTimeout(impatient);
    release?.();
  }

  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: () => (closing ??= end()),
  };
}

/** The whole body, or undefined where it is longer than `bytesMax`: it is read to its end, so that the refusal arrives. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= bytesMax) chunks.push(chunk);
  }
  return length <= bytesMax ? Buffer.concat(chunks) : undefined;
}

/** The request's headers, those that came more than once joined as HTTP says. */
export function joinHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headersDistinct);
  return Object.fromEntries(
    entries.map(([name, values = []]) => [name, values.join(name === "cookie" ? "; " : ",")]),
  );
}
