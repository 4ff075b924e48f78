import { API } from "@cloudco/functions/origin";
import type { Auth } from "./auth.ts";
import { named } from "./defaults.ts";
import { createDistribution } from "./distribution.ts";
import type { OriginSecrets } from "./origin-secret.ts";
import type { Settings } from "./settings.ts";

export type Hosting = {
  origin: $util.Input<string>;
  bucket: $util.Input<string>;
  distribution: $util.Input<string>;
};

/** The dashboard's files, in a bucket that nobody can read but CloudFront, beside the API under one HTTPS address. */
export function createHosting(settings: Settings, api: $util.Input<string>, secrets: OriginSecrets): Hosting {
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
  const distribution = createDistribution(settings, { bucket, api, secrets });
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

/** What the dashboard's one build reads to know where it is; /config.json of a local stack. */
export function writeConfig({ bucket }: Hosting, { issuer, audience }: Auth) {
  new aws.s3.BucketObjectv2("DashboardConfig", {
    bucket,
    key: "config.json",
    content: $jsonStringify({ api: API, issuer, clientId: audience }),
    contentType: "application/json",
    cacheControl: "no-cache",
  });
}

function onlyCloudFront(bucket: aws.s3.Bucket, distribution: aws.cloudfront.Distribution) {
  return aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        // With the second, what is not there is 404.
        actions: ["s3:GetObject", "s3:ListBucket"],
        resources: [bucket.arn, $interpolate`${bucket.arn}/*`],
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
