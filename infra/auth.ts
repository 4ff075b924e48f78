import { DASHBOARD } from "@cloudco/functions/origin";
import { named } from "./defaults.ts";
import type { Mail } from "./mail.ts";
import type { Settings } from "./settings.ts";

export type Auth = { issuer: $util.Input<string>; audience: $util.Input<string> };

/**
 * Whose tokens the API takes: the operator's own issuer, or a Cognito user pool.
 * @param origin of the dashboard, to which people come back
 */
export function createAuth(settings: Settings, origin: $util.Input<string>, mail: Mail): Auth {
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
    // Cognito's own sender is good for 50 mails a day.
    ...(mail && settings.mail?.ready
      ? {
          emailConfiguration: {
            emailSendingAccount: "DEVELOPER",
            fromEmailAddress: mail.from,
            sourceArn: mail.identity.arn,
            configurationSet: mail.configuration.configurationSetName,
          },
        }
      : {}),
    deletionProtection: settings.production ? "ACTIVE" : "INACTIVE",
  });
  const { accountId } = aws.getCallerIdentityOutput();
  new aws.cognito.UserPoolDomain("SignIn", {
    userPoolId: pool.id,
    domain: $interpolate`${$app.name}-${$app.stage}-${accountId}`,
  });
  const client = createClient(pool, origin);
  const { region } = aws.getRegionOutput();
  return {
    issuer: $interpolate`https://cognito-idp.${region}.amazonaws.com/${pool.id}`,
    audience: client.id,
  };
}

/** The dashboard: a public client, so that it has no secret and proves itself by PKCE. */
function createClient(userPool: aws.cognito.UserPool, origin: $util.Input<string>) {
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
    supportedIdentityProviders: ["COGNITO"],
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["code"],
    allowedOauthScopes: ["openid", "email"],
    callbackUrls: [$interpolate`${origin}${DASHBOARD}/callback`],
    logoutUrls: [$interpolate`${origin}/`],
  });
}
