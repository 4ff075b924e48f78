import type { Permission } from "./permissions.ts";

type Options = {
  /** Below packages/functions/src, without `.ts`. */
  handler: string;
  /** Seconds. */
  timeout: number;
  environment: Record<string, $util.Input<string>>;
  permissions: Permission[];
};

/** Names of what lives longer than one deployment, or is looked for by people. */
export const named = (name: string) => `${$app.name}-${$app.stage}-${name}`;

/** A function as all of ours are. It may do what `permissions` says, and write to its own log; nothing else. */
export function lambda(name: string, { handler, timeout, environment, permissions }: Options) {
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${named(name)}`,
    retentionInDays: 30,
  });
  const log = {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [$interpolate`${logs.arn}:*`],
  };
  const fn = new sst.aws.Function(name, {
    handler: `packages/functions/src/${handler}.handler`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: "512 MB",
    timeout: `${timeout} seconds`,
    environment: { ...environment, POWERTOOLS_SERVICE_NAME: named(name) },
    permissions: [...permissions, log],
    logging: { format: "json", logGroup: logs.name },
    // What only loads when it is used (the SDK's ways to credentials that Lambda never takes) is a file of its own.
    nodejs: { minify: true, splitting: true },
    // Asynchronous calls come from the schedules: the next minute brings the next one.
    retries: 0,
    transform: {
      role: (args) => {
        // SST's managed policy allows writing to every log group.
        args.managedPolicyArns = [];
        // SST 4.17.1 tests `!dev` on an Output, so that the whole account may assume every function's role.
        if (!$dev)
          args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
      },
      eventInvokeConfig: { maximumEventAgeInSeconds: 60 },
    },
  });
  return { name, fn, logs };
}
export type Lambda = ReturnType<typeof lambda>;

/** No role of the app, also none that SST makes by itself, can do more than the foundation's boundary allows. */
export function limitRoles() {
  const { accountId } = aws.getCallerIdentityOutput();
  $transform(aws.iam.Role, (args) => {
    args.permissionsBoundary = $interpolate`arn:aws:iam::${accountId}:policy/${$app.name}-boundary`;
  });
}
