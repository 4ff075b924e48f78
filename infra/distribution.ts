import { SECRET_HEADER } from "@cloudco/functions/origin";
import { apiBehaviors, filesBehaviors } from "./behaviors.ts";
import { named } from "./defaults.ts";
import { createFirewall } from "./firewall.ts";
import { createHeaders, createReferenceHeaders } from "./headers.ts";
import type { OriginSecrets } from "./origin-secret.ts";
import type { Settings } from "./settings.ts";

type Origins = { bucket: aws.s3.Bucket; api: $util.Input<string>; secrets: OriginSecrets };

/** The one HTTPS address of everything: the dashboard's files, and below /api the API. */
export function createDistribution(settings: Settings, { bucket, api, secrets }: Origins) {
  const access = new aws.cloudfront.OriginAccessControl("DashboardAccess", {
    name: named("dashboard"),
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const { hosting } = settings;
  const { pages, reference } = filesBehaviors(createHeaders(settings), createReferenceHeaders());
  return new aws.cloudfront.Distribution("DashboardHost", {
    enabled: true,
    comment: named("dashboard"),
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    priceClass: "PriceClass_100",
    webAclId: createFirewall().arn,
    aliases: hosting ? [new URL(hosting.origin).hostname] : [],
    origins: [
      { originId: "files", domainName: bucket.bucketRegionalDomainName, originAccessControlId: access.id },
      {
        originId: "api",
        domainName: $util.output(api).apply((url) => new URL(url).hostname),
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
        },
        customHeaders: [{ name: SECRET_HEADER, value: secrets.current }],
      },
    ],
    defaultCacheBehavior: pages,
    orderedCacheBehaviors: [...apiBehaviors(), reference],
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
