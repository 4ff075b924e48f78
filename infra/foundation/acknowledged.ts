import { type Stack, Validations } from "aws-cdk-lib";

const HERE = "<AWS::Region>:<AWS::AccountId>";

/** Wildcards that cdk-nag finds (AwsSolutions-IAM5), and why each has to be. Any other one fails the build. */
const reasons = (app: string, stages: readonly string[]): Record<string, string[]> => ({
  "A ceiling names things by the app's prefix; the roles below it name exact ARNs.": [
    `logs:${HERE}:log-group:/aws/lambda/${app}-*`,
    `dynamodb:${HERE}:table/${app}-*`,
    `sqs:${HERE}:${app}-*`,
    `lambda:${HERE}:function:${app}-*`,
    `scheduler:${HERE}:schedule/${app}-*`,
    `iam::<AWS::AccountId>:role/${app}-*-watches`,
    `kms:${HERE}:key/*`, // narrowed by alias
  ],
  "What is deployed gets its suffix from SST: the role is limited to names of its app and stage.":
    stages.flatMap((stage) => [
      `dynamodb:${HERE}:table/${app}-${stage}-*`,
      `sqs:${HERE}:${app}-${stage}-*`,
      `sns:${HERE}:${app}-${stage}-*`,
      `lambda:${HERE}:function:${app}-${stage}-*`,
      `logs:${HERE}:log-group:/aws/lambda/${app}-${stage}-*`,
      `logs:${HERE}:log-group:/aws/vendedlogs/apis/${app}-${stage}-*`,
      `scheduler:${HERE}:schedule-group/${app}-${stage}-*`,
      `scheduler:${HERE}:schedule/${app}-${stage}-*`,
      `cloudwatch:${HERE}:alarm:${app}-${stage}-*`,
      `cloudwatch::<AWS::AccountId>:dashboard/${app}-${stage}-*`,
      `iam::<AWS::AccountId>:role/${app}-${stage}-*`,
      `s3:::sst-state-*/*/${app}/${stage}*`,
      `s3:::${app}-${stage}-dashboard-*`,
      `s3:::${app}-${stage}-dashboard-*/*`,
      `ses:${HERE}:configuration-set/${app}-${stage}-*`,
      `wafv2:us-east-1:<AWS::AccountId>:global/webacl/${app}-${stage}-front-door/*`,
    ]),
  "The domain that mail comes from is the operator's choice.": [`ses:${HERE}:identity/*`],
  "AWS gives these ids itself, and SST names its buckets: known only after they are made.": [
    `lambda:${HERE}:event-source-mapping:*`,
    "apigateway:<AWS::Region>::/apis/*",
    "apigateway:<AWS::Region>::/tags/*",
    `cognito-idp:${HERE}:userpool/*`, // narrowed by tags
    ...["distribution", "function", "origin-access-control", "response-headers-policy"].map(
      (kind) => `cloudfront::<AWS::AccountId>:${kind}/*`,
    ),
    "s3:::sst-state-*",
    "s3:::sst-asset-*",
    "s3:::sst-asset-*/*",
  ],
});

export function acknowledge(stack: Stack, app: string, stages: readonly string[]): void {
  const accept = (resource: string, reason: string) =>
    Validations.of(stack).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`,
      reason,
    });
  for (const [reason, arns] of Object.entries(reasons(app, stages))) {
    for (const arn of arns) accept(`arn:<AWS::Partition>:${arn}`, reason);
  }
  accept(
    "*",
    "Actions that know no resource (list, describe, log delivery), or narrowed by a condition; and denials.",
  );
}
