import type { Stack } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { allow } from "./allow.ts";

/** Where SST keeps what it knows of a stage, and the code that it uploads. */
export function stateRights(stack: Stack, app: string, stage: string): PolicyStatement[] {
  const arn = (service: string, resource: string) => stack.formatArn({ service, resource });
  const bucket = (path: string) => `arn:${stack.partition}:s3:::${path}`;
  return [
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
