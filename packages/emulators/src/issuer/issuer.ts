export * as Issuer from "./issuer.ts";

import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { importJWK, SignJWT } from "jose";
import { errors, type KoaContextWithOIDC, Provider } from "oidc-provider";
import { ConstantTime } from "../constant-time.ts";
import { HttpServer } from "../http-server.ts";
import { IssuerConfiguration } from "./configuration.ts";
import { IssuerKeys } from "./keys.ts";
import { IssuerPage } from "./page.ts";

export interface Options extends HttpServer.ListenOptions {
  /** Keeps the signing key, so that tokens outlive a restart; mode 0600. Omitted: a key for this process alone. */
  readonly keyFile?: string | undefined;
  /** The `aud` of access tokens: what the API's AUTH_AUDIENCE says. */
  readonly audience: string;
  /** The dashboard's; a sign-in link leads to the first one's origin. */
  readonly redirectUris: readonly [string, ...string[]];
  /** The one user's `sub`. */
  readonly subject: string;
}

export interface Running extends HttpServer.Listening {
  /** Who opens this is the user. It works until the process ends: print it for the user and nobody else. */
  readonly signInUrl: string;
  /** An access token for a program, as good as one that the dashboard gets. */
  issueToken(token: { readonly subject: string; readonly lifetimeSeconds: number }): Promise<string>;
}

const SIGN_IN_COOKIE = "cloudco_sign_in";
const SIGN_IN_SECONDS = 90 * 24 * 3600;
/** Cookies do not know ports: with this path no other server of this host is sent it, save at the same path. */
const INTERACTION_PATH = "/interaction";

/**
 * The OpenID provider of one person on one machine: authorization code flow with PKCE for the public client
 * `cloudco-dashboard`, and a sign-in link in place of a password. `url` is the issuer; keep the port over restarts,
 * for tokens name it.
 */
export async function start(options: Options): Promise<Running> {
  const keys = await IssuerKeys.load(options.keyFile);
  const signingKey = await importJWK(keys.signing, IssuerKeys.ALGORITHM);
  const signInToken = randomBytes(32).toString("base64url");
  const server = createServer();
  const listening = await HttpServer.listen(server, options);
  const { url } = listening;
  try {
    const provider = new Provider(
      url,
      IssuerConfiguration.create({ ...options, keys, interactionPath: INTERACTION_PATH }),
    );
    addSignIn(provider, signInToken, options);
    server.on("request", provider.callback());
  } catch (error) {
    await listening.close();
    throw error;
  }
  return {
    ...listening,
    signInUrl: `${url}/sign-in?token=${signInToken}`,
    issueToken: ({ subject, lifetimeSeconds }) =>
      new SignJWT({ client_id: "cloudco-local" })
        .setProtectedHeader({ alg: IssuerKeys.ALGORITHM, typ: "at+jwt", kid: keys.signing.kid })
        .setIssuer(url)
        .setAudience(options.audience)
        .setSubject(subject)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
        .sign(signingKey),
  };
}

/** The browser that opened the link carries a signed cookie; with it every interaction answers itself. */
function addSignIn(provider: Provider, signInToken: string, { subject, redirectUris }: Options): void {
  provider.use(async (ctx, next) => {
    if (ctx.method === "GET" && ctx.path === "/sign-in") signIn(ctx);
    else if (ctx.method === "GET" && ctx.path.startsWith(`${INTERACTION_PATH}/`)) await interact(ctx);
    else await next();
  });
  provider.on("end_session.success", (ctx: KoaContextWithOIDC) => {
    ctx.cookies.set(SIGN_IN_COOKIE, null, { path: INTERACTION_PATH, signed: true });
  });
  provider.on("server_error", (_ctx, error) => console.error("The issuer failed:", error));

  type Context = Parameters<Parameters<Provider["use"]>[0]>[0];

  function signIn(ctx: Context): void {
    if (!ConstantTime.equal(String(ctx.query.token), signInToken)) {
      show(ctx, 403, "This sign-in link is not valid", [
        "A link is valid until the program that printed it ends. Open the one that was printed last.",
      ]);
      return;
    }
    ctx.cookies.set(SIGN_IN_COOKIE, String(Math.floor(Date.now() / 1000) + SIGN_IN_SECONDS), {
      path: INTERACTION_PATH,
      maxAge: SIGN_IN_SECONDS * 1000,
      httpOnly: true,
      sameSite: "lax",
      signed: true,
    });
    ctx.set(IssuerPage.HEADERS);
    ctx.status = 303;
    ctx.redirect(`${new URL(redirectUris[0]).origin}/`);
  }

  async function interact(ctx: Context): Promise<void> {
    const expiresAtSeconds = Number(ctx.cookies.get(SIGN_IN_COOKIE, { signed: true }) ?? 0);
    if (expiresAtSeconds * 1000 <= Date.now()) {
      show(ctx, 401, "You are not signed in", [
        "Open the sign-in link that was printed in the terminal when the program started, in this browser.",
        "Then come back to this page and reload it.",
      ]);
      return;
    }
    try {
      const result = { login: { accountId: subject }, consent: {} };
      const location = await provider.interactionResult(ctx.req, ctx.res, result);
      ctx.status = 303;
      ctx.redirect(location);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      show(ctx, 400, "This sign-in has expired", ["Go back to the dashboard and sign in again."]);
    }
  }

  function show(ctx: Context, status: number, heading: string, paragraphs: readonly string[]): void {
    ctx.set(IssuerPage.HEADERS);
    ctx.status = status;
    ctx.type = "html";
    ctx.body = IssuerPage.render(heading, paragraphs);
  }
}
