import { BootstraplessSynthesizer, CfnOutput, CfnParameter, Stack } from "aws-cdk-lib";
import { OidcProviderNative } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledged.ts";
import { createBoundary } from "./boundary.ts";
import { createDeployRole } from "./deploy-role.ts";
import { createCredentialsKey } from "./key.ts";

export type Foundation = { app: string; stages: readonly string[] };

/**
 * What must outlive and limit the app, and so is no part of it: the keys that seal customers' credentials, the ceiling
 * of every role that the app may create, and the roles that deploy it. No assets, so that it needs no `cdk bootstrap`.
 */
export class FoundationStack extends Stack {
  constructor(scope: Construct, id: string, { app, stages }: Foundation) {
    super(scope, id, {
      // @ts-expect-error: aws-cdk-lib's own class does not fit its interface under exactOptionalPropertyTypes.
      synthesizer: new BootstraplessSynthesizer(),
      terminationProtection: true,
      suppressTemplateIndentation: true, // CloudFormation takes 51,200 bytes
    });
    const repository = new CfnParameter(this, "Repository", {
      description: "The GitHub repository that deploys, as owner/name.",
      allowedPattern: "^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$",
    });
    const github = new OidcProviderNative(this, "GitHub", {
      url: "https://token.actions.githubusercontent.com",
      clientIds: ["sts.amazonaws.com"],
    });
    const boundary = createBoundary(this, app);
    for (const stage of stages) {
      const key = createCredentialsKey(this, app, stage);
      const role = createDeployRole(this, {
        app,
        stage,
        boundary,
        github,
        repository: repository.valueAsString,
        key,
      });
      new CfnOutput(this, `KeyArn-${stage}`, { value: key.keyArn });
      new CfnOutput(this, `DeployRoleArn-${stage}`, { value: role.roleArn });
    }
    acknowledge(this, app, stages);
  }
}
