import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** What a provider answers: whole, cut short by a byte, or in twenty pieces. */
export type Answer = { status: number; body: string; way: "whole" | "cut" | "drip" };

/** A provider that gives whatever answer it was told last, but to what `fixed` has an answer for. */
export async function serve(
  fixed: (method: string, url: string) => Answer | undefined = () => undefined,
): Promise<{ url: string; tell(answer: Answer): void; close(): Promise<void> }> {
  let answer: Answer = { status: 503, body: "", way: "whole" };
  const server = createServer(({ method = "", url = "" }, response) =>
    send(response, fixed(method, url) ?? answer),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell(next) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { status, body, way }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { "content-length": bytes.length + (way === "cut" ? 1 : 0) });
  if (way === "whole") response.end(bytes);
  else if (way === "cut") response.write(bytes, () => response.socket?.destroy());
  else drip(response, bytes);
}

function drip(response: ServerResponse, bytes: Buffer): void {
  const size = Math.ceil(bytes.length / 20) || 1;
  const next = (at: number) => {
    if (at >= bytes.length) return response.end();
    response.write(bytes.subarray(at, at + size));
    return setTimeout(next, 2, at + size);
  };
  next(0);
}

const nasty = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    "",
    0,
    -1,
    0.1,
    1e21,
    1e-7,
    "NaN",
    "-41.30",
    "41,30",
    "1e9",
    "999999999999",
    [],
    {},
    [[]],
    "2741003",
    2741004,
    "B1",
    404,
    "NOT_FOUND",
    "x".repeat(500),
  ),
  fc.jsonValue().map((value) => value as Json),
);

/** Replaces, drops or doubles one value somewhere in the tree; `at` picks the place. */
function mutate(json: Json, [at, act, value]: [number, "set" | "drop" | "double", Json]): Json {
  const copy = structuredClone(json);
  const places: [Json[] | { [key: string]: Json }, string][] = [];
  const walk = (node: Json): void => {
    if (node === null || typeof node !== "object") return;
    for (const [key, child] of Object.entries(node)) {
      places.push([node, key]);
      walk(child);
    }
  };
  walk(copy);
  const [parent, key] = places[at % places.length] ?? [];
  if (!parent || key === undefined) return value;
  if (Array.isArray(parent)) {
    const index = Number(key);
    if (act === "drop") parent.splice(index, 1);
    else if (act === "double") parent.push(structuredClone(parent[index] ?? null));
    else parent[index] = value;
  } else if (act === "drop") delete parent[key];
  else parent[key] = act === "double" ? [parent[key] ?? null] : value;
  return copy;
}

/** Valid replies with up to three changes, and replies that are none, with any status and in any way. */
export function answers(...valid: Json[]): fc.Arbitrary<Answer> {
  const mutation = fc.tuple(fc.nat(10_000), fc.constantFrom("set", "drop", "double"), nasty);
  const mutated = fc
    .tuple(fc.constantFrom(...valid), fc.array(mutation, { maxLength: 3 }))
    .map(([json, mutations]) => JSON.stringify(mutations.reduce(mutate, json)));
  const body = fc.oneof(
    { weight: 40, arbitrary: mutated },
    { weight: 4, arbitrary: fc.json() },
    { weight: 3, arbitrary: fc.tuple(mutated, fc.nat(400)).map(([text, length]) => text.slice(0, length)) },
    { weight: 2, arbitrary: fc.constantFrom("", "null", "<html></html>", '{"server":', "\ufeff{}") },
    { weight: 1, arbitrary: mutated.map((text) => text + " ".repeat(9 * 1024 * 1024)) },
  );
  return fc.record({
    status: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(200, 201) },
      { weight: 3, arbitrary: fc.constantFrom(400, 401, 403, 404, 409, 412, 429) },
      { weight: 1, arbitrary: fc.constantFrom(202, 302, 418, 500, 502, 503, 599) },
    ),
    body,
    way: fc.oneof(
      { weight: 20, arbitrary: fc.constant("whole" as const) },
      { weight: 2, arbitrary: fc.constant("cut" as const) },
      { weight: 1, arbitrary: fc.constant("drip" as const) },
    ),
  });
}

/** What the reply says at a path such as `transaction.product.id`; undefined where it says nothing there. */
export function stated({ body, way }: Answer, path: string): unknown {
  try {
    return way === "cut" ? undefined : dig(JSON.parse(body), path);
  } catch {
    return undefined;
  }
}

export function dig(json: unknown, path: string): unknown {
  const keys = path === "" ? [] : path.split(".");
  return keys.reduce((node, key) => (node as Record<string, unknown> | null)?.[key], json);
}
