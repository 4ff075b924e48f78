import type { Stack } from "aws-cdk-lib";
import {
  Effect,
  type IManagedPolicy,
  ManagedPolicy,
  type OidcProviderNative,
  PolicyStatement,
  Role,
  WebIdentityPrincipal,
} from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { resourceRights } from "./resource-rights.ts";
import { roleRights } from "./role-rights.ts";
import { signInRights } from "./sign-in-rights.ts";
import { stateRights } from "./state-rights.ts";
import { webRights } from "./web-rights.ts";

type Deployment = {
  app: string;
  stage: string;
  repository: string;
  boundary: IManagedPolicy;
  github: OidcProviderNative;
  key: IKey;
};

const ISSUER = "token.actions.githubusercontent.com";

/**
 * What GitHub Actions deploys a stage with: only from that stage's environment of the one repository, and only things
 * whose names begin with the app's and the stage's. It reads no table, no queue and no secret of the app.
 */
export function createDeployRole(stack: Stack, deployment: Deployment): Role {
  const { app, stage, repository, boundary, github, key } = deployment;
  const role = new Role(stack, `Deploy-${stage}`, {
    roleName: `${app}-deploy-${stage}`,
    assumedBy: new WebIdentityPrincipal(github.oidcProviderArn, {
      StringEquals: {
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:sub`]: `repo:${repository}:environment:${stage}`,
      },
    }),
  });
  const prefix = `${app}-${stage}-`;
  for (const statement of [
    ...resourceRights(stack, prefix),
    ...signInRights(stack, app, stage),
    ...stateRights(stack, app, stage),
    ...roleRights(stack, prefix, boundary),
  ]) {
    role.addToPolicy(statement);
  }
  // A policy of its own: one can't hold both.
  role.addManagedPolicy(
    new ManagedPolicy(stack, `DeployWeb-${stage}`, {
      managedPolicyName: `${app}-deploy-${stage}-web`,
      statements: webRights(stack, prefix),
    }),
  );
  role.addToPolicy(new PolicyStatement({ actions: ["kms:DescribeKey"], resources: [key.keyArn] }));
  role.addToPolicy(
    new PolicyStatement({
      sid: "Never",
      effect: Effect.DENY,
      actions: [
        "kms:ScheduleKeyDeletion",
        "kms:DisableKey",
        "kms:PutKeyPolicy",
        "kms:Decrypt",
        "kms:CreateGrant",
        "iam:PutRolePermissionsBoundary",
        "iam:DeleteRolePermissionsBoundary",
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        ...(stage === "production" ? ["dynamodb:DeleteTable", "cognito-idp:DeleteUserPool"] : []),
      ],
      resources: ["*"],
      // SST keeps its state's passphrase under the key that AWS manages for parameters.
      conditions: { StringNotEqualsIfExists: { "kms:ViaService": `ssm.${stack.region}.amazonaws.com` } },
    }),
  );
  return role;
}
