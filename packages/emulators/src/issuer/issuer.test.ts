// Guarantees: nobody but who holds the sign-in link gets a token; a code goes only to the dashboard's own address and
// only to whom began the flow; and a token verifies against the published keys, also after a restart.

import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Issuer } from "./issuer.ts";

const AUDIENCE = "cloudco-api";
const REDIRECT_URI = "http://127.0.0.1:3000/callback";

let folder: string;
const stops: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "issuer-"));
  for (const method of ["info", "warn", "error"] as const) vi.spyOn(console, method);
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true });
  // oidc-provider writes to the console where a default of it is not fit for use.
  for (const method of ["info", "warn", "error"] as const) expect(console[method]).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

async function start(options: Partial<Issuer.Options> = {}): Promise<Issuer.Running> {
  const issuer = await Issuer.start({
    audience: AUDIENCE,
    redirectUris: [REDIRECT_URI],
    subject: "owner",
    ...options,
  });
  stops.push(issuer.close);
  return issuer;
}

/** As much of a browser as the flow needs: it keeps cookies by name and path, and follows redirects when told. */
function browser() {
  const jar = new Map<string, { path: string; pair: string }>();

  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const sent = [...jar.values()].filter(({ path }) => new URL(url).pathname.startsWith(path));
    const headers = { ...init.headers, cookie: sent.map(({ pair }) => pair).join("; ") };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = cookie.split("; ");
      const path = attributes.find((attribute) => attribute.startsWith("path="))?.slice(5) ?? "/";
      const key = `${pair.split("=")[0]} ${path}`;
      if (pair.endsWith("=")) jar.delete(key);
      else jar.set(key, { path, pair });
    }
    return response;
  }

  /** Follows the redirects of this issuer, and returns the last answer. */
  async function follow(url: string): Promise<Response> {
    const response = await visit(url);
    const location = response.headers.get("location");
    const next = location === null ? undefined : new URL(location, url);
    return next?.origin === new URL(url).origin ? follow(next.href) : response;
  }

  return { visit, follow };
}

const json = async (response: Response) => (await response.json()) as Record<string, string>;
const discover = async (url: string) => {
  const metadata = await json(await fetch(`${url}/.well-known/openid-configuration`));
  const endpoint = (name: string) => metadata[name] ?? "";
  return {
    metadata,
    authorization: endpoint("authorization_endpoint"),
    token: endpoint("token_endpoint"),
    jwks: endpoint("jwks_uri"),
    endSession: endpoint("end_session_endpoint"),
  };
};

function authorizationRequest(endpoint: string, changes: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    client_id: "cloudco-dashboard",
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    scope: "openid",
    state: "state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...changes,
  }).toString();
  return { url: url.href, verifier };
}

const exchange = (endpoint: string, parameters: Record<string, string>) =>
  fetch(endpoint, {
    method: "POST",
    headers: { origin: "http://127.0.0.1:3000" },
    body: new URLSearchParams({ client_id: "cloudco-dashboard", redirect_uri: REDIRECT_URI, ...parameters }),
  });

const verify = (issuer: { url: string }, jwksUri: string, token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), {
    issuer: issuer.url,
    audience: AUDIENCE,
    algorithms: ["RS256"],
    typ: "at+jwt",
  });

/** Signs in, and returns the code that the dashboard is given. */
async function codeFor(issuer: Issuer.Running, { visit, follow } = browser()) {
  const { authorization } = await discover(issuer.url);
  await visit(issuer.signInUrl);
  const { url, verifier } = authorizationRequest(authorization);
  const location = new URL((await follow(url)).headers.get("location") ?? "");
  return { code: location.searchParams.get("code") ?? "", verifier, location };
}

