// Guarantee: nobody reaches a customer's data without a valid, unexpired token that this issuer made for this API.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { HttpServer } from "@cloudco/emulators/http-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startIssuer, unsigned } from "../../test/api/issuer.ts";
import { call, expectProblem, type Rig, rig, viewed } from "../../test/api/rig.ts";
import { createApp } from "./app.ts";

let r: Rig;
beforeAll(async () => {
  r = await rig();
});
afterAll(() => r.close());

const sub = () => `user-${randomUUID()}`;
const rules = (token: string) => call("GET", "/rules", { token });

describe("a token that counts", () => {
  test.each(["RS256", "ES256", "EdDSA"])("signed with %s", async (alg) => {
    expect(await rules(await r.issuer.sign(sub(), { alg }))).toMatchObject({ status: 200 });
  });

  test("for several audiences, or typed as an access token", async () => {
    const claims = { aud: ["other", "cloudco-test"] };
    expect(await rules(await r.issuer.sign(sub(), { claims }))).toMatchObject({ status: 200 });
    expect(await rules(await r.issuer.sign(sub(), { header: { typ: "at+jwt" } }))).toMatchObject({
      status: 200,
    });
  });

  test("as Cognito makes it: a client in place of the audience", async () => {
    const claims = { aud: undefined, client_id: "cloudco-test", token_use: "access" };
    expect(await rules(await r.issuer.sign(sub(), { claims }))).toMatchObject({ status: 200 });
  });

  test.each(["auth0|5f7c8ec7", "a.b:c@d-e", "x".repeat(128)])("for the subject %s", async (subject) => {
    expect(await rules(await r.issuer.sign(subject))).toMatchObject({ status: 200 });
  });

  test("is read whatever the case of the scheme", async () => {
    const authorization = `bearer ${await r.issuer.sign(sub())}`;
    expect(await call("GET", "/rules", { headers: { authorization } })).toMatchObject({ status: 200 });
  });
});

describe("refused", () => {
  test("no token", async () => {
    const answer = await call("GET", "/rules");
    expectProblem(answer, 401, "auth.missing");
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("an expired one, by a code of its own", async () => {
    const answer = await rules(await r.issuer.sign(sub(), { lifetimeSeconds: -60 }));
    expectProblem(answer, 401, "auth.expired");
    expect(answer.headers["www-authenticate"]).toBe('Bearer error="invalid_token"');
  });

  test.each<[string, Parameters<Rig["issuer"]["sign"]>[1]]>([
    ["another issuer", { claims: { iss: "https://issuer.invalid" } }],
    ["another audience", { claims: { aud: "other" } }],
    ["another audience, and our client", { claims: { aud: "other", client_id: "cloudco-test" } }],
    ["no audience", { claims: { aud: undefined } }],
    ["another client", { claims: { aud: undefined, client_id: "other" } }],
    ["an ID token of Cognito", { claims: { token_use: "id" } }],
    ["a logout token", { header: { typ: "logout+jwt" } }],
    ["not valid yet", { claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } }],
    ["an algorithm that is not on the list", { alg: "PS256" }],
    ["a key of somebody else under our key's id", { alg: "stranger" }],
    ["an unknown key", { header: { kid: "unknown" } }],
    ["an extension that nobody knows", { header: { crit: ["exp"] } }],
  ])("%s", async (_case, token) => {
    expectProblem(
      await rules(await r.issuer.sign(sub(), token).catch(() => "made.no.token")),
      401,
      "auth.invalid",
    );
  });

  test.each(["", "a#b", "a b", "a/b", "../x", "ACCOUNT#1", "ü", "x".repeat(129), "a\u0000"])(
    "the subject %j, which could be another key of the table",
    async (subject) => {
      expectProblem(await rules(await r.issuer.sign(subject)), 401, "auth.invalid");
    },
  );

  test("alg none", async () => {
    expectProblem(await rules(unsigned(r.issuer.url, sub())), 401, "auth.invalid");
  });

  test.each([
    "Bearer",
    "Bearer ",
    "Basic YTpi",
    "Bearer a b",
    "Bearer a,Bearer b",
    "Bearer a.b.c",
    "Bearer é",
  ])("the header %j", async (authorization) => {
    const answer = await call("GET", "/rules", { headers: { authorization } });
    expectProblem(answer, 401, authorization.includes("é") ? "auth.missing" : "auth.invalid");
  });

  test("a token whose payload was changed after it was signed", async () => {
    const [header, payload = "", signature] = (await r.issuer.sign(sub())).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: "other" })).toString("base64url");
    expectProblem(await rules(`${header}.${changed}.${signature}`), 401, "auth.invalid");
  });

  test("claims that the gateway passed on, without a token", async () => {
    const { handler } = await import("./handler.ts");
    const { event } = await import("../../test/api/rig.ts");
    const plain = event("GET", "/rules", {});
    const authorizer = { jwt: { claims: { sub: "other" }, scopes: null } };
    const answer = await handler(
      Object.assign(plain, { requestContext: { ...plain.requestContext, authorizer } }),
    );
    expect(answer.statusCode).toBe(401);
  });
});

