import * as z from "zod";
import type { Resource } from "./mocks.ts";

const Statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.array(z.string()),
  Resource: z.array(z.string()),
  Condition: z.record(z.string(), z.record(z.string(), z.array(z.string()))).optional(),
});
export type Statement = z.infer<typeof Statement>;

const Inline = z.array(z.object({ policy: z.string() }));
const Document = z.object({ Statement: z.array(Statement) });

export function statementsOf(role: Resource): Statement[] {
  return Inline.parse(role.inputs.inlinePolicies).flatMap(
    ({ policy }) => Document.parse(JSON.parse(policy)).Statement,
  );
}

/** One thing that somebody wants to do; `context` is what conditions ask about, such as a KMS encryption context or where a role is handed to. */
export type Attempt = {
  action: string;
  resource: string;
  context?: Readonly<Record<string, string>> | undefined;
};

/** Whether an ARN of a policy is this one, or ends with a wildcard and begins like it. */
export function covers(pattern: string, arn: string): boolean {
  return pattern.endsWith("*") ? arn.startsWith(pattern.slice(0, -1)) : arn === pattern;
}

/** Whether the statements allow it, for policies without other wildcards and with the conditions that ours have. */
export function allows(statements: readonly Statement[], attempt: Attempt): boolean {
  return statements.some(
    ({ Effect, Action, Resource, Condition = {} }) =>
      Effect === "Allow" &&
      Action.includes(attempt.action) &&
      Resource.some((pattern) => covers(pattern, attempt.resource)) &&
      Object.entries(Condition).every(([test, variables]) =>
        Object.entries(variables).every(([variable, values]) =>
          holds(test, variable, values, attempt.context ?? {}),
        ),
      ),
  );
}

function holds(test: string, variable: string, values: string[], context: Record<string, string>): boolean {
  if (test === "ForAllValues:StringEquals" && variable === "kms:EncryptionContextKeys") {
    return Object.keys(context).every((key) => values.includes(key));
  }
  if (test === "StringEquals") return values.includes(context[variable] ?? "");
  const [, name = ""] = /^kms:EncryptionContext:(.+)$/.exec(variable) ?? [];
  if (test === "Null" && name) return values.includes(String(!(name in context)));
  throw new Error(`This test does not know the condition ${test} on ${variable}.`);
}
