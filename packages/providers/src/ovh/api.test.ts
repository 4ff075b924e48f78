// Guarantee: what is signed is what is sent, once where sending it twice would order twice.

import { createHash } from "node:crypto";
import ovh from "ovh";
import { describe, expect, test, vi } from "vitest";
import { gateway, type Seen, Status, Stub } from "../../test/ovh/stub.ts";
import { Api } from "./api.ts";
import { Region } from "./region.ts";

/** Keys that OVHcloud published with its own clients' tests, and revoked; in halves, so that no scanner takes them for live. */
const keys = {
  application: "TDPKJdwZwAQPwKX2",
  secret: ["9ufkBmLaTQ9nz5yM", "Ulg79taH0GNnzDjk"].join(""),
  consumer: ["5mBuy6SUQcRw2ZUx", "g0cG68BoDKpED4KY"].join(""),
};
const access: Api.Access = { region: Region.EUROPE, keys };

// Guarantee: what is signed is what is sent. These are the vectors of OVHcloud's Python and Go clients; the last three
// are made with the same keys.
test.each<[Api.Method, string, string | null, string]>([
  ["GET", "https://eu.api.ovh.com/1.0/auth", null, "$1$e9556054b6309771395efa467c22e627407461ad"],
  [
    "POST",
    "https://eu.api.ovh.com/1.0/auth",
    '{"a":"b","c":"d"}',
    "$1$ec2fb5c7a81f64723c77d2e5b609ae6f58a84fc1",
  ],
  [
    "PUT",
    "https://eu.api.ovh.com/1.0/auth",
    '{"a":"b","c":"d"}',
    "$1$8a75a9e7c8e7296c9dbeda6a2a735eb6bd58ec4b",
  ],
  ["DELETE", "https://eu.api.ovh.com/1.0/auth", null, "$1$a1eecd00b3b02b6cf5708b84b9ff42059a950d85"],
  ["GET", "https://eu.api.ovh.com/1.0/call", null, "$1$7f2db49253edfc41891023fcd1a54cf61db05fbb"],
  ["GET", "https://eu.api.ovh.com/v1/call", null, "$1$e6e7906d385eb28adcbfbe6b66c1528a42d741ad"],
  [
    "GET",
    "https://eu.api.ovh.com/1.0/me/order?date.from=2026-10-02T00%3A00%3A00Z",
    null,
    "$1$80dca8709b67d26dd67cdbaab4f4e23ab5b6aedc",
  ],
  [
    "POST",
    "https://ca.api.ovh.com/1.0/order/cart",
    '{"ovhSubsidiary":"CA","description":"café"}',
    "$1$5e2cfb7e0f524d02e92d0bb21bd82af7192e49bf",
  ],
  [
    "POST",
    "https://eu.api.ovh.com/1.0/order/cart/abc/assign",
    null,
    "$1$2ea1e524db53eb79c521731f20231ac710ee54c0",
  ],
])("the signature of %s %s %s", (method, url, body, signature) => {
  expect(Api.sign(access, method, url, body, 1457018875)).toBe(signature);
});

test("the public hosts are the default, and the version is added where the environment's URL has no path", () => {
  vi.stubEnv("OVH_EU_URL", "");
  expect(Region.baseUrl(Region.EUROPE)).toBe("https://eu.api.ovh.com/1.0");
  expect(Region.baseUrl(Region.NORTH_AMERICA)).toBe("https://ca.api.ovh.com/1.0");
  vi.stubEnv("OVH_EU_URL", "http://127.0.0.1:8080/");
  expect(Region.baseUrl(Region.EUROPE)).toBe("http://127.0.0.1:8080/1.0");
  vi.stubEnv("OVH_EU_URL", "http://127.0.0.1:8080/v1/");
  expect(Region.baseUrl(Region.EUROPE)).toBe("http://127.0.0.1:8080/v1");
  vi.unstubAllEnvs();
});