describe("the dashboard's flow", () => {
  test("goes from discovery over the sign-in link to a token that verifies", async () => {
    const issuer = await start();
    const endpoints = await discover(issuer.url);
    expect(endpoints.metadata).toMatchObject({
      issuer: issuer.url,
      code_challenge_methods_supported: ["S256"],
    });
    const { visit, follow } = browser();
    const { url, verifier } = authorizationRequest(endpoints.authorization);

    const unknown = await follow(url);
    expect(unknown.status).toBe(401);
    expect(await unknown.text()).toContain("sign-in link");

    const signedIn = await visit(issuer.signInUrl);
    expect([signedIn.status, signedIn.headers.get("location")]).toEqual([303, "http://127.0.0.1:3000/"]);
    expect(signedIn.headers.get("referrer-policy")).toBe("no-referrer");

    // The page that said "reload me", reloaded.
    const location = new URL((await follow(unknown.url)).headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(REDIRECT_URI);
    expect(location.searchParams.get("state")).toBe("state");

    const code = location.searchParams.get("code") ?? "";
    const grant = { grant_type: "authorization_code", code, code_verifier: verifier };
    const response = await exchange(endpoints.token, grant);
    expect(response.headers.get("access-control-allow-origin")).toBe("http://127.0.0.1:3000");
    const { access_token = "", refresh_token = "" } = await json(response);
    const { payload } = await verify(issuer, endpoints.jwks, access_token);
    expect(payload).toMatchObject({ sub: "owner", client_id: "cloudco-dashboard" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);

    const refreshed = await exchange(endpoints.token, {
      grant_type: "refresh_token",
      refresh_token,
    });
    const { access_token: second = "" } = await json(refreshed);
    expect((await verify(issuer, endpoints.jwks, second)).payload.sub).toBe("owner");
  });

  test("asks nothing the second time, and takes the audience as the resource where it is a URI", async () => {
    const audience = "https://api.cloudco.example";
    const issuer = await start({ audience });
    const endpoints = await discover(issuer.url);
    const agent = browser();
    await codeFor(issuer, agent);
    const silent = authorizationRequest(endpoints.authorization, {
      prompt: "none",
      resource: audience,
    });
    const location = new URL((await agent.visit(silent.url)).headers.get("location") ?? "");
    const code = location.searchParams.get("code") ?? "";
    const grant = { grant_type: "authorization_code", code, code_verifier: silent.verifier };
    const { access_token = "" } = await json(await exchange(endpoints.token, grant));
    const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(endpoints.jwks)));
    expect(payload.aud).toBe(audience);
  });

  test.each(["login", "consent"])("ends with prompt=%s too", async (prompt) => {
    const issuer = await start();
    const agent = browser();
    await codeFor(issuer, agent);
    const { authorization } = await discover(issuer.url);
    const { url } = authorizationRequest(authorization, { prompt });
    expect((await agent.follow(url)).headers.get("location")).toContain(`${REDIRECT_URI}?code=`);
  });

  test("signs out for good: the cookie of the sign-in link is gone as well", async () => {
    const issuer = await start();
    const agent = browser();
    await codeFor(issuer, agent);
    const endpoints = await discover(issuer.url);
    const page = await (await agent.visit(endpoints.endSession)).text();
    const [, action = ""] = /action="([^"]+)"/.exec(page) ?? [];
    const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(page) ?? [];
    const done = await agent.visit(action, {
      method: "POST",
      body: new URLSearchParams({ xsrf, logout: "yes" }),
    });
    expect(done.status).toBe(303);
    const { url } = authorizationRequest(endpoints.authorization);
    expect((await agent.follow(url)).status).toBe(401);
  });
});

