// Guarantee: nobody but the functions that buy, verify, reconcile and scan an account can open a customer's credentials, and whoever
// deploys can neither open nor destroy them.

import { App, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { FoundationStack } from "../foundation/stack.ts";

const STAGES = ["production", "staging"];
const make = (app = new App()) => new FoundationStack(app, "foundation", { app: "cloudco", stages: STAGES });
const template = Template.fromStack(make());

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat()),
  Resource: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const Document = z.object({ Statement: z.array(Statement) });

function documents(type: string, property: string): z.infer<typeof Document>[] {
  return Object.values(template.findResources(type)).map(({ Properties }) =>
    Document.parse(Properties[property]),
  );
}

describe.each(STAGES)("the credentials key of %s", (stage) => {
  test("rotates, and outlives the stack", () => {
    template.hasResourceProperties("AWS::KMS::Alias", { AliasName: `alias/cloudco/${stage}/credentials` });
    template.allResources("AWS::KMS::Key", { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    template.allResourcesProperties("AWS::KMS::Key", { EnableKeyRotation: true });
  });

  test("is used by the named roles alone, under a complete context", () => {
    const roles = (...names: string[]) =>
      names.map((name) => ({
        "Fn::Join": [
          "",
          [
            "arn:",
            { Ref: "AWS::Partition" },
            ":iam::",
            { Ref: "AWS::AccountId" },
            `:role/cloudco-${stage}-${name}Role-*`,
          ],
        ],
      }));
    const only = (names: string[]) => ({
      "ForAllValues:StringEquals": {
        "kms:EncryptionContextKeys": ["account", "provider", "connection", "version"],
      },
      Null: {
        "kms:EncryptionContext:account": "false",
        "kms:EncryptionContext:provider": "false",
        "kms:EncryptionContext:connection": "false",
        "kms:EncryptionContext:version": "false",
      },
      ArnLike: { "aws:PrincipalArn": roles(...names) },
    });
    template.hasResourceProperties("AWS::KMS::Key", {
      Description: Match.stringLikeRegexp(stage),
      KeyPolicy: {
        Statement: [
          Match.objectLike({ Sid: "Administer" }),
          Match.objectLike({ Action: "kms:GenerateDataKey", Condition: only(["Api", "Verify"]) }),
          Match.objectLike({
            Action: "kms:Decrypt",
            Condition: only(["Order", "Verify", "Reconcile", "Visit"]),
          }),
        ],
      },
    });
  });
});

test("an administrator of the keys can neither seal, open nor grant", () => {
  for (const { Statement: statements } of documents("AWS::KMS::Key", "KeyPolicy")) {
    const administer = statements.find((statement) => statement.Sid === "Administer");
    expect(administer?.Action.length).toBeGreaterThan(10);
    for (const action of administer?.Action ?? []) {
      expect(action).not.toMatch(/\*|Decrypt|Encrypt|GenerateDataKey|Grant/);
    }
  }
});

test("no action is a wildcard, and only actions without a resource of their own name all", () => {
  const all = [
    ...documents("AWS::IAM::Policy", "PolicyDocument"),
    ...documents("AWS::IAM::ManagedPolicy", "PolicyDocument"),
  ];
  const statements = all.flatMap((document) => document.Statement);
  expect(statements.length).toBeGreaterThan(30);
  const everywhere = new Set<string>();
  for (const statement of statements) {
    for (const action of statement.Action) {
      expect(action).not.toContain("*");
      if (statement.Effect === "Allow" && statement.Resource === "*" && !statement.Condition)
        everywhere.add(action);
    }
  }
  expect([...everywhere].sort()).toEqual([
    "cloudwatch:DescribeAlarms",
    "cognito-idp:DescribeUserPoolDomain",
    "lambda:GetEventSourceMapping",
    "lambda:ListEventSourceMappings",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ]);
});

describe.each(STAGES)("what deploys %s", (stage) => {
  test("comes from that stage's environment of the one repository", () => {
    template.hasResourceProperties("AWS::IAM::Role", {
      RoleName: `cloudco-deploy-${stage}`,
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": {
                  "Fn::Join": ["", ["repo:", { Ref: "Repository" }, `:environment:${stage}`]],
                },
              },
            },
            Effect: "Allow",
            Principal: Match.anyValue(),
          },
        ],
      },
    });
  });
});

test("what deploys reads no data, and is refused the keys and the boundary", () => {
  for (const { Statement: statements } of documents("AWS::IAM::Policy", "PolicyDocument")) {
    const allowed = statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
    const data =
      /^(dynamodb:(Get|BatchGet|Query|Scan|Put|Update|Delete)(Item)?$|sqs:(Receive|Send)|kms:(?!DescribeKey)|secretsmanager)/;
    expect(allowed.filter((action) => data.test(action))).toEqual([]);
    const denied = statements.find(({ Sid }) => Sid === "Never")?.Action;
    expect(denied).toEqual(
      expect.arrayContaining([
        "kms:ScheduleKeyDeletion",
        "kms:DisableKey",
        "kms:PutKeyPolicy",
        "kms:Decrypt",
        "iam:DeleteRolePermissionsBoundary",
      ]),
    );
  }
});

test("a role is made below the boundary or not at all", () => {
  for (const { Statement: statements } of documents("AWS::IAM::Policy", "PolicyDocument")) {
    const making = statements.filter(
      ({ Effect, Action }) => Effect === "Allow" && Action.includes("iam:CreateRole"),
    );
    expect(making).toHaveLength(1);
    expect(making[0]?.Condition).toEqual({
      StringEquals: { "iam:PermissionsBoundary": { Ref: expect.any(String) } },
    });
  }
});

test("a policy fits into what IAM takes for one role: 10,240 characters", () => {
  for (const document of documents("AWS::IAM::Policy", "PolicyDocument")) {
    expect(JSON.stringify(document).length).toBeLessThan(10_240);
  }
});

test("a managed policy fits into 6,144 characters", () => {
  for (const document of documents("AWS::IAM::ManagedPolicy", "PolicyDocument")) {
    expect(JSON.stringify(document).length).toBeLessThan(6_144);
  }
});

test("the template fits into what CloudFormation takes without a bucket: 51,200 bytes", () => {
  expect(JSON.stringify(template.toJSON()).length).toBeLessThan(51_200);
});

test("cdk-nag finds nothing that is not acknowledged with a reason", () => {
  const app = new App();
  make(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
