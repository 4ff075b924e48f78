// Guarantee: every request, whatever it is, gets an answer of the API's own: an id, and for a refusal a complete problem.

import { request as httpRequest } from "node:http";
import { Distribution } from "@cloudco/emulators/distribution/distribution";
import { Gateway } from "@cloudco/emulators/gateway/gateway";
import type { HttpServer } from "@cloudco/emulators/http-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Customer, call, expectProblem, ORIGIN_SECRET, type Rig, rig } from "../../test/api/rig.ts";
import { ADDRESS_HEADER, API_FUNCTION, PATH_HEADER, SECRET_HEADER } from "../origin.ts";
import { handler } from "./handler.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
  ada = await r.customer();
});
afterAll(() => r.close());

describe("the service", () => {
  test("says that it runs, to everybody", async () => {
    const answer = await call("GET", "/health");
    expect(answer).toMatchObject({ status: 200, json: { status: "ok" } });
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  test("answers HEAD as GET, without a body", async () => {
    expect(await call("HEAD", "/health")).toMatchObject({ status: 200, text: "" });
  });

  test("gives every answer the gateway's request id", async () => {
    const answer = await ada.call("GET", "/rules");
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("refusals", () => {
  test("unknown address, with or without a token", async () => {
    expectProblem(await call("GET", "/nothing"), 404, "route.unknown");
    expectProblem(await ada.call("GET", "/rules/"), 404, "route.unknown");
    expectProblem(await ada.call("GET", "/"), 404, "route.unknown");
  });

  test.each([
    ["/rules", "DELETE", "GET, HEAD, POST"],
    ["/health", "POST", "GET, HEAD"],
    ["/rules/rul_1/pause", "GET", "POST"],
    ["/rules", "TRACE", "GET, HEAD, POST"],
    ["/rules", "OPTIONS", "GET, HEAD, POST"],
    ["/rules", "get", "GET, HEAD, POST"],
    ["/connections/hetzner", "PATCH", "GET, HEAD, PUT, DELETE"],
  ])("%s does not take %s", async (path, method, allow) => {
    const answer = await ada.call(method, path);
    expectProblem(answer, 405, "route.method");
    expect(answer.headers.allow).toBe(allow);
  });

  test.each([
    ["text/plain", "{}"],
    ["application/x-www-form-urlencoded", "name=x"],
    ["application/jsonp", "{}"],
  ])("a body of type %s", async (type, text) => {
    const headers = { "content-type": type };
    expectProblem(
      await call("POST", "/rules", { token: ada.token, text, headers }),
      415,
      "request.media_type",
    );
  });

  test.each(["{", "", "nul", "{'a':1}", "\u0000", '{"a":1}}'])(
    "a body that is not JSON: %j",
    async (text) => {
      const answer = await call("POST", "/rules", { token: ada.token, text });
      expectProblem(answer, 400, "request.malformed");
    },
  );

  test.each(["null", "[]", '"x"', "1", "true"])("JSON that is no object: %s", async (text) => {
    const answer = await call("POST", "/rules", { token: ada.token, text });
    expectProblem(answer, 400, "request.invalid", ["body"]);
  });

  test("a body over 64 KiB, and not one of exactly that", async () => {
    const text = (bytes: number) => JSON.stringify({ name: "x".repeat(bytes - 11) });
    const at = await call("POST", "/rules", { token: ada.token, text: text(65_536) });
    expect(at.status).toBe(400);
    const over = await call("POST", "/rules", { token: ada.token, text: text(65_537) });
    expectProblem(over, 413, "request.too_large");
  });

  test.each([
    "/rules?x=1",
    "/rules?__proto__=1",
    "/rules?constructor=1",
    "/health?x",
    "/providers?a=b",
    "/connections/hetzner?verbose=true",
  ])("an unknown query parameter, by its name: %s", async (path) => {
    const [, name = ""] = /\?([^=]*)/.exec(path) ?? [];
    expectProblem(await ada.call("GET", path), 400, "request.invalid", [name]);
  });

  test("a body where there must be none", async () => {
    expectProblem(
      await ada.call("POST", "/rules/rul_1/pause", { status: "active" }),
      400,
      "request.invalid",
      ["body"],
    );
  });
});

describe("behind the front door", () => {
  let door: HttpServer.Listening;
  let gateway: HttpServer.Listening;
  beforeAll(async () => {
    gateway = await Gateway.start({ handler });
    door = await Distribution.start({
      behaviors: [
        {
          pattern: "*",
          origin: Gateway.create({ handler }),
          viewerRequest: API_FUNCTION,
          originHeaders: { [SECRET_HEADER]: ORIGIN_SECRET },
        },
      ],
    });
  });
  afterAll(async () => {
    await door.close();
    await gateway.close();
  });

  type Sent = { method?: string; path?: string; headers?: Record<string, string>; to?: string };
  /** Everything as it is given: fetch would tidy it up. */
  const send = ({ method = "GET", path = "/api/rules", headers = {}, to = door.url }: Sent) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const length = method === "GET" ? { "content-length": "2" } : {};
      const options = { method, path, headers: { ...headers, ...length } };
      const request = httpRequest(to, options, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode ?? 0, text });
      });
      request.on("error", reject);
      request.end(method === "GET" ? "{}" : undefined);
    });
  const signedIn = () => ({ authorization: `Bearer ${ada.token}` });
  const refusal = async (sent: Sent) => {
    const { status, text } = await send(sent);
    return [status, JSON.parse(text).code];
  };

  test("is not to be led astray by a Host header, and bears a GET with a body", async () => {
    const headers = { host: "x/health?", ...signedIn() };
    expect(await send({ headers })).toMatchObject({ status: 200 });
    expect(await refusal({ headers: { host: "x/health?" } })).toEqual([401, "auth.missing"]);
    expect(await refusal({ method: "TRACE", headers: signedIn() })).toEqual([405, "route.method"]);
  });

  test("serves nobody who comes beside it, whatever they say of themselves", async () => {
    for (const path of ["/health", "/rules", "/api/rules", "/nothing"]) {
      for (const headers of [
        signedIn(),
        { ...signedIn(), [SECRET_HEADER]: "x".repeat(36), [PATH_HEADER]: "/api/rules" },
        { ...signedIn(), [ADDRESS_HEADER]: "198.51.100.7:1", [PATH_HEADER]: "/api/health" },
      ]) {
        expect(await refusal({ path, headers, to: gateway.url })).toEqual([403, "route.direct"]);
      }
    }
  });

  test("refuses an expectation that it can't meet", async () => {
    const sent = { headers: { ...signedIn(), expect: "tea" } };
    expect(await refusal(sent)).toEqual([417, "request.expectation"]);
  });

  test.each(["application/json", "application/octet-stream"])(
    "refuses bytes that are no UTF-8, as %s",
    async (type) => {
      const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
      const response = await fetch(`${door.url}/api/rules`, {
        method: "POST",
        headers: { ...signedIn(), "content-type": type },
        body: bytes,
      });
      expect([response.status, await response.json()]).toMatchObject([400, { code: "request.malformed" }]);
    },
  );

  test("compresses what is long, for who takes it", async () => {
    const get = (encoding: string) =>
      fetch(`${door.url}/openapi.json`, { headers: { "accept-encoding": encoding } });
    const zipped = await get("gzip, br");
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(zipped.headers.get("vary")).toMatch(/accept-encoding/);
    const plain = await get("gzip;q=0, br");
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await zipped.json()).toEqual(await plain.json());
    const again = await fetch(`${door.url}/openapi.json`, {
      headers: { "if-none-match": zipped.headers.get("etag") ?? "" },
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("says on https that it is to stay so, and on every answer what the answer is", async () => {
    for (const [path, status] of [
      ["/health", 200],
      ["/api/nothing", 404],
      ["/api/rules/%2e%2e", 400],
    ] as const) {
      const answer = await fetch(door.url + path.replace("/%2e%2e", "%2F.."), {
        headers: { "x-forwarded-proto": "https" },
      });
      expect(answer.status).toBe(status);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    }
    expect((await fetch(`${door.url}/health`)).headers.has("strict-transport-security")).toBe(false);
  });

  test.each([
    "/api/offers/hetzner/..%2F..%2Frules",
    "/api/rules/%2e%2e/snipes",
    "/api/rules%2Frul_1",
    "/api/rules/%zz",
    "/api/rules/%C0%AF",
    "http://api.test/rules",
    "*",
  ])("refuses an address that is not what it says: %s", async (path) => {
    expect(await refusal({ path, headers: signedIn() })).toEqual([400, "request.path"]);
  });
});
