export * as Wire from "./wire.ts";

import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import type { Reply } from "./reply.ts";

const dripMs = 100;
const hugeMegabytes = 50;

/**
 * Sends a reply the way a fault wants it sent. `null` is no reply: a hang, or a reset connection.
 * Ends when all is sent, when the caller hangs up or when the simulator closes.
 */
export async function send(
  response: ServerResponse,
  reply: Reply.Info | null,
  fault: Fault.Kind | undefined,
  closing: AbortSignal,
): Promise<void> {
  if (response.destroyed) return;
  if (reply === null) {
    if (fault === "reset") response.socket?.resetAndDestroy();
    else await once(response, "close");
    return;
  }
  const body = typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body;
  const typed = { ...reply.headers, "content-type": reply.contentType };
  const headers = { ...typed, "content-length": body.length };
  if (fault === "huge") {
    response.writeHead(reply.status, typed);
    await stream(response, hugeJson(), closing);
  } else if (fault === "drip") {
    response.writeHead(reply.status, headers);
    await stream(response, byteByByte(body, closing), closing);
  } else if (fault === "truncate") {
    // One byte is promised where there is none, so that an empty body can be cut short too.
    response.writeHead(reply.status, { ...headers, "content-length": Math.max(body.length, 1) });
    response.write(body.subarray(0, body.length >> 1));
    response.flushHeaders();
    response.socket?.destroySoon();
  } else if (reply.status === 204) {
    // No content has neither a type nor a length.
    response.writeHead(reply.status, reply.headers).end();
  } else {
    response.writeHead(reply.status, headers).end(body);
  }
}

async function stream(
  response: ServerResponse,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  // The caller hanging up in the middle is what these faults are for.
  await pipeline(chunks, response, { signal }).catch(() => response.destroy());
}

async function* byteByByte(body: Buffer, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += 1) {
    if (at > 0) await delay(dripMs, undefined, { signal });
    yield body.subarray(at, at + 1);
  }
}

/** Valid JSON, so that only its size can give it away; without a length in the header. */
async function* hugeJson(): AsyncGenerator<Buffer> {
  yield Buffer.from('["');
  for (let megabyte = 0; megabyte < hugeMegabytes; megabyte += 1) yield Buffer.alloc(1024 * 1024, "x");
  yield Buffer.from('"]');
}
