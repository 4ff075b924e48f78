import { contentSecurityPolicy, REFERENCE_POLICY } from "@cloudco/functions/origin";
import { named } from "./defaults.ts";
import type { Settings } from "./settings.ts";

/** A page that was tampered with can send a token nowhere but to the API and to whoever signs people in. */
export function createHeaders({ issuer }: Settings) {
  const { region } = aws.getRegionOutput();
  const signIn = issuer
    ? new URL(issuer.url).origin
    : $interpolate`https://cognito-idp.${region}.amazonaws.com https://*.auth.${region}.amazoncognito.com`;
  return headers("Dashboard", $util.output(signIn).apply(contentSecurityPolicy));
}

export const createReferenceHeaders = () => headers("Reference", REFERENCE_POLICY);

function headers(name: string, policy: $util.Input<string>) {
  return new aws.cloudfront.ResponseHeadersPolicy(`${name}Headers`, {
    name: named(name.toLowerCase()),
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: policy,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "no-referrer", override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
    },
  });
}
