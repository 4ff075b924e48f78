export * as IssuerConfiguration from "./configuration.ts";

import { type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import { IssuerKeys } from "./keys.ts";
import { IssuerPage } from "./page.ts";
import { IssuerStorage } from "./storage.ts";

export interface Options {
  readonly keys: IssuerKeys.IssuerKeys;
  readonly audience: string;
  readonly redirectUris: readonly string[];
  readonly interactionPath: string;
}

export const CLIENT_ID = "cloudco-dashboard";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** oidc-provider's configuration: one public client, no consent, and every access token a JWT for the one API. */
export function create({ keys, audience, redirectUris, interactionPath }: Options): Configuration {
  const origins = [...new Set(redirectUris.map((uri) => new URL(uri).origin))];
  return {
    adapter: IssuerStorage.create(),
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookies] },
    clients: [
      {
        client_id: CLIENT_ID,
        client_name: "CloudCO",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: redirectUris,
        post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
      },
    ],
    responseTypes: ["code"],
    clientBasedCORS: (_ctx, origin) => origins.includes(origin),
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: { url: (_ctx, { uid }) => `${interactionPath}/${uid}` },
    loadExistingGrant,
    // Cognito knows no offline_access, so the dashboard does not ask for it.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: resourceIndicators(audience),
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, "Sign out?", [], `${form}${LOGOUT_BUTTONS}`),
        postLogoutSuccessSource: (ctx) => show(ctx, "You are signed out", []),
      },
    },
    renderError(ctx, { error, error_description }) {
      show(ctx, "The sign-in did not work", [error_description ?? "", `Error: ${error}`]);
    },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      IdToken: HOUR,
      Interaction: HOUR,
      Grant: 14 * DAY,
      RefreshToken: 14 * DAY,
      Session: 14 * DAY,
    },
  };
}

const LOGOUT_BUTTONS = `
<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button type="submit" form="op.logoutForm">Stay signed in</button>`;

type ResourceIndicators = NonNullable<NonNullable<Configuration["features"]>["resourceIndicators"]>;

/** RFC 8707 wants a URI; an audience that is none gets one, which the dashboard need not know: it is the default. */
function resourceIndicators(audience: string): ResourceIndicators {
  const resource = URL.canParse(audience) ? audience : `urn:cloudco:${encodeURIComponent(audience)}`;
  return {
    enabled: true,
    defaultResource: () => resource,
    useGrantedResource: () => true,
    getResourceServerInfo(_ctx, indicator) {
      if (indicator !== resource) throw new errors.InvalidTarget();
      return {
        scope: "",
        audience,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: IssuerKeys.ALGORITHM } },
      };
    },
  };
}

/** The user's own dashboard needs no consent (oidc-provider, recipes/skip_consent.md). */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  const accountId = session?.accountId;
  if (!client || !accountId) return undefined;
  const granted = session.grantIdFor(client.clientId);
  const existing = granted === undefined ? undefined : await provider.Grant.find(granted);
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope("openid offline_access");
  await grant.save();
  return grant;
}

function show(ctx: KoaContextWithOIDC, heading: string, paragraphs: readonly string[], html?: string): void {
  ctx.set(IssuerPage.HEADERS);
  ctx.type = "html";
  ctx.body = IssuerPage.render(heading, paragraphs, html);
}
