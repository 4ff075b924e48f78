import type { Stack } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { allow } from "./allow.ts";

/** What a deployment makes and changes, service by service. Data is in none of it. */
export function resourceRights(stack: Stack, prefix: string): PolicyStatement[] {
  const arn = (service: string, resource: string) => stack.formatArn({ service, resource });
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
  ];
}
