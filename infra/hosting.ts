import { named } from "./defaults.ts";
import { createDistribution } from "./distribution.ts";
import type { Settings } from "./settings.ts";

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
