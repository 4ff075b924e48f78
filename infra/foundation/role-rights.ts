import type { Stack } from "aws-cdk-lib";
import type { IManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { allow } from "./allow.ts";

/** It may make roles, but only below the boundary, and hand them only to what runs the app. */
export function roleRights(stack: Stack, prefix: string, boundary: IManagedPolicy): PolicyStatement[] {
  const roles = [
    stack.formatArn({ service: "iam", region: "", resource: "role", resourceName: `${prefix}*` }),
  ];
  return [
    allow("iam", "CreateRole PutRolePolicy DeleteRolePolicy AttachRolePolicy DetachRolePolicy", roles, {
      StringEquals: { "iam:PermissionsBoundary": boundary.managedPolicyArn },
    }),
    allow(
      "iam",
      "GetRole GetRolePolicy ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole ListRoleTags UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy TagRole UntagRole DeleteRole",
      roles,
    ),
    allow("iam", "PassRole", roles, {
      StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com", "scheduler.amazonaws.com"] },
    }),
  ];
}