describe("an issuer that can't be reached", () => {
  const app = (issuer: string, jwksUrl?: string) =>
    createApp(
      r.ctx,
      {
        auth: { issuer, audience: "cloudco-test", jwksUrl },
        connectionWaitSeconds: 0,
        accountRequestsPerMinute: 1_000_000,
      },
      [],
    );
  const get = async (api: ReturnType<typeof app>, token: string) => {
    const response = await api.request(
      "/rules",
      { headers: { authorization: `Bearer ${token}` } },
      viewed("/rules"),
    );
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };

  test("is 503 and no fault of the token, and forgotten once it answers", async () => {
    const issuer = await startIssuer();
    const token = await issuer.sign(sub());
    await issuer.close();
    const api = app(issuer.url);
    expect(await get(api, token)).toEqual({ status: 503, retryAfter: "5" });

    let requests = 0;
    const keys = {
      "/.well-known/openid-configuration": { issuer: issuer.url, jwks_uri: `${r.issuer.url}/keys` },
    };
    const server = createServer((request, response) => {
      requests += 1;
      response.end(JSON.stringify(keys[request.url as keyof typeof keys] ?? {}));
    });
    const again = await HttpServer.listen(server, { port: Number(new URL(issuer.url).port) });
    const other = await r.issuer.sign(sub(), { claims: { iss: issuer.url } });
    expect(await get(api, other)).toMatchObject({ status: 200 });
    expect(await get(api, other)).toMatchObject({ status: 200 });
    expect(requests).toBe(1);
    await again.close();
  });

  test("is not asked about what can't be a token", async () => {
    const api = app("http://127.0.0.1:9");
    expect(await get(api, "made.no.token")).toMatchObject({ status: 401 });
    expect(await get(api, unsigned("http://127.0.0.1:9", "x"))).toMatchObject({ status: 401 });
  });

  test("that answers nonsense, or by another name, is 503 as well", async () => {
    const token = await r.issuer.sign(sub());
    expect(await get(app(r.issuer.url, `${r.issuer.url}/missing`), token)).toMatchObject({ status: 503 });
    expect(await get(app(`${r.issuer.url}/`), token)).toMatchObject({ status: 503 });
  });

  test("keeps serving known keys while a token with an unknown one comes", async () => {
    const issuer = await startIssuer();
    const api = app(issuer.url);
    const token = await issuer.sign(sub());
    expect(await get(api, token)).toMatchObject({ status: 200 });
    await issuer.close();
    await get(api, await issuer.sign(sub(), { header: { kid: "unknown" } }));
    expect(await get(api, token)).toMatchObject({ status: 200 });
  });
});
