import type { Stack } from "aws-cdk-lib";
import { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import { allow } from "./allow.ts";

/** No role of the app, whatever its own policy says, can do more than this. */
export function createBoundary(stack: Stack, app: string): ManagedPolicy {
  const own = (service: string, resource: string) => stack.formatArn({ service, resource });
  const log = stack.formatArn({ service: "logs", resource: `log-group:/aws/lambda/${app}-*` });
  const keys = allow("kms", "GenerateDataKey Decrypt", [own("kms", "key/*")], {
    "ForAnyValue:StringLike": { "kms:ResourceAliases": `alias/${app}/*` },
  });
  const role = stack.formatArn({
    service: "iam",
    region: "",
    resource: "role",
    resourceName: `${app}-*-watches`,
  });
  const hand = allow("iam", "PassRole", [role], {
    StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" },
  });
  return new ManagedPolicy(stack, "Boundary", {
    managedPolicyName: `${app}-boundary`,
    description: `The most that a role of ${app} can do`,
    statements: [
      allow("logs", "CreateLogStream PutLogEvents", [log]),
      allow("dynamodb", "GetItem Query PutItem UpdateItem DeleteItem ConditionCheckItem", [
        own("dynamodb", `table/${app}-*`),
      ]),
      allow("sqs", "SendMessage ReceiveMessage DeleteMessage ChangeMessageVisibility GetQueueAttributes", [
        own("sqs", `${app}-*`),
      ]),
      allow("lambda", "InvokeFunction", [own("lambda", `function:${app}-*`)]),
      allow("scheduler", "CreateSchedule DeleteSchedule", [own("scheduler", `schedule/${app}-*`)]),
      hand,
      keys,
    ],
  });
}
