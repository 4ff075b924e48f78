import { named } from "./defaults.ts";
import { createHeaders } from "./headers.ts";
import type { Settings } from "./settings.ts";

/** AWS's own: long, and compressed. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const INDEX = "/index.html";

/** The one HTTPS address under which the dashboard's files are read. */
export function createDistribution(settings: Settings, bucket: aws.s3.Bucket) {
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
