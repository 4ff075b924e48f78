import { PolicyStatement } from "aws-cdk-lib/aws-iam";

/** `allow("sqs", "CreateQueue DeleteQueue", …)`: verbs of one service, on these resources. */
export function allow(service: string, verbs: string, resources: string[], conditions = {}): PolicyStatement {
  const actions = verbs.split(" ").map((verb) => `${service}:${verb}`);
  return new PolicyStatement({ actions, resources, conditions });
}