describe("what is refused", () => {
  test("a sign-in link with another token", async () => {
    const issuer = await start();
    const { visit, follow } = browser();
    const wrong = `${issuer.url}/sign-in?token=${randomBytes(32).toString("base64url")}`;
    for (const link of [wrong, `${issuer.url}/sign-in`]) expect((await visit(link)).status).toBe(403);
    const { authorization } = await discover(issuer.url);
    expect((await follow(authorizationRequest(authorization).url)).status).toBe(401);
  });

  test("a sign-in cookie that this issuer did not sign", async () => {
    const issuer = await start();
    const { visit, follow } = browser();
    const { authorization } = await discover(issuer.url);
    const page = await follow(authorizationRequest(authorization).url);
    const cookie = `cloudco_sign_in=${Math.floor(Date.now() / 1000) + 3600}; cloudco_sign_in.sig=${"x".repeat(27)}`;
    expect((await fetch(page.url, { headers: { cookie }, redirect: "manual" })).status).toBe(401);
    expect((await visit(page.url)).status).toBe(401);
  });

  test.each<[string, Record<string, string>]>([
    ["another redirect URI", { redirect_uri: "http://127.0.0.1:3001/callback" }],
    ["an unknown client", { client_id: "another" }],
  ])("%s: the user is told, and nobody is redirected", async (_case, changes) => {
    const issuer = await start();
    const { authorization } = await discover(issuer.url);
    const { visit } = browser();
    await visit(issuer.signInUrl);
    const response = await visit(authorizationRequest(authorization, changes).url);
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    expect(await response.text()).toContain("The sign-in did not work");
  });

  test.each<[string, Record<string, string>, string]>([
    ["a flow without PKCE", { code_challenge: "", code_challenge_method: "" }, "invalid_request"],
    ["an unknown resource", { resource: "https://elsewhere.example" }, "invalid_target"],
  ])("%s", async (_case, changes, error) => {
    const issuer = await start();
    const { authorization } = await discover(issuer.url);
    const { url } = authorizationRequest(authorization, changes);
    const location = new URL((await browser().visit(url)).headers.get("location") ?? "");
    expect(location.searchParams.get("error")).toBe(error);
  });

  test("a code with another verifier, and a code used twice", async () => {
    const issuer = await start();
    const { token } = await discover(issuer.url);
    const { code, verifier } = await codeFor(issuer);
    const grant = { grant_type: "authorization_code", code };
    const wrong = randomBytes(32).toString("base64url");
    expect((await exchange(token, { ...grant, code_verifier: wrong })).status).toBe(400);
    expect((await exchange(token, { ...grant, code_verifier: verifier })).status).toBe(200);
    expect((await exchange(token, { ...grant, code_verifier: verifier })).status).toBe(400);
  });

  test("a page of another origin that reads the token endpoint", async () => {
    const issuer = await start();
    const { token } = await discover(issuer.url);
    const headers = { origin: "https://evil.example" };
    const body = new URLSearchParams({ client_id: "cloudco-dashboard", grant_type: "authorization_code" });
    const response = await fetch(token, { method: "POST", headers, body });
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("a restart", () => {
  test("keeps tokens valid and the browser signed in, and ends the old link", async () => {
    const keyFile = join(folder, "keys", "issuer.json");
    const first = await start({ keyFile });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const token = await first.issueToken({ subject: "owner", lifetimeSeconds: 60 });
    const agent = browser();
    await codeFor(first, agent);
    await first.close();

    const second = await start({ keyFile, port: Number(new URL(first.url).port) });
    // The first answer may come over a connection that the first issuer has just ended.
    const { jwks, authorization } = await vi.waitFor(() => discover(second.url));
    await verify(second, jwks, token);
    const { url } = authorizationRequest(authorization);
    expect((await agent.follow(url)).headers.get("location")).toContain(`${REDIRECT_URI}?code=`);
    expect((await browser().visit(first.signInUrl)).status).toBe(403);
  });

  test("is refused with a key file that others may read, or that holds something else", async () => {
    const keyFile = join(folder, "issuer.json");
    await (await start({ keyFile })).close();
    chmodSync(keyFile, 0o644);
    await expect(start({ keyFile })).rejects.toThrow(/mode 0644/);
    chmodSync(keyFile, 0o600);
    writeFileSync(keyFile, "{}");
    await expect(start({ keyFile })).rejects.toThrow(/does not hold the issuer's keys/);
  });
});

describe("issueToken", () => {
  test("gives a program a token with the lifetime it asks for", async () => {
    const issuer = await start();
    const { jwks } = await discover(issuer.url);
    const token = await issuer.issueToken({ subject: "owner", lifetimeSeconds: 60 });
    const { payload } = await verify(issuer, jwks, token);
    expect(payload.sub).toBe("owner");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
    const another = await issuer.issueToken({ subject: "owner", lifetimeSeconds: -60 });
    await expect(verify(issuer, jwks, another)).rejects.toMatchObject({ code: "ERR_JWT_EXPIRED" });
  });
});

test("publishes no private part of its key", async () => {
  const issuer = await start();
  const { jwks } = await discover(issuer.url);
  const { keys } = (await (await fetch(jwks)).json()) as { keys: object[] };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "e", "kid", "kty", "n", "use"]]);
});

test("fails with Node's error on a taken port", async () => {
  const issuer = await start();
  await expect(start({ port: Number(new URL(issuer.url).port) })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});