describe("a request", () => {
  const eu = new Stub("OVH_EU_URL");
  const clock = () => Math.floor(Date.now() / 1000) + eu.ahead;
  const all = () => eu.seen.map(({ method, path }) => `${method} ${path}`);

  test("is signed with what is sent, by the server's clock, which is asked once", async () => {
    eu.ahead = 5_000;
    eu.answer({ "POST /order/cart": { ok: true }, "GET /me": {} });
    const body = { description: "café" };
    const reply = await Api.call(access, "POST", "/order/cart?a=%C3%A9", { body });
    expect(reply).toEqual({ kind: "ok", body: { ok: true } });
    await Api.call(access, "GET", "/me");
    expect(all()).toEqual(["GET /auth/time", "POST /order/cart", "GET /me"]);
    const [, post, get] = eu.seen;
    const timestamp = Number(post?.headers["x-ovh-timestamp"]);
    expect(Math.abs(timestamp - clock())).toBeLessThan(5);
    expect(post?.headers).toMatchObject({
      "x-ovh-application": keys.application,
      "x-ovh-consumer": keys.consumer,
      "content-type": "application/json;charset=utf-8",
    });
    const url = `${eu.url}/1.0/order/cart?a=%C3%A9`;
    const text = [keys.secret, keys.consumer, "POST", url, post?.text, timestamp].join("+");
    const signature = `$1$${createHash("sha1").update(text).digest("hex")}`;
    expect(post?.headers["x-ovh-signature"]).toBe(signature);
    expect(get?.headers["content-type"]).toBeUndefined();
  });

  test.each(["QUERY_TIME_OUT", "INVALID_KEY"])(
    "refused with %s is sent again by a clock read anew",
    async (code) => {
      eu.answer({
        "POST /order/cart": ({ headers }: Seen) =>
          Math.abs(Number(headers["x-ovh-timestamp"]) - clock()) > 30 ? gateway(code, 400) : { ok: true },
      });
      await Api.call(access, "POST", "/order/cart");
      eu.ahead = 90_000;
      expect(await Api.call(access, "POST", "/order/cart", { body: {} })).toMatchObject({ kind: "ok" });
      expect(all().slice(2)).toEqual(["POST /order/cart", "GET /auth/time", "POST /order/cart"]);
    },
  );

  test("refused by a clock that was just read is not sent again", async () => {
    eu.answer({ "GET /me": gateway("INVALID_KEY") });
    expect(await Api.call(access, "GET", "/me")).toMatchObject({
      kind: "refused",
      failure: { cause: "credentials" },
    });
    expect(all()).toEqual(["GET /auth/time", "GET /me"]);
  });

  // Guarantee: a checkout is one request, whatever comes back.
  test("to be sent once is sent once", async () => {
    await Api.call(access, "GET", "/me");
    eu.answer({ "POST /x": gateway("QUERY_TIME_OUT", 400), "GET /x": new Status(500) });
    const once = { once: true };
    expect(await Api.call(access, "POST", "/x", once)).toMatchObject({
      kind: "refused",
      failure: { cause: "unavailable" },
    });
    expect(await Api.call(access, "GET", "/x", once)).toMatchObject({ kind: "unknown" });
    expect(eu.calls.slice(1)).toEqual(["POST /x", "GET /x"]);
  });

  test("to read is sent again after a server error, and one that changes something is not", async () => {
    for (const method of ["GET", "POST", "PUT", "DELETE"] as const) {
      eu.answer({
        [`${method} /x`]: new Status(500, { class: "Server::InternalServerError", message: "m" }),
      });
      const reply = await Api.call(access, method, "/x");
      expect(reply).toMatchObject({ kind: "unknown", failure: { cause: "unavailable" } });
    }
    expect(eu.calls).toEqual(["GET /x", "GET /x", "POST /x", "PUT /x", "DELETE /x"]);
  });

  test("is not sent where the time can't be read", async () => {
    eu.ahead = Number.NaN;
    expect(await Api.call(access, "GET", "/me")).toMatchObject({
      kind: "not_sent",
      failure: { cause: "unavailable" },
    });
    expect(all()).toEqual(["GET /auth/time"]);
  });

  // Guarantee: `refused` is proof that nothing happened, so only OVHcloud's own words count, and not a proxy's.
  test.each<[number, unknown, string, string]>([
    [
      403,
      { errorCode: "INVALID_CREDENTIAL", httpCode: "403 Forbidden", message: "m" },
      "refused",
      "credentials",
    ],
    [403, { errorCode: "NOT_CREDENTIAL", message: "m" }, "refused", "credentials"],
    [400, { errorCode: "INVALID_SIGNATURE", httpCode: "400 No", message: "m" }, "refused", "credentials"],
    [403, { errorCode: "NOT_GRANTED_CALL", message: "m" }, "refused", "not_allowed"],
    [403, { errorCode: "FORBIDDEN", message: "m" }, "refused", "not_allowed"],
    [403, { class: "Client::Forbidden", message: "You are not allowed" }, "refused", "not_allowed"],
    [400, { class: "Client::BadRequest", message: "24sk10 is not available in gra" }, "refused", "sold"],
    [400, { class: "Client::BadRequest", message: "no preferred payment method" }, "refused", "payment"],
    [400, { class: "Client::BadRequest", message: "Plan code not found" }, "refused", "refused"],
    [409, { class: "Client::Conflict", message: "m" }, "refused", "refused"],
    [460, { class: "Client::Expired", message: "This service is expired" }, "refused", "refused"],
    [429, { class: "Client::TooManyRequests", message: "m" }, "refused", "rate_limited"],
    [429, { message: "slow down" }, "unknown", "rate_limited"],
    [400, { message: "Bad Request" }, "unknown", "unreadable"],
    [403, { message: "Forbidden" }, "unknown", "unreadable"],
    [404, { message: "Not Found" }, "unknown", "unreadable"],
    [400, { message: "24sk10 is not available in gra" }, "refused", "sold"],
    [400, { message: "Your preferred payment method is not valid" }, "refused", "payment"],
    [400, { message: "Payment of your order failed" }, "refused", "payment"],
    [400, { message: "Plan code not found: 24sk10" }, "refused", "refused"],
    [400, { message: "This cart hasn't been assigned yet" }, "refused", "refused"],
    [
      400,
      { message: "Custom field dedicated_datacenter is duplicated for product 24sk10" },
      "refused",
      "refused",
    ],
    [403, { message: "You are not allowed" }, "refused", "not_allowed"],
    [403, { message: "This call has not been granted" }, "refused", "not_allowed"],
    [403, { message: "This credential is not valid" }, "refused", "credentials"],
    [404, { message: "Invalid Cart ID" }, "refused", "refused"],
    [500, { message: "24sk10 is not available in gra" }, "unknown", "unavailable"],
    [400, { errorCode: "INVALID_KEY", httpCode: "403 Forbidden", message: "m" }, "unknown", "unreadable"],
    [400, { class: "Client::BadRequest" }, "unknown", "unreadable"],
    [404, "<h1>404</h1>", "unknown", "unreadable"],
    [302, {}, "unknown", "unreadable"],
    [503, { class: "Client::BadRequest", message: "m" }, "unknown", "unavailable"],
  ])("answered with %i %j is %s for %s", async (status, body, kind, cause) => {
    eu.answer({ "POST /x": new Status(status, body) });
    const reply = await Api.call(access, "POST", "/x", { once: true });
    expect(reply).toMatchObject({ kind, failure: { cause } });
  });

  test("may be answered with nothing", async () => {
    eu.answer({ "POST /x": new Status(200) });
    expect(await Api.call(access, "POST", "/x")).toEqual({ kind: "ok", body: undefined });
  });

  test("that lacks a right names it as OVHcloud does", async () => {
    eu.answer({ "GET /me/order/231234567/details": gateway("NOT_GRANTED_CALL") });
    const reply = await Api.call(access, "GET", "/me/order/231234567/details?x=1");
    expect(reply).toMatchObject({
      failure: { message: expect.stringContaining("the right GET /me/order/*.") },
    });
  });
});

test.each([Region.EUROPE, Region.NORTH_AMERICA])(
  "$id is where OVHcloud's own package looks for it",
  (region) => {
    const { host, basePath } = ovh({ endpoint: region.id, appKey: "", appSecret: "" });
    expect(Region.baseUrl(region)).toBe(`https://${host}${basePath}`);
  },
);
