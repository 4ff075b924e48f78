// Guarantee: what the app is given here is what it is given on AWS, so that a test passed here means something there.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect as tcpConnect } from "node:net";
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Gateway } from "./gateway.ts";

const stops: (() => unknown)[] = [];

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  vi.restoreAllMocks();
});

async function start(options: Partial<Gateway.Options> = {}) {
  const handler = vi.fn<Gateway.Options["handler"]>(async () => ({ statusCode: 200, body: "ok" }));
  const server = await Gateway.start({ handler, ...options });
  stops.push(server.close);
  const event = () => handler.mock.lastCall?.[0] as APIGatewayProxyEventV2WithJWTAuthorizer;
  return { server, handler, event, url: server.url };
}

describe("the event", () => {
  test("has the request's line, headers, cookies and context in payload format 2.0", async () => {
    const { url, event, handler } = await start();
    const headers = { "X-Test": "One", cookie: "a=1; b=2", "user-agent": "test" };
    const response = await fetch(`${url}/rules/a%20b?x=1&y=a%26b&x=2`, { method: "PUT", headers });
    expect(await response.text()).toBe("ok");
    expect(event()).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/rules/a b",
      rawQueryString: "x=1&y=a%26b&x=2",
      queryStringParameters: { x: "1,2", y: "a&b" },
      headers: { "x-test": "One", host: new URL(url).host },
      cookies: ["a=1", "b=2"],
      isBase64Encoded: false,
      requestContext: {
        stage: "$default",
        requestId: response.headers.get("apigw-requestid"),
        http: {
          method: "PUT",
          path: "/rules/a b",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test",
        },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.closeTo(Date.now(), -5),
      },
    });
    expect(event().headers).not.toHaveProperty("cookie");
    expect(event().requestContext).not.toHaveProperty("authorizer");
    const context = handler.mock.lastCall?.[1];
    expect(context).toMatchObject({
      awsRequestId: response.headers.get("apigw-requestid"),
      functionName: "api",
    });
    expect(context?.getRemainingTimeInMillis()).toBeGreaterThan(20_000);
  });

  test("leaves out what is not there", async () => {
    const { url, event } = await start();
    await fetch(`${url}/`);
    expect(event()).toMatchObject({ rawPath: "/", rawQueryString: "" });
    for (const name of ["body", "cookies", "queryStringParameters"]) expect(event()).not.toHaveProperty(name);
  });

  test.each([
    ["application/json", false],
    ["text/plain; charset=utf-8", false],
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", true],
    ["image/png", true],
  ])("gives a body of type %s with isBase64Encoded %s", async (type, isBase64Encoded) => {
    const { url, event } = await start();
    await fetch(url, { method: "POST", headers: { "content-type": type }, body: "é" });
    const body = isBase64Encoded ? Buffer.from("é").toString("base64") : "é";
    expect(event()).toMatchObject({ body, isBase64Encoded });
  });

  test("joins a header that comes twice", async () => {
    const { url, event } = await start();
    const call = httpRequest(url, { headers: { "x-test": ["one", "two"] } });
    const [response] = await once(call.end(), "response");
    response.resume();
    expect(event().headers["x-test"]).toBe("one,two");
  });
});

