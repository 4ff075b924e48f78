import { createServer } from "node:http";
import { HttpServer } from "@cloudco/emulators/http-server";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const AUDIENCE = "cloudco-test";

type Token = {
  claims?: Record<string, unknown>;
  alg?: string;
  lifetimeSeconds?: number;
  header?: Record<string, unknown>;
};

/** An OIDC issuer of the test's own: discovery, keys, and tokens of every kind. */
export async function startIssuer() {
  const pairs = {
    RS256: await generateKeyPair("RS256"),
    ES256: await generateKeyPair("ES256"),
    EdDSA: await generateKeyPair("EdDSA"),
    PS256: await generateKeyPair("PS256"),
  };
  const keys = await Promise.all(
    Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      alg,
      kid: alg,
    })),
  );
  const stranger = await generateKeyPair("ES256");
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    const documents: Record<string, unknown> = {
      "/.well-known/openid-configuration": { issuer: listening.url, jwks_uri: `${listening.url}/keys` },
      "/keys": { keys },
    };
    const document = documents[request.url ?? ""];
    response.writeHead(document ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(document ?? {}));
  });
  const listening = await HttpServer.listen(server, {});

  const sign = (
    sub: string,
    { claims = {}, alg = "ES256", lifetimeSeconds = 600, header = {} }: Token = {},
  ) => {
    const pair = Object.entries(pairs).find(([name]) => name === alg)?.[1] ?? stranger;
    return new SignJWT({ iss: listening.url, aud: AUDIENCE, sub, ...claims })
      .setProtectedHeader({
        alg: alg === "stranger" ? "ES256" : alg,
        kid: alg === "stranger" ? "ES256" : alg,
        ...header,
      })
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
      .sign(pair.privateKey);
  };
  return { url: listening.url, close: listening.close, sign, requests };
}

export type TestIssuer = Awaited<ReturnType<typeof startIssuer>>;

/** A token that nobody signed. */
export function unsigned(issuer: string, sub: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 600;
  return `${part({ alg: "none" })}.${part({ iss: issuer, aud: AUDIENCE, sub, exp })}.`;
}
