import { type Alarms, alarm } from "./alarms.ts";
import { createAuth } from "./auth.ts";
import { lambda } from "./defaults.ts";
import { sealCredentials, send, table } from "./permissions.ts";
import type { Queue } from "./queue.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/** API Gateway waits no longer. */
const TIMEOUT = 29;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** Open to everybody, as in packages/functions/src/api/app.ts. */
const PUBLIC = ["/health", "/openapi.json"];

export function createApi(settings: Settings, storage: Storage, checks: Queue, alarms: Alarms) {
  const auth = createAuth(settings);
  const handler = lambda("Api", {
    handler: "api/handler",
    timeout: TIMEOUT,
    environment: {
      TABLE_NAME: storage.table.name,
      VERIFY_QUEUE_URL: checks.queue.url,
      CREDENTIALS_KEY: storage.key.arn,
      DEFAULT_PLAN: settings.defaultPlan,
      AUTH_ISSUER: auth.issuer,
      AUTH_AUDIENCE: auth.audience,
    },
    permissions: [
      ...table(storage, ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"], ["collection"]),
      sealCredentials(storage),
      send(checks.queue),
    ],
  });
  const gateway = new sst.aws.ApiGatewayV2("Gateway", {
    cors: settings.dashboardOrigin ? cors(settings.dashboardOrigin) : false,
    accessLog: { retention: "1 month" },
    transform: {
      stage: (args) => {
        args.defaultRouteSettings = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };
        args.accessLogSettings = $output(args.accessLogSettings).apply((log) => ({
          destinationArn: log?.destinationArn ?? "",
          format: ACCESS_LOG,
        }));
      },
    },
  });
  addRoutes(gateway, handler.fn, auth);
  watch(alarms, gateway);
  return { gateway, handler, auth };
}

/** As the local stack answers. */
const cors = (origin: string): sst.aws.ApiGatewayV2Args["cors"] => ({
  allowOrigins: [origin],
  allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders: ["authorization", "content-type"],
  exposeHeaders: ["x-request-id", "retry-after", "location"],
  maxAge: "10 minutes",
});

/** Who asked for what, and what came of it; of the token, nothing but whose it was. */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  bytes: "$context.responseLength",
  ip: "$context.identity.sourceIp",
  customer: "$context.authorizer.claims.sub",
  refused: "$context.authorizer.error",
  error: "$context.error.message",
});

/**
 * A route per method rather than `$default` or ANY: those would take a browser's OPTIONS too, and the authorizer would
 * refuse it. With no route for OPTIONS the gateway answers a preflight by itself.
 */
function addRoutes(
  gateway: sst.aws.ApiGatewayV2,
  fn: sst.aws.Function,
  { issuer, audience }: { issuer: $util.Input<string>; audience: $util.Input<string> },
) {
  const { api } = gateway.nodes;
  const authorizer = gateway.addAuthorizer({ name: "Token", jwt: { issuer, audiences: [audience] } });
  const allowed = new aws.lambda.Permission("GatewayInvokesApi", {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: $interpolate`${api.executionArn}/*`,
  });
  const integration = new aws.apigatewayv2.Integration(
    "ApiIntegration",
    {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: fn.arn,
      payloadFormatVersion: "2.0",
    },
    { dependsOn: [allowed] },
  );
  const target = $interpolate`integrations/${integration.id}`;
  for (const method of METHODS) {
    new aws.apigatewayv2.Route(`${method}Route`, {
      apiId: api.id,
      routeKey: `${method} /{proxy+}`,
      target,
      authorizationType: "JWT",
      authorizerId: authorizer.id,
    });
  }
  for (const method of ["GET", "HEAD"]) {
    for (const path of PUBLIC) {
      new aws.apigatewayv2.Route(`${method}${path.replace(/\W/g, "")}Route`, {
        apiId: api.id,
        routeKey: `${method} ${path}`,
        target,
        authorizationType: "NONE",
      });
    }
  }
}

function watch(alarms: Alarms, { nodes: { api } }: sst.aws.ApiGatewayV2) {
  const count = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: "AWS/ApiGateway",
      metricName,
      dimensions: { ApiId: api.id },
      stat: metricName === "Count" ? "SampleCount" : "Sum",
      period: 300,
    },
  });
  alarm(alarms, "ApiFaults", {
    alarmDescription: "The API answers 5xx to more than 1 % of its requests.",
    metricQueries: [
      count("faults", "5xx"),
      count("requests", "Count"),
      { id: "rate", expression: "100 * faults / requests", label: "5xx, %", returnData: true },
    ],
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1,
    evaluationPeriods: 1,
  });
}
