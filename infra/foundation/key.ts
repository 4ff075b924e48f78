import { RemovalPolicy, type Stack } from "aws-cdk-lib";
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";

/** What credentials are sealed for: see encryptionContext in packages/core/src/connection. */
const CONTEXT = ["account", "provider", "connection", "version"];

const COMPLETE_CONTEXT = {
  "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": CONTEXT },
  Null: Object.fromEntries(CONTEXT.map((name) => [`kms:EncryptionContext:${name}`, "false"])),
};

/** All that an administrator may do: neither seal nor open, nor grant it to anybody. */
const ADMINISTRATION = [
  "CancelKeyDeletion",
  "CreateAlias",
  "DeleteAlias",
  "DescribeKey",
  "DisableKey",
  "EnableKey",
  "EnableKeyRotation",
  "GetKeyPolicy",
  "GetKeyRotationStatus",
  "ListKeyPolicies",
  "ListKeyRotations",
  "ListResourceTags",
  "PutKeyPolicy",
  "RotateKeyOnDemand",
  "ScheduleKeyDeletion",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
];

/**
 * The key that seals the credentials of a stage. Its own policy repeats what the roles of the app say, so that neither a
 * mistake in a role nor an administrator's `kms:*` opens anything. It rotates every year and outlives this stack.
 */
export function createCredentialsKey(stack: Stack, app: string, stage: string): Key {
  const roles = (...names: string[]) =>
    names.map((name) =>
      stack.formatArn({
        service: "iam",
        region: "",
        resource: "role",
        resourceName: `${app}-${stage}-${name}Role-*`,
      }),
    );
  const use = (sid: string, action: string, arns: string[]) =>
    new PolicyStatement({
      sid,
      principals: [new AccountRootPrincipal()],
      actions: [`kms:${action}`],
      resources: ["*"], // in a key's policy: this key
      conditions: { ...COMPLETE_CONTEXT, ArnLike: { "aws:PrincipalArn": arns } },
    });
  return new Key(stack, `CredentialsKey-${stage}`, {
    alias: `alias/${app}/${stage}/credentials`,
    description: `Seals customers' provider credentials (${app}, ${stage})`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: "Administer",
          principals: [new AccountRootPrincipal()],
          actions: ADMINISTRATION.map((verb) => `kms:${verb}`),
          resources: ["*"],
        }),
        use("Seal", "GenerateDataKey", roles("Api", "Verify")),
        use("Open", "Decrypt", roles("Order", "Verify", "Reconcile", "Visit")),
      ],
    }),
  });
}
