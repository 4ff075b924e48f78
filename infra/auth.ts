import { named } from "./defaults.ts";
import type { Settings } from "./settings.ts";

export type Auth = { issuer: $util.Input<string>; audience: $util.Input<string> };

/** Whose tokens the API takes: the operator's own issuer, or a Cognito user pool. */
export function createAuth(settings: Settings): Auth {
  if (settings.issuer) return { issuer: settings.issuer.url, audience: settings.issuer.audience };
  const pool = new aws.cognito.UserPool("Customers", {
    name: named("customers"),
    userPoolTier: "LITE", // the next one costs nearly three times as much per customer
    usernameAttributes: ["email"],
    autoVerifiedAttributes: ["email"],
    passwordPolicy: {
      minimumLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: false,
      temporaryPasswordValidityDays: 7,
    },
    mfaConfiguration: "OPTIONAL",
    softwareTokenMfaConfiguration: { enabled: true },
    accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
    deletionProtection: settings.production ? "ACTIVE" : "INACTIVE",
  });
  const { accountId } = aws.getCallerIdentityOutput();
  new aws.cognito.UserPoolDomain("SignIn", {
    userPoolId: pool.id,
    domain: $interpolate`${$app.name}-${$app.stage}-${accountId}`,
  });
  const client = createClient(pool, settings);
  const { region } = aws.getRegionOutput();
  return {
    issuer: $interpolate`https://cognito-idp.${region}.amazonaws.com/${pool.id}`,
    audience: client.id,
  };
}

/** The dashboard: a public client, so that it has no secret and proves itself by PKCE. */
function createClient(userPool: aws.cognito.UserPool, { dashboardOrigin }: Settings) {
  return new aws.cognito.UserPoolClient("Dashboard", {
    userPoolId: userPool.id,
    generateSecret: false,
    // The last is for the operator's own tokens: it takes AWS credentials to use it.
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    accessTokenValidity: 60,
    refreshTokenValidity: 30,
    tokenValidityUnits: { accessToken: "minutes", refreshToken: "days" },
    ...(dashboardOrigin
      ? {
          supportedIdentityProviders: ["COGNITO"],
          allowedOauthFlowsUserPoolClient: true,
          allowedOauthFlows: ["code"],
          allowedOauthScopes: ["openid", "email"],
          callbackUrls: [`${dashboardOrigin}/callback`],
          logoutUrls: [dashboardOrigin],
        }
      : {}),
  });
}
