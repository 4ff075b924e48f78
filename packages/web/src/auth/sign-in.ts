export * as SignIn from "./sign-in.ts";

import * as oauth from "oauth4webapi";
import type { Config } from "../config.ts";

export interface Session {
  /** A token that is good for some time yet. Where none can be had, the page leaves to sign in, and this never ends. */
  token(): Promise<string>;
  signOut(): Promise<void>;
}

/** Between the two redirects this lies in sessionStorage; tokens lie nowhere but in a closure. */
type Pending = { verifier: string; state: string; returnTo: string };
const PENDING = "cloudco.sign-in";
const SIGNED_OUT = "cloudco.signed-out";

const BASE = import.meta.env.BASE_URL;
const callback = () => `${location.origin}${BASE}callback`;
const REFRESH_BEFORE_MS = 60_000;

type Client = { server: oauth.AuthorizationServer; client: oauth.Client; options: HttpOptions };
type HttpOptions = { [oauth.allowInsecureRequests]?: boolean };

/**
 * Ends a sign-in that comes back from the issuer, or begins one.
 * @returns null where the page is being left, or shows that nobody is signed in
 */
export async function resume(config: Config): Promise<Session | null> {
  if (location.pathname === `${BASE}callback`) return await finish(config);
  if (sessionStorage.getItem(SIGNED_OUT)) {
    const { showSignedOut } = await import("./failed.ts");
    showSignedOut(() => {
      sessionStorage.removeItem(SIGNED_OUT);
      location.reload();
    });
    return null;
  }
  await begin(config);
  return null;
}

async function discover({ issuer, clientId }: Config): Promise<Client> {
  // A page that itself came over plain http is on this machine, and so is the issuer.
  const options = location.protocol === "http:" ? { [oauth.allowInsecureRequests]: true } : {};
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, { algorithm: "oidc", ...options });
  const server = await oauth.processDiscoveryResponse(url, response);
  return { server, client: { client_id: clientId }, options };
}

async function begin(config: Config): Promise<void> {
  const { server } = await discover(config);
  if (!server.authorization_endpoint) throw new Error("The issuer names no authorization endpoint.");
  const here = location.pathname + location.search + location.hash;
  const pending: Pending = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    returnTo: here.startsWith(BASE) && !here.startsWith(`${BASE}callback`) ? here : BASE,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: config.clientId,
    redirect_uri: callback(),
    response_type: "code",
    scope: "openid",
    state: pending.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
  }).toString();
  location.replace(url);
}

async function finish(config: Config): Promise<Session | null> {
  const kept = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  const answer = new URL(location.href);
  // The code must not stay in the address, whatever comes of it.
  history.replaceState(null, "", BASE);
  if (!kept) {
    await begin(config);
    return null;
  }
  const { verifier, state, returnTo }: Pending = JSON.parse(kept);
  const found = await discover(config);
  const { server, client, options } = found;
  const parameters = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    callback(),
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    requireIdToken: true,
  });
  history.replaceState(null, "", returnTo);
  return open(config, found, tokens);
}

function open(
  config: Config,
  { server, client, options }: Client,
  first: oauth.TokenEndpointResponse,
): Session {
  let tokens = first;
  let idToken = first.id_token;
  let endsAt = expiry(first);
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    if (!tokens.refresh_token) throw new Error("There is no refresh token.");
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      tokens.refresh_token,
      options,
    );
    const next = await oauth.processRefreshTokenResponse(server, client, response);
    // An issuer that does not rotate sends no new one.
    tokens = { ...next, refresh_token: next.refresh_token ?? tokens.refresh_token };
    idToken = next.id_token ?? idToken;
    endsAt = expiry(next);
  }

  return {
    async token() {
      if (Date.now() > endsAt - REFRESH_BEFORE_MS) {
        refreshing ??= refresh().finally(() => {
          refreshing = undefined;
        });
        try {
          await refreshing;
        } catch {
          await begin(config);
          return await new Promise(() => {});
        }
      }
      return tokens.access_token;
    },
    async signOut() {
      sessionStorage.setItem(SIGNED_OUT, "1");
      const end = server.end_session_endpoint;
      if (!end) {
        location.replace(BASE);
        return;
      }
      const url = new URL(end);
      url.search = new URLSearchParams({
        client_id: config.clientId,
        post_logout_redirect_uri: `${location.origin}/`,
        ...(idToken ? { id_token_hint: idToken } : {}),
      }).toString();
      location.replace(url);
    },
  };
}

function expiry({ expires_in }: oauth.TokenEndpointResponse): number {
  return Date.now() + (expires_in ?? 300) * 1000;
}
