import { named } from "./defaults.ts";
import type { Settings } from "./settings.ts";

/** AWS's own: long, and compressed. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const INDEX = "/index.html";

export type Hosting = {
  origin: $util.Input<string>;
  bucket: $util.Input<string>;
  distribution: $util.Input<string>;
};

/** The dashboard's files, in a bucket that nobody can read but CloudFront, under one HTTPS address. */
export function createHosting(settings: Settings): Hosting {
  const { accountId } = aws.getCallerIdentityOutput();
  const bucket = new aws.s3.Bucket("Dashboard", {
    bucket: $interpolate`${named("dashboard")}-${accountId}`,
    forceDestroy: true, // what it holds is built again from the repository
  });
  new aws.s3.BucketPublicAccessBlock("DashboardPublicAccess", {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const distribution = createDistribution(settings, bucket);
  new aws.s3.BucketPolicy("DashboardPolicy", {
    bucket: bucket.id,
    policy: onlyCloudFront(bucket, distribution),
  });
  return {
    origin: settings.hosting?.origin ?? $interpolate`https://${distribution.domainName}`,
    bucket: bucket.id,
    distribution: distribution.id,
  };
}

function createDistribution(settings: Settings, bucket: aws.s3.Bucket) {
  const access = new aws.cloudfront.OriginAccessControl("DashboardAccess", {
    name: named("dashboard"),
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const { hosting } = settings;
  return new aws.cloudfront.Distribution("DashboardHost", {
    enabled: true,
    comment: named("dashboard"),
    defaultRootObject: INDEX.slice(1),
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    priceClass: "PriceClass_100",
    aliases: hosting ? [new URL(hosting.origin).hostname] : [],
    origins: [
      { originId: "files", domainName: bucket.bucketRegionalDomainName, originAccessControlId: access.id },
    ],
    defaultCacheBehavior: {
      targetOriginId: "files",
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      cachePolicyId: CACHING_OPTIMIZED,
      responseHeadersPolicyId: createHeaders(settings).id,
    },
    // The pages are the browser's: what is no file is the application.
    customErrorResponses: [
      { errorCode: 403, responseCode: 200, responsePagePath: INDEX, errorCachingMinTtl: 10 },
    ],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: hosting
      ? {
          acmCertificateArn: hosting.certificate,
          sslSupportMethod: "sni-only",
          minimumProtocolVersion: "TLSv1.2_2021",
        }
      : { cloudfrontDefaultCertificate: true },
  });
}

/** A page that was tampered with can send a token nowhere but to the API and to whoever signs people in. */
function createHeaders({ issuer }: Settings) {
  const { region } = aws.getRegionOutput();
  const signIn = issuer
    ? new URL(issuer.url).origin
    : $interpolate`https://cognito-idp.${region}.amazonaws.com https://*.auth.${region}.amazoncognito.com`;
  return new aws.cloudfront.ResponseHeadersPolicy("DashboardHeaders", {
    name: named("dashboard"),
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: $interpolate`default-src 'self'; connect-src 'self' https://*.execute-api.${region}.amazonaws.com ${signIn}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'`,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "no-referrer", override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
    },
  });
}

function onlyCloudFront(bucket: aws.s3.Bucket, distribution: aws.cloudfront.Distribution) {
  return aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        actions: ["s3:GetObject"],
        resources: [$interpolate`${bucket.arn}/*`],
        principals: [{ type: "Service", identifiers: ["cloudfront.amazonaws.com"] }],
        conditions: [{ test: "StringEquals", variable: "AWS:SourceArn", values: [distribution.arn] }],
      },
      {
        effect: "Deny",
        actions: ["s3:*"],
        resources: [bucket.arn, $interpolate`${bucket.arn}/*`],
        principals: [{ type: "*", identifiers: ["*"] }],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ],
  }).json;
}
