import type { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";

export function allow(service: string, verbs: string, resources: string[], conditions = {}): PolicyStatement {
  const actions = verbs.split(" ").map((verb) => `${service}:${verb}`);
  return new PolicyStatement({ actions, resources, conditions });
}

/** What a deployment reads and writes, service by service. Data is in none of it. */
export function creations(stack: Stack, app: string, stage: string): PolicyStatement[] {
  const prefix = `${app}-${stage}-`;
  const arn = (service: string, resource: string) => stack.formatArn({ service, resource });
  const bucket = (path: string) => `arn:${stack.partition}:s3:::${path}`;
  const logGroups = ["/aws/lambda/", "/aws/vendedlogs/apis/"].map((path) =>
    arn("logs", `log-group:${path}${prefix}*`),
  );
  return [
    allow(
      "dynamodb",
      "CreateTable UpdateTable DeleteTable DescribeTable DescribeContinuousBackups UpdateContinuousBackups DescribeTimeToLive UpdateTimeToLive ListTagsOfResource TagResource UntagResource",
      [arn("dynamodb", `table/${prefix}*`)],
    ),
    allow(
      "sqs",
      "CreateQueue DeleteQueue GetQueueUrl GetQueueAttributes SetQueueAttributes ListQueueTags TagQueue UntagQueue",
      [arn("sqs", `${prefix}*`)],
    ),
    allow(
      "sns",
      "CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes Subscribe Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes ListTagsForResource TagResource UntagResource",
      [arn("sns", `${prefix}*`)],
    ),
    allow(
      "lambda",
      "CreateFunction DeleteFunction GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig GetFunctionConcurrency ListVersionsByFunction UpdateFunctionCode UpdateFunctionConfiguration GetPolicy AddPermission RemovePermission PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig GetFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig ListTags TagResource UntagResource",
      [arn("lambda", `function:${prefix}*`)],
    ),
    allow("lambda", "CreateEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping", ["*"], {
      ArnLike: { "lambda:FunctionArn": arn("lambda", `function:${prefix}*`) },
    }),
    allow("lambda", "GetEventSourceMapping ListEventSourceMappings", ["*"]),
    allow("lambda", "ListTags TagResource UntagResource", [arn("lambda", "event-source-mapping:*")]),
    allow(
      "logs",
      "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy ListTagsForResource TagResource UntagResource PutMetricFilter DeleteMetricFilter DescribeMetricFilters",
      logGroups,
    ),
    allow(
      "logs",
      "DescribeLogGroups CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries PutResourcePolicy DescribeResourcePolicies",
      ["*"],
    ),
    allow("apigateway", "GET POST PUT PATCH DELETE TagResource UntagResource", [
      `arn:${stack.partition}:apigateway:${stack.region}::/apis`,
      `arn:${stack.partition}:apigateway:${stack.region}::/apis/*`,
      `arn:${stack.partition}:apigateway:${stack.region}::/tags/*`,
    ]),
    allow(
      "scheduler",
      "CreateScheduleGroup DeleteScheduleGroup GetScheduleGroup CreateSchedule UpdateSchedule DeleteSchedule GetSchedule ListTagsForResource TagResource UntagResource",
      [arn("scheduler", `schedule-group/${prefix}*`), arn("scheduler", `schedule/${prefix}*`)],
    ),
    allow(
      "cloudwatch",
      "PutMetricAlarm DeleteAlarms ListTagsForResource TagResource UntagResource PutDashboard GetDashboard DeleteDashboards",
      [
        arn("cloudwatch", `alarm:${prefix}*`),
        stack.formatArn({
          service: "cloudwatch",
          region: "",
          resource: "dashboard",
          resourceName: `${prefix}*`,
        }),
      ],
    ),
    allow("cloudwatch", "DescribeAlarms", ["*"]),
    ...cognito(arn("cognito-idp", "userpool/*"), app, stage),
    allow("s3", "ListBucket GetBucketLocation", [bucket("sst-state-*"), bucket("sst-asset-*")]),
    allow("s3", "GetObject PutObject DeleteObject", [bucket(`sst-state-*/*/${app}/${stage}*`)]),
    allow("s3", "GetObject PutObject DeleteObject GetObjectTagging PutObjectTagging", [
      bucket("sst-asset-*/*"),
    ]),
    allow("ssm", "GetParameter", [
      arn("ssm", "parameter/sst/bootstrap"),
      arn("ssm", `parameter/sst/passphrase/${app}/${stage}`),
    ]),
  ];
}

/** A user pool's id is AWS's: it is known by the tags that SST gives everything. */
function cognito(pools: string, app: string, stage: string): PolicyStatement[] {
  const tagged = (key: string) => ({
    StringEquals: { [`aws:${key}/sst:app`]: app, [`aws:${key}/sst:stage`]: stage },
  });
  return [
    allow("cognito-idp", "CreateUserPool TagResource", [pools], tagged("RequestTag")),
    allow("cognito-idp", "DescribeUserPoolDomain", ["*"]),
    allow(
      "cognito-idp",
      "DescribeUserPool UpdateUserPool DeleteUserPool GetUserPoolMfaConfig SetUserPoolMfaConfig CreateUserPoolClient DescribeUserPoolClient UpdateUserPoolClient DeleteUserPoolClient CreateUserPoolDomain DeleteUserPoolDomain ListTagsForResource UntagResource",
      [pools],
      tagged("ResourceTag"),
    ),
  ];
}
