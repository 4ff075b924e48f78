// Guarantee: only an error that the provider itself wrote proves that nothing happened, and a list that is not whole
// never passes for one.

import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "@cloudco/core/secret/secret";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Rest } from "./rest.ts";

type Answer = { status?: number; headers?: Record<string, string>; body?: unknown };

let server: Server;
/** What is answered to the requests, in turn; the last answer again and again. */
let script: Answer[];
let asked: { url: string; authorization: string | undefined }[];
let api: Rest.Api;

beforeEach(async () => {
  script = [];
  asked = [];
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", authorization: request.headers.authorization });
    const { status = 200, headers = {}, body } = (script.length > 1 ? script.shift() : script[0]) ?? {};
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = {
    name: "Acme",
    base: () => url,
    words: (body) => (body as { error?: string } | undefined)?.error ?? null,
    explain: ({ status, words, needs }) => ({
      cause: "refused",
      message: `${status} ${words.length} ${needs}`,
    }),
    next: (body) => (body as { next?: string | null } | undefined)?.next,
  };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const token = new Secret(randomBytes(12).toString("hex"));
const call = () => Rest.call(api, "/things", { token, needs: "things:read" });

describe("call", () => {
  test("sends the token, without what was pasted around it", async () => {
    script = [{ body: {} }];
    const pasted = new Secret(` ${token.reveal()}\n`);
    expect(await Rest.call(api, "/things", { token: pasted, needs: "" })).toMatchObject({
      kind: "ok",
      status: 200,
    });
    expect(asked).toEqual([{ url: "/things", authorization: `Bearer ${token.reveal()}` }]);
  });

  test.each(["", "  ", "two words", "naïve", "a\r\nb"])("sends no token that is none: %j", async (text) => {
    const reply = await Rest.call(api, "/things", { token: new Secret(text), needs: "" });
    expect(reply).toMatchObject({ kind: "not_sent", failure: { message: "401 0 " } });
    expect(asked).toEqual([]);
  });

  test("asks for what is public without a token", async () => {
    script = [{ body: {} }];
    await Rest.call(api, "/things", { needs: "" });
    expect(asked).toEqual([{ url: "/things", authorization: undefined }]);
  });

  // Guarantee: only an error that the provider itself wrote proves that nothing happened.
  test.each<[Answer, object]>([
    [
      { status: 400, body: { error: "No Stock" } },
      { kind: "refused", status: 400, words: "no stock" },
    ],
    [
      { status: 429, body: { error: "slow" } },
      { kind: "refused", status: 429 },
    ],
    [
      { status: 401, body: "" },
      { kind: "refused", status: 401, words: "" },
    ],
    [
      { status: 403, body: "<h1>Forbidden</h1>" },
      { kind: "unknown", failure: { cause: "unreadable" } },
    ],
    [
      { status: 408, body: { error: "timeout" } },
      { kind: "unknown", failure: { cause: "unreadable" } },
    ],
    [
      { status: 302, body: {} },
      { kind: "unknown", failure: { cause: "unreadable" } },
    ],
    [
      { status: 500, body: { error: "oops" } },
      { kind: "unknown", failure: { cause: "unavailable" } },
    ],
    [
      { status: 429, body: "slow down", headers: { "retry-after": "7" } },
      { kind: "unknown", failure: { cause: "rate_limited", retryAfterSeconds: 7 } },
    ],
  ])("reads %j", async (answer, reply) => {
    script = [answer];
    expect(await call()).toMatchObject(reply);
    expect(asked).toHaveLength(1);
  });
});

describe("list", () => {
  const page = (things: unknown[], total: unknown, next: unknown = null) => ({
    body: { things, meta: { total }, next },
  });
  const list = (path = "/things") => Rest.list(api, path, "things", { token, needs: "" });

  test("is read to its last page", async () => {
    script = [page([1, 2], 3, "cursor=b"), page([3], 3)];
    expect(await list("/things?size=2")).toEqual({ ok: true, entries: [1, 2, 3], pages: 2 });
    expect(asked.map(({ url }) => url)).toEqual(["/things?size=2", "/things?size=2&cursor=b"]);
  });

  test("may be empty", async () => {
    script = [page([], 0)];
    expect(await list()).toEqual({ ok: true, entries: [], pages: 1 });
  });

  // Guarantee: a list that is not whole never passes for one; what is missing in it would be bought again.
  test.each<[string, Answer[]]>([
    ["shorter than it says", [page([1], 2)]],
    ["of unknown length", [page([1], "1")]],
    ["without its entries", [{ body: { meta: { total: 0 }, next: null } }]],
    ["with something else for its entries", [page({} as never, 0)]],
    ["that does not say whether it goes on", [{ body: { things: [1], meta: { total: 1 } } }]],
    ["that goes round in a circle", [page([1], 1, "cursor=b")]],
    ["with a page that is none", [page([1], 2, "cursor=b"), { body: "" }]],
  ])("is none when it is %s", async (_, answers) => {
    script = answers;
    expect(await list()).toMatchObject({ ok: false, missing: false, failure: { cause: "unreadable" } });
  });

  test("that never ends is given up", async () => {
    let count = 0;
    api = { ...api, next: () => `cursor=${++count}` };
    script = [page([1], 1)];
    expect(await list()).toMatchObject({ ok: false, failure: { cause: "unreadable" } });
    expect(asked.length).toBe(100);
  });

  // Guarantee: an entry that slipped from one page to the one before, because another was deleted, is not taken for absent.
  test("of several pages is whole only where two readings have the same", async () => {
    const whole = () =>
      Rest.wholeList(api, "/things?size=2", "things", { token, needs: "" }, (entry) => entry);
    const [first, last] = [page([1, 2], 3, "cursor=b"), page([3], 3)];
    script = [first, last, first, last];
    expect(await whole()).toMatchObject({ ok: true, entries: [1, 2, 3] });
    expect(asked).toHaveLength(4);
    // The second was deleted after the first page was read, and the third moved there: nobody saw it.
    const after = page([1, 3], 3, "cursor=b");
    script = [first, page([4], 3), after, page([4], 3)];
    expect(await whole()).toMatchObject({ ok: false, missing: false, failure: { cause: "unavailable" } });
    script = [first, last, first, { status: 500, body: {} }];
    expect(await whole()).toMatchObject({ ok: false, failure: { cause: "unavailable" } });
  });

  test("of one page is read once", async () => {
    script = [page([1], 1)];
    expect(await Rest.wholeList(api, "/things", "things", { token, needs: "" }, String)).toMatchObject({
      ok: true,
      entries: [1],
    });
    expect(asked).toHaveLength(1);
  });

  test("tells one that is not there", async () => {
    script = [{ status: 404, body: { error: "not found" } }];
    expect(await list()).toMatchObject({ ok: false, missing: true });
    script = [{ status: 404, body: "<h1>404</h1>" }];
    expect(await list()).toMatchObject({ ok: false, missing: false });
  });
});

test.each([
  [
    { kind: "ok", status: 204, body: undefined },
    { kind: "terminated", at: null },
  ],
  [
    { kind: "ok", status: 200, body: {} },
    { kind: "unknown", cause: "unreadable" },
  ],
])("a DELETE that gives %j", (reply, expected) => {
  expect(Rest.termination(api, reply as Rest.Reply)).toMatchObject(expected);
});
