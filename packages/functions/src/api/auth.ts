import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type ProtectedHeaderParameters,
} from "jose";
import * as z from "zod";
import { ProblemError } from "./problem.ts";
import type { Settings } from "./settings.ts";

/** What issuers call an access token; others (logout tokens, proofs) are signed by the same keys. */
const TYPES = ["jwt", "at+jwt", "application/at+jwt"];
const ALGORITHMS = ["RS256", "ES256", "EdDSA"];
const CLOCK_TOLERANCE_SECONDS = 5;
const TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS = 5;

/** It becomes part of the table's keys. */
const Subject = z.string().regex(/^[\w|.:@-]{1,128}$/);
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

class IssuerUnreachable extends Error {
  override readonly name = "IssuerUnreachable";
}

/**
 * Checks access tokens: signature by the issuer's published keys, issuer, audience and expiry.
 * @returns a function from the Authorization header to the customer's account id. Throws ProblemError: 401 for any
 * token that is not good, 503 while the issuer's keys can't be read.
 */
export function authenticator(
  settings: Settings["auth"],
  now: () => number,
): (authorization: string | undefined) => Promise<string> {
  const key = remoteKeys(settings);
  return async (authorization) => {
    if (!authorization) {
      throw refuse(
        "auth.missing",
        "The request carries no access token. Sign in and send it as a bearer token.",
      );
    }
    const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
    try {
      const { payload, protectedHeader } = await jwtVerify(token ?? "", key, {
        algorithms: ALGORITHMS,
        issuer: settings.issuer,
        requiredClaims: ["sub", "exp"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
      });
      return accountOf(payload, protectedHeader, settings.audience);
    } catch (cause) {
      throw toProblem(cause);
    }
  };
}

function accountOf(payload: JWTPayload, header: ProtectedHeaderParameters, audience: string): string {
  // Cognito's access tokens name the client in place of an audience.
  const audiences = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
  const kind = payload.token_use ?? "access";
  const type = header.typ?.toLowerCase() ?? "jwt";
  if (!audiences.includes(audience) || kind !== "access" || !TYPES.includes(type)) {
    throw new errors.JWTInvalid("The token was not made for this API.");
  }
  return Subject.parse(payload.sub);
}

function toProblem(cause: unknown): ProblemError {
  if (cause instanceof IssuerUnreachable) {
    return new ProblemError(
      "auth.unavailable",
      "Your access token can't be checked, because the sign-in service does not answer. Try again in a moment.",
      { headers: { "retry-after": String(RETRY_AFTER_SECONDS) }, cause },
    );
  }
  if (cause instanceof errors.JWTExpired) {
    return refuse("auth.expired", "Your access token has expired. Sign in again, or refresh it.");
  }
  return refuse(
    "auth.invalid",
    "The access token was not issued for this API, or is damaged. Sign in again.",
  );
}

/** RFC 6750: a request without a token is told of no error. */
export function refuse(
  code: "auth.missing" | "auth.invalid" | "auth.expired" | "auth.revoked",
  detail: string,
): ProblemError {
  const challenge = code === "auth.missing" ? "Bearer" : 'Bearer error="invalid_token"';
  return new ProblemError(code, detail, { headers: { "www-authenticate": challenge } });
}

/** The issuer's keys, looked up when the first token comes; jose keeps them and reads them anew for an unknown key id. */
function remoteKeys(settings: Settings["auth"]): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    found ??= discover(settings).catch((cause: unknown) => {
      found = undefined;
      throw cause;
    });
    try {
      return await (await found)(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
        throw cause;
      }
      throw new IssuerUnreachable("The issuer's keys can't be read.", { cause });
    }
  };
}

async function discover({ issuer, jwksUrl }: Settings["auth"]): Promise<JWTVerifyGetKey> {
  const url = jwksUrl ?? (await readDiscovery(issuer)).jwks_uri;
  return createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS });
}

async function readDiscovery(issuer: string): Promise<z.infer<typeof Discovery>> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: "error",
  });
  if (!response.ok) throw new Error(`The issuer answered ${response.status} to discovery.`);
  const discovery = Discovery.parse(await response.json());
  if (discovery.issuer !== issuer)
    throw new Error("The issuer calls itself by another name than AUTH_ISSUER.");
  return discovery;
}
