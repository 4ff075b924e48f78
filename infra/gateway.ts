import type { Auth } from "./auth.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** Open to everybody, as in packages/functions/src/api/app.ts. */
const PUBLIC = ["/health", "/openapi.json"];

/** What stands before the API: tokens, throttling, CORS and the access log. */
export function createGateway(origin: $util.Input<string>, fn: sst.aws.Function, auth: Auth) {
  const gateway = new sst.aws.ApiGatewayV2("Gateway", {
    cors: cors(origin),
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
  addRoutes(gateway, fn, auth);
  return gateway;
}

/** As the local stack answers. */
const cors = (origin: $util.Input<string>): sst.aws.ApiGatewayV2Args["cors"] => ({
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
function addRoutes(gateway: sst.aws.ApiGatewayV2, fn: sst.aws.Function, { issuer, audience }: Auth) {
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
