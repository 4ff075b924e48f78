import { CORS } from "@cloudco/functions/origin";
import type { Settings } from "./settings.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** A fuse, far above what all customers' limits let through together: what an account of AWS may ask for by default. */
const FUSE = { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 };

/** What stands between the front door and the API. It asks for no token: the API itself does, so that every refusal is its own. */
export function createGateway({ dashboardOrigin }: Settings) {
  return new sst.aws.ApiGatewayV2("Gateway", {
    cors: dashboardOrigin ? cors(dashboardOrigin) : false,
    accessLog: { retention: "1 month" },
    transform: {
      stage: (args) => {
        args.defaultRouteSettings = FUSE;
        args.accessLogSettings = $output(args.accessLogSettings).apply((log) => ({
          destinationArn: log?.destinationArn ?? "",
          format: ACCESS_LOG,
        }));
      },
    },
  });
}

/** For a page that is hosted elsewhere; as the local stack answers. */
const cors = (origin: string): sst.aws.ApiGatewayV2Args["cors"] => ({
  allowOrigins: [origin],
  allowMethods: CORS.allowMethods,
  allowHeaders: CORS.allowHeaders,
  exposeHeaders: CORS.exposeHeaders,
  maxAge: `${CORS.maxAgeSeconds / 60} minutes`,
});

/** What was asked for, and what came of it. Who asked stands in the API's own log, under the same id. */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  bytes: "$context.responseLength",
  error: "$context.error.message",
});

/**
 * A route per method rather than `$default` or ANY, which would take a browser's OPTIONS as well: with no route for it the
 * gateway answers a preflight by itself. Where no page is hosted elsewhere there is none to answer.
 */
export function addRoutes(
  gateway: sst.aws.ApiGatewayV2,
  fn: sst.aws.Function,
  { dashboardOrigin }: Settings,
) {
  const { api } = gateway.nodes;
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
  for (const method of dashboardOrigin ? METHODS : [...METHODS, "OPTIONS"]) {
    new aws.apigatewayv2.Route(`${method}Route`, {
      apiId: api.id,
      routeKey: `${method} /{proxy+}`,
      target: $interpolate`integrations/${integration.id}`,
      authorizationType: "NONE",
    });
  }
}
