import * as z from "zod";

/** What the mock engine says in place of AWS. */
export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/credentials`;

export type Inputs = Record<string, unknown>;
export type Resource = { type: string; name: string; inputs: Inputs };

type Call = { token: string; inputs: Inputs };
type Mocks = {
  newResource(args: Resource): { id: string; state: Inputs };
  call(args: Call): Inputs;
};

/** Records every resource, and answers as a provider that made it would. Throws for a call nobody has thought of. */
export function mocks(resources: Resource[]): Mocks {
  return {
    newResource({ type, name, inputs }) {
      resources.push({ type, name, inputs });
      const outputs =
        type === "random:index/randomPassword:RandomPassword"
          ? { result: name.padEnd(43, "x") }
          : type.startsWith("aws:")
            ? computed(type, name, inputs)
            : {};
      return { id: String(inputs.name ?? `${name}-id`), state: { ...inputs, ...outputs } };
    },
    call({ token, inputs }) {
      switch (token) {
        case "aws:iam/getPolicyDocument:getPolicyDocument": {
          const json = policyDocument(inputs);
          return { ...inputs, id: "document", json, minifiedJson: json };
        }
        case "aws:index/getPartition:getPartition":
          return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" };
        case "aws:index/getRegion:getRegion":
          return { id: REGION, region: REGION, name: REGION };
        case "aws:index/getCallerIdentity:getCallerIdentity":
          return {
            id: ACCOUNT,
            accountId: ACCOUNT,
            arn: `arn:aws:iam::${ACCOUNT}:user/test`,
            userId: "test",
          };
        case "aws:kms/getKey:getKey":
          return { ...inputs, id: "credentials", arn: KEY_ARN };
        default:
          throw new Error(`The app asks AWS for ${token}, which this test does not know.`);
      }
    },
  };
}

/** `aws:sqs/queue:Queue` -> an ARN as AWS writes it, by the resource's physical name. */
function computed(type: string, name: string, inputs: Inputs): Inputs {
  const physical = String(inputs.name ?? inputs.bucket ?? name);
  const at = `${REGION}:${ACCOUNT}`;
  switch (type) {
    case "aws:sqs/queue:Queue": {
      const url = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${physical}`;
      return { name: physical, arn: `arn:aws:sqs:${at}:${physical}`, url, id: url };
    }
    case "aws:dynamodb/table:Table":
      return { name: physical, arn: `arn:aws:dynamodb:${at}:table/${physical}` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { name: physical, arn: `arn:aws:logs:${at}:log-group:${physical}` };
    case "aws:lambda/function:Function": {
      const arn = `arn:aws:lambda:${at}:function:${physical}`;
      return { name: physical, arn, invokeArn: `${arn}:invoke`, qualifiedArn: `${arn}:1` };
    }
    case "aws:scheduler/scheduleGroup:ScheduleGroup":
      return { name: physical, arn: `arn:aws:scheduler:${at}:schedule-group/${physical}` };
    case "aws:apigatewayv2/api:Api": {
      const endpoint = `https://${name.toLowerCase()}.execute-api.${REGION}.amazonaws.com`;
      return { name: physical, apiEndpoint: endpoint, executionArn: `arn:aws:execute-api:${at}:api` };
    }
    case "aws:iam/role:Role":
      return { name: physical, arn: `arn:aws:iam::${ACCOUNT}:role/${physical}` };
    case "aws:s3/bucket:Bucket":
      return {
        arn: `arn:aws:s3:::${physical}`,
        id: physical,
        bucketRegionalDomainName: `${physical}.s3.${REGION}.amazonaws.com`,
      };
    case "aws:cloudfront/distribution:Distribution":
      return { arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}`, domainName: "d1.cloudfront.net" };
    case "aws:sesv2/emailIdentity:EmailIdentity":
      return {
        arn: `arn:aws:ses:${at}:identity/${inputs.emailIdentity}`,
        dkimSigningAttributes: { tokens: ["one", "two", "three"] },
      };
    default:
      return { name: physical, arn: `arn:aws:test:${at}:${physical}` };
  }
}

const Texts = z.array(z.string());
const Statement = z.object({
  effect: z.string().default("Allow"),
  actions: Texts,
  resources: Texts.optional(),
  principals: z.array(z.object({ type: z.string(), identifiers: Texts })).optional(),
  conditions: z.array(z.object({ test: z.string(), variable: z.string(), values: Texts })).optional(),
});
const Document = z.object({ statements: z.array(Statement).optional() });

function policyDocument(inputs: Inputs): string {
  const { statements = [] } = Document.parse(inputs);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ effect, actions, resources, principals, conditions }) => ({
      Effect: effect,
      Action: actions,
      ...(resources ? { Resource: resources } : {}),
      ...(principals
        ? { Principal: Object.fromEntries(principals.map((p) => [p.type, p.identifiers])) }
        : {}),
      ...(conditions ? { Condition: joined(conditions) } : {}),
    })),
  });
}

function joined(conditions: readonly { test: string; variable: string; values: string[] }[]) {
  const tests: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of conditions) {
    tests[test] = { ...tests[test], [variable]: values };
  }
  return tests;
}
