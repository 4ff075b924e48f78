// Guarantee: one call is one request, and only what never left is called not sent.

import { createServer as createHttp, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { Http } from "./http.ts";

const servers: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket)));
  });
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function http(handler: RequestListener): Promise<string> {
  return listen(createHttp(handler));
}

/** A server that does `act` with the connection as soon as a request comes in. */
function tcp(act: (socket: Socket, requests: number) => void): Promise<string> {
  return listen(
    createTcp((socket) => {
      let requests = 0;
      socket.on("data", () => act(socket, ++requests));
    }),
  );
}

const OK = "HTTP/1.1 200 OK\r\n";
const order: Http.Options = { method: "POST", body: new URLSearchParams({ product_id: "1" }) };

describe("a complete answer", () => {
  test("is parsed from its text, whatever its content type says", async () => {
    const url = await http((_, response) => response.writeHead(201).end('{"a":[1,"é"]}'));
    const result = await Http.send(url);
    expect(result).toMatchObject({
      kind: "reply",
      status: 201,
      body: { a: [1, "é"] },
      text: '{"a":[1,"é"]}',
    });
  });

  test.each(["", "<p>maintenance</p>", '{"a":1', "undefined"])(
    "that is no JSON has no body: %j",
    async (text) => {
      const url = await http((_, response) => response.end(text));
      expect(await Http.send(url)).toMatchObject({ kind: "reply", status: 200, body: undefined, text });
    },
  );

  test("is left alone on request", async () => {
    const url = await http((_, response) => response.end("{}"));
    expect(await Http.send(url, { parse: false })).toMatchObject({ body: undefined, text: "{}" });
  });

  test("may be a redirect, which is not followed", async () => {
    const url = await http((_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
    expect(await Http.send(url)).toMatchObject({ kind: "reply", status: 302 });
  });
});

test("a form is sent as a form, with its length and our name", async () => {
  const seen: unknown[] = [];
  const url = await http(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { "content-type": type, "content-length": length, "user-agent": agent } = request.headers;
    seen.push({ text, type, length, agent, chunked: request.headers["transfer-encoding"] });
    response.end("{}");
  });
  const body = new URLSearchParams([
    ["addon[]", "primary_ipv4"],
    ["dist", "Debian 12 ü"],
  ]);
  await Http.send(url, { method: "POST", body });
  const text = "addon%5B%5D=primary_ipv4&dist=Debian+12+%C3%BC";
  expect(seen).toEqual([
    {
      text,
      type: "application/x-www-form-urlencoded",
      length: String(text.length),
      agent: "CloudCO",
      chunked: undefined,
    },
  ]);
});

// Guarantee: one order is one request. A client that repeats it for any status buys twice.
test.each([303, 307, 401, 407, 408, 421, 425, 429, 500, 503])(
  "a POST answered with %i is sent once",
  async (status) => {
    let requests = 0;
    const url = await http((_, response) => {
      requests += 1;
      response
        .writeHead(status, { location: "/", "retry-after": "0", "www-authenticate": "Basic" })
        .end("{}");
    });
    await Http.send(url, order);
    expect(requests).toBe(1);
  },
);

// Guarantee: `not_sent` is proof, so that it may be ordered again. Nothing below has left a byte with a server.
describe("not sent", () => {
  test("where nobody listens", async () => {
    const url = await http(() => undefined);
    await new Promise((resolve) => servers.pop()?.server.close(resolve));
    expect(await Http.send(url, order)).toEqual({ kind: "not_sent", code: "ECONNREFUSED" });
  });

  test("where several addresses were tried in vain", async () => {
    const url = await http(() => undefined);
    await new Promise((resolve) => servers.pop()?.server.close(resolve));
    const result = await Http.send(url.replace("127.0.0.1", "localhost"), order);
    expect(result).toEqual({ kind: "not_sent", code: "ECONNREFUSED" });
  });

  test("where the name is unknown", async () => {
    const result = await Http.send("http://robot.invalid/", order);
    expect(result).toMatchObject({
      kind: "not_sent",
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  test("where the call was over before it began", async () => {
    let requests = 0;
    const url = await http(() => {
      requests += 1;
    });
    const result = await Http.send(url, { ...order, signal: AbortSignal.abort() });
    expect(result).toEqual({ kind: "not_sent", code: "ABORTED" });
    expect(requests).toBe(0);
  });

  test("where the address is none", async () => {
    expect(await Http.send("robot", order)).toEqual({ kind: "not_sent", code: "INVALID_URL" });
  });
});

// Guarantee: whatever happens after the first byte is never taken for proof that nothing was bought.
describe("unknown", () => {
  test("no answer in time", async () => {
    const url = await http(() => undefined);
    const result = await Http.send(url, { ...order, timeoutMs: 50 });
    expect(result).toEqual({ kind: "unknown", reason: "timeout" });
  });

  test("ended by the caller", async () => {
    const controller = new AbortController();
    const url = await http(() => controller.abort());
    const result = await Http.send(url, { ...order, signal: controller.signal });
    expect(result).toEqual({ kind: "unknown", reason: "timeout" });
  });

  test("an answer that drips past the time", async () => {
    const url = await tcp((socket) => {
      socket.write(`${OK}content-length: 1000\r\n\r\n{`);
      const timer = setInterval(() => socket.write(" "), 10);
      socket.once("close", () => clearInterval(timer));
    });
    const result = await Http.send(url, { ...order, timeoutMs: 100 });
    expect(result).toEqual({ kind: "unknown", reason: "timeout", status: 200 });
  });

  test.each<[string, (socket: Socket) => unknown]>([
    ["reset", (socket) => socket.resetAndDestroy()],
    ["closed", (socket) => socket.end()],
    ["no HTTP", (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n")],
  ])("the connection is %s", async (_, act) => {
    expect(await Http.send(await tcp(act), order)).toEqual({ kind: "unknown", reason: "broken" });
  });

  test.each([
    ["of the length it promised", "content-length: 100\r\n\r\n{}"],
    ["of its last chunk", "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"],
  ])("an answer cut short %s", async (_, rest) => {
    const url = await tcp((socket) => socket.end(OK + rest));
    expect(await Http.send(url, order)).toEqual({ kind: "unknown", reason: "broken", status: 200 });
  });

  test("an answer larger than the cap, of which the rest is not read", async () => {
    let closed = false;
    const url = await http((_, response) => {
      response.once("close", () => {
        closed = true;
      });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
        response.once("drain", more);
      };
      more();
    });
    const result = await Http.send(url, { ...order, bytesMax: 100_000 });
    expect(result).toEqual({ kind: "unknown", reason: "too_large", status: 200 });
    await expect.poll(() => closed).toBe(true);
  });

  test("an answer that only its decompression makes larger than the cap", async () => {
    const body = gzipSync(Buffer.alloc(10_000_000));
    const url = await http((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(body),
    );
    expect(await Http.send(url)).toEqual({ kind: "unknown", reason: "too_large", status: 200 });
  });

  test("the server hangs up on a connection that was used before", async () => {
    let posts = 0;
    let reused = false;
    const url = await listen(
      createTcp((socket) => {
        let requests = 0;
        socket.on("data", (data) => {
          requests += 1;
          if (data.toString().startsWith("GET")) return socket.write(`${OK}content-length: 2\r\n\r\n{}`);
          posts += 1;
          reused = requests > 1;
          return socket.resetAndDestroy();
        });
      }),
    );
    await expect
      .poll(async () => {
        posts = 0;
        await Http.send(url);
        await setImmediate(); // Until then fetch takes the connection for busy, and opens another.
        expect(await Http.send(url, order)).toEqual({ kind: "unknown", reason: "broken" });
        expect(posts).toBe(1);
        return reused;
      })
      .toBe(true);
  });
});

test("retry-after is read as seconds and as a date, and never believed beyond a day", () => {
  const after = (value: string) => Http.retryAfter(new Headers({ "retry-after": value }));
  expect(after("120")).toBe(120);
  expect(after("99999999")).toBe(86_400);
  const inAMinute = after(new Date(Date.now() + 60_000).toUTCString());
  expect(inAMinute).toBeGreaterThan(50);
  expect(inAMinute).toBeLessThanOrEqual(60);
  for (const value of ["0", "-1", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"])
    expect(after(value)).toBeUndefined();
  expect(Http.retryAfter(new Headers())).toBeUndefined();
});

test("a call without an answer is explained", () => {
  expect(Http.failure("Hetzner", { kind: "not_sent", code: "ECONNREFUSED" })).toMatchObject({
    cause: "unavailable",
    message: expect.stringContaining("nothing was sent"),
  });
  expect(Http.failure("Hetzner", { kind: "not_sent", code: "ABORTED" }).cause).toBe("timeout");
  expect(Http.failure("Hetzner", { kind: "unknown", reason: "timeout" }).cause).toBe("timeout");
  expect(Http.failure("Hetzner", { kind: "unknown", reason: "broken" }).cause).toBe("unavailable");
  expect(Http.failure("Hetzner", { kind: "unknown", reason: "too_large" }).cause).toBe("unreadable");
});