describe("the answer", () => {
  test("is the handler's status, headers, cookies and decoded body", async () => {
    const bytes = randomBytes(64);
    const { url } = await start({
      handler: async () => ({
        statusCode: 201,
        headers: { "content-type": "image/png", "x-count": 3, "content-length": "1", connection: "close" },
        cookies: ["a=1; HttpOnly", "b=2"],
        body: bytes.toString("base64"),
        isBase64Encoded: true,
      }),
    });
    const response = await fetch(url);
    expect(response.status).toBe(201);
    expect(response.headers.get("x-count")).toBe("3");
    expect(response.headers.getSetCookie()).toEqual(["a=1; HttpOnly", "b=2"]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test("serves a Hono app through its Lambda adapter", async () => {
    const app = new Hono()
      .get("/hello/:name", (c) => c.json({ hello: c.req.param("name"), q: c.req.query("q") }))
      .post("/echo", async (c) =>
        c.body(await c.req.arrayBuffer(), 200, { "content-type": "application/octet-stream" }),
      );
    // Hono's own event types differ in `body: null` from what AWS sends.
    const adapter = handle(app) as unknown as Gateway.Options["handler"];
    const { url } = await start({ handler: adapter });
    const hello = await fetch(`${url}/hello/J%C3%BCrgen?q=a%20b`);
    expect(await hello.json()).toEqual({ hello: "Jürgen", q: "a b" });
    const bytes = randomBytes(1024);
    const headers = { "content-type": "application/octet-stream" };
    const echo = await fetch(`${url}/echo`, { method: "POST", headers, body: bytes });
    expect(Buffer.from(await echo.arrayBuffer())).toEqual(bytes);
  });
});

describe("API Gateway's own answers", () => {
  test.each<[string, Gateway.Options["handler"]]>([
    ["a handler that rejects", async () => Promise.reject(new Error("no"))],
    ["a status that is none", async () => ({ statusCode: 99 })],
    ["a header that is none", async () => ({ statusCode: 200, headers: { "x-test": "a\nb" } })],
    ["an answer that Lambda would not return", async () => ({ body: "x".repeat(6 * 1024 * 1024 + 1) })],
  ])("500 for %s", async (_case, handler) => {
    const { url } = await start({ handler });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: "Internal Server Error" });
    // The cause is in the log and nowhere else.
    expect(console.error).toHaveBeenCalledOnce();
  });

  test("503 for a handler that takes too long", async () => {
    const hanging = Promise.withResolvers<{ statusCode: number }>();
    const { url } = await start({ handler: () => hanging.promise, timeoutMs: 50 });
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: "Service Unavailable" });
    hanging.reject(new Error("too late to matter"));
  });

  test("413 over 10 MB, and not at 10 MB", async () => {
    const { url, handler } = await start();
    const post = (length: number) => fetch(url, { method: "POST", body: Buffer.alloc(length) });
    const refused = await post(10 * 1024 * 1024 + 1);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toEqual({ message: "Request Entity Too Large" });
    expect(handler).not.toHaveBeenCalled();
    expect((await post(10 * 1024 * 1024)).status).toBe(200);
  });

  test("400 for a path that cannot be decoded", async () => {
    const { url } = await start();
    expect((await fetch(`${url}/%E0%A4%A`)).status).toBe(400);
  });

  test("401 where the authorizer gives no claims, and the claims as text where it does", async () => {
    const authorize: Gateway.Options["authorize"] = async ({ authorization }) =>
      authorization === "Bearer good" ? { sub: "me", exp: 1, aud: ["a", "b"] } : null;
    const { url, handler, event } = await start({ authorize });
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(await refused.json()).toEqual({ message: "Unauthorized" });
    expect(handler).not.toHaveBeenCalled();
    await fetch(url, { headers: { authorization: "Bearer good" } });
    const jwt = { claims: { sub: "me", exp: "1", aud: "[a b]" }, scopes: null };
    expect(event().requestContext.authorizer).toEqual({ jwt });
  });
});

describe("CORS", () => {
  const origin = "https://dashboard.example";
  const cors = {
    allowOrigins: [origin],
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["authorization"],
    allowCredentials: true,
    maxAgeSeconds: 600,
  };
  const handler: Gateway.Options["handler"] = async () => ({
    headers: { "Access-Control-Allow-Origin": "*", vary: "accept" },
  });

  test("answers a preflight itself, before the authorizer", async () => {
    const { url } = await start({ handler, cors, authorize: async () => null });
    const preflight = (from: string) =>
      fetch(url, { method: "OPTIONS", headers: { origin: from, "access-control-request-method": "PUT" } });
    const allowed = await preflight(origin);
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET,PUT",
      "access-control-allow-headers": "authorization",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "600",
    });
    expect((await preflight("https://evil.example")).headers.has("access-control-allow-origin")).toBe(false);
  });

  test("replaces the handler's CORS headers, for every origin", async () => {
    const { url } = await start({ handler, cors });
    const get = async (from: string) => (await fetch(url, { headers: { origin: from } })).headers;
    expect((await get(origin)).get("access-control-allow-origin")).toBe(origin);
    expect((await get(origin)).get("vary")).toBe("accept, origin");
    expect((await get("https://dashboard.example.evil")).has("access-control-allow-origin")).toBe(false);
  });

  test.each(["*", "https://*.example", "https://dashboard.example/", "dashboard.example"])(
    "does not start with the origin %s",
    async (wrong) => {
      await expect(Gateway.start({ handler, cors: { ...cors, allowOrigins: [wrong] } })).rejects.toThrow(
        /no exact origin/,
      );
    },
  );
});

describe("connections", () => {
  test("stay open between requests", async () => {
    const { url } = await start();
    const socket = tcpConnect(Number(new URL(url).port), "127.0.0.1").setEncoding("utf8");
    let received = "";
    socket.on("data", (text) => {
      received += text;
    });
    for (const count of [1, 2]) {
      socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
      await expect.poll(() => received.split("HTTP/1.1 200").length - 1).toBe(count);
    }
    socket.destroy();
  });

  test("are ended by close() once their request is answered", async () => {
    const called = Promise.withResolvers<void>();
    const held = Promise.withResolvers<{ statusCode: number; body: string }>();
    const handler = () => {
      called.resolve();
      return held.promise;
    };
    const { url, server } = await start({ handler });
    const pending = fetch(url);
    await called.promise;
    const closed = server.close();
    const since = performance.now();
    held.resolve({ statusCode: 200, body: "last" });
    expect(await (await pending).text()).toBe("last");
    await closed;
    // The connection was kept alive, and close() did not wait for its client to end it.
    expect(performance.now() - since).toBeLessThan(1_000);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("fail with Node's error where the port is taken", async () => {
    const { url } = await start();
    await expect(start({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
