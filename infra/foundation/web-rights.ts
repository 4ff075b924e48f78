import type { Stack } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { allow } from "./allow.ts";

/** What a deployment makes for the front door, the dashboard's files and mail. */
export function webRights(stack: Stack, prefix: string): PolicyStatement[] {
  const bucket = `arn:${stack.partition}:s3:::${prefix}dashboard-*`;
  const ses = (resource: string) => stack.formatArn({ service: "ses", resource });
  // CloudFront gives its ids itself, and knows no condition on a name.
  const cloudfront = ["distribution", "function", "origin-access-control", "response-headers-policy"].map(
    (resource) => stack.formatArn({ service: "cloudfront", region: "", resource, resourceName: "*" }),
  );
  return [
    allow(
      "s3",
      "CreateBucket DeleteBucket ListBucket ListBucketVersions GetBucketLocation GetBucketAcl GetBucketCORS GetBucketLogging GetBucketVersioning GetBucketWebsite GetBucketRequestPayment GetBucketObjectLockConfiguration GetAccelerateConfiguration GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketTagging PutBucketTagging GetBucketPolicy PutBucketPolicy DeleteBucketPolicy GetBucketPublicAccessBlock PutBucketPublicAccessBlock",
      [bucket],
    ),
    allow("s3", "GetObject PutObject DeleteObject GetObjectTagging PutObjectTagging", [`${bucket}/*`]),
    allow(
      "wafv2",
      "CreateWebACL GetWebACL UpdateWebACL DeleteWebACL ListTagsForResource TagResource UntagResource",
      [`arn:${stack.partition}:wafv2:us-east-1:${stack.account}:global/webacl/${prefix}front-door/*`],
    ),
    allow(
      "cloudfront",
      "CreateDistribution GetDistribution UpdateDistribution DeleteDistribution CreateInvalidation CreateFunction DescribeFunction GetFunction UpdateFunction PublishFunction DeleteFunction CreateOriginAccessControl GetOriginAccessControl UpdateOriginAccessControl DeleteOriginAccessControl CreateResponseHeadersPolicy GetResponseHeadersPolicy UpdateResponseHeadersPolicy DeleteResponseHeadersPolicy ListTagsForResource TagResource UntagResource",
      cloudfront,
    ),
    allow(
      "ses",
      "CreateConfigurationSet DeleteConfigurationSet GetConfigurationSet PutConfigurationSetDeliveryOptions PutConfigurationSetReputationOptions PutConfigurationSetSuppressionOptions CreateEmailIdentity DeleteEmailIdentity GetEmailIdentity PutEmailIdentityConfigurationSetAttributes PutEmailIdentityDkimSigningAttributes ListTagsForResource TagResource UntagResource",
      [ses(`configuration-set/${prefix}*`), ses("identity/*")],
    ),
  ];
}
