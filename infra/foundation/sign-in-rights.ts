import type { Stack } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { allow } from "./allow.ts";

/** A user pool's id is AWS's: it is known by the tags that SST gives everything. */
export function signInRights(stack: Stack, app: string, stage: string): PolicyStatement[] {
  const pools = stack.formatArn({ service: "cognito-idp", resource: "userpool/*" });
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
