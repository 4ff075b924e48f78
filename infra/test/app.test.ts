// Guarantee: no message, no row and no order is lost without somebody being told, and nobody comes in without a token.

import { ALWAYS, API_FUNCTION } from "@cloudco/functions/origin";
import { queues, scanned } from "@cloudco/functions/pipelines";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { readSettings } from "../settings.ts";
import { evaluate, type Graph } from "./evaluate.ts";
import { ACCOUNT, REGION } from "./mocks.ts";

const FUNCTIONS = ["Api", "Order", "Reconcile", "Scan", "Verify", "Visit"];
const CERTIFICATE = `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/app`;
const SETTINGS = {
  DASHBOARD_ORIGIN: "https://app.example.com",
  DASHBOARD_CERTIFICATE: CERTIFICATE,
  ALARM_EMAIL: "operator@example.com",
  MAIL_FROM: "hello@example.com",
  MAIL_READY: "yes",
};
const Environment = z.object({ variables: z.record(z.string(), z.string()) });
const Named = z.object({ name: z.string() });

describe.each(["production", "staging"])("the app at stage %s", (stage) => {
  let g: Graph;
  beforeAll(async () => {
    g = await evaluate(stage, SETTINGS);
  }, 120_000);

  const fn = (name: string) => g.one("aws:lambda/function:Function", `${name}Function`);
  const alarm = (name: string) => g.one("aws:cloudwatch/metricAlarm:MetricAlarm", `${name}Alarm`);
  const environmentOf = (name: string) => Environment.parse(fn(name).inputs.environment).variables;
  const nameOf = (type: string, name: string) => Named.parse(g.one(type, name).inputs).name;

  describe.each(queues)("the queue $queue", ({ queue, batchSize, maxReceiveCount, timeout }) => {
    const title = queue.replace(/^./, (letter) => letter.toUpperCase());

    test("puts aside what fails, keeps it two weeks, and raises an alarm at the first", () => {
      const deadLetters = g.one("aws:sqs/queue:Queue", `${title}DeadLettersQueue`).inputs;
      const main = g.one("aws:sqs/queue:Queue", `${title}QueueQueue`).inputs;
      expect(JSON.parse(String(main.redrivePolicy))).toEqual({
        deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${deadLetters.name}`,
        maxReceiveCount,
      });
      expect(deadLetters).toMatchObject({ messageRetentionSeconds: 14 * 86_400 });
      expect(alarm(`${title}DeadLetters`).inputs).toMatchObject({
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: deadLetters.name },
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        period: 60,
        evaluationPeriods: 1,
      });
    });

    test("hides a message six times as long as its function may run", () => {
      const main = g.one("aws:sqs/queue:Queue", `${title}QueueQueue`).inputs;
      expect(main).toMatchObject({ visibilityTimeoutSeconds: 6 * timeout, fifoQueue: false });
    });

    test("is encrypted, refuses plaintext, and takes dead letters from nowhere else", () => {
      for (const name of [`${title}Queue`, `${title}DeadLetters`]) {
        expect(g.one("aws:sqs/queue:Queue", `${name}Queue`).inputs).toMatchObject({
          sqsManagedSseEnabled: true,
        });
        const policy = String(g.one("aws:sqs/queuePolicy:QueuePolicy", `${name}Policy`).inputs.policy);
        expect(JSON.parse(policy).Statement).toMatchObject([
          { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": ["false"] } } },
        ]);
      }
      const allowed = g.one("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", `${title}Redrive`).inputs;
      expect(JSON.parse(String(allowed.redriveAllowPolicy))).toMatchObject({ redrivePermission: "byQueue" });
    });

    test("gives batches to its function, which hands back what failed alone", () => {
      const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:cloudco-${stage}-${queue}`;
      const mappings = g.byType("aws:lambda/eventSourceMapping:EventSourceMapping");
      expect(
        mappings.filter(({ inputs }) => inputs.eventSourceArn === arn).map(({ inputs }) => inputs),
      ).toMatchObject([
        { batchSize, functionResponseTypes: ["ReportBatchItemFailures"], maximumBatchingWindowInSeconds: 0 },
      ]);
      expect(mappings).toHaveLength(queues.length);
    });
  });

  test("the table keeps 35 days of itself, forgets what expires, and can't be deleted in production", () => {
    expect(g.one("aws:dynamodb/table:Table", "DataTable").inputs).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
      ttl: { enabled: true },
      deletionProtectionEnabled: stage === "production",
    });
  });

  describe("the API", () => {
    const routes = () =>
      g
        .byType("aws:apigatewayv2/route:Route")
        .map(({ inputs }) => [inputs.routeKey, inputs.authorizationType]);

    // Keys work, and every refusal is the API's own, only where it is the API that asks.
    test("is asked for a token by itself alone, whatever the method", () => {
      expect(g.byType("aws:apigatewayv2/authorizer:Authorizer")).toEqual([]);
      expect(Object.fromEntries(routes())).toEqual({
        "GET /{proxy+}": "NONE",
        "HEAD /{proxy+}": "NONE",
        "POST /{proxy+}": "NONE",
        "PUT /{proxy+}": "NONE",
        "PATCH /{proxy+}": "NONE",
        "DELETE /{proxy+}": "NONE",
        "OPTIONS /{proxy+}": "NONE",
      });
      expect(environmentOf("Api")).toMatchObject({
        AUTH_ISSUER: expect.stringMatching(/^https:\/\/cognito-idp\./),
      });
    });

    test("is reached by CloudFront alone: it knows what CloudFront sends, and what it will send next", () => {
      const { origins } = z
        .object({
          origins: z.array(
            z.looseObject({
              originId: z.string(),
              domainName: z.string(),
              customHeaders: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
            }),
          ),
        })
        .parse(g.one("aws:cloudfront/distribution:Distribution", "DashboardHost").inputs);
      const api = origins.find(({ originId }) => originId === "api");
      expect(api?.domainName).toMatch(/^[\w-]+\.execute-api\./);
      expect(api?.customOriginConfig).toMatchObject({ originProtocolPolicy: "https-only" });
      const [sent] = api?.customHeaders ?? [];
      expect(sent?.name).toBe("x-origin-secret");
      const believed = environmentOf("Api").ORIGIN_SECRETS?.split(",") ?? [];
      expect(believed).toHaveLength(2);
      expect(new Set(believed).size).toBe(2);
      expect(believed[0]).toBe(sent?.value);
    });

    test("is below /api, uncached, with everything but Host, and never becomes a page", () => {
      const { orderedCacheBehaviors, customErrorResponses } = z
        .looseObject({
          orderedCacheBehaviors: z.array(z.looseObject({ pathPattern: z.string() })),
          customErrorResponses: z.unknown().optional(),
        })
        .parse(g.one("aws:cloudfront/distribution:Distribution", "DashboardHost").inputs);
      const api = orderedCacheBehaviors.filter(({ targetOriginId }) => targetOriginId === "api");
      expect(api.map(({ pathPattern }) => pathPattern)).toEqual([
        "/api/*",
        "/api",
        "/health",
        "/openapi.json",
      ]);
      for (const behavior of api) {
        expect(behavior).toMatchObject({
          targetOriginId: "api",
          viewerProtocolPolicy: "https-only",
          cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", // CachingDisabled
          originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac", // AllViewerExceptHostHeader
        });
      }
      expect(customErrorResponses).toBeUndefined();
      expect(g.one("aws:cloudfront/function:Function", "ApiRequest").inputs.code).toBe(API_FUNCTION);
    });

    test("is limited by address first, but for what stops, pauses and deletes", () => {
      const firewall = g.one("aws:wafv2/webAcl:WebAcl", "Firewall").inputs;
      expect(firewall).toMatchObject({ scope: "CLOUDFRONT", region: "us-east-1" });
      expect(g.one("aws:cloudfront/distribution:Distribution", "DashboardHost").inputs.webAclId).toBe(
        `arn:aws:test:${REGION}:${ACCOUNT}:cloudco-${stage}-front-door`,
      );
      const rules = z.array(z.object({ name: z.string(), statement: z.unknown() })).parse(firewall.rules);
      expect(rules.map(({ name }) => name)).toEqual(["ApiRate", "AllRate"]);
      for (const { statement } of rules) {
        const text = JSON.stringify(statement);
        expect(text).toContain('"notStatement":{"statements":[{"orStatement"');
        expect(text).toContain('"searchString":"DELETE"');
        expect(text).toContain(JSON.stringify(ALWAYS));
      }
    });

    test("has a fuse far above its limits, and logs every access without the token", () => {
      const { accessLogSettings, ...settings } = z
        .looseObject({ accessLogSettings: z.object({ destinationArn: z.string(), format: z.string() }) })
        .parse(g.one("aws:apigatewayv2/stage:Stage", "GatewayStage").inputs);
      expect(settings).toMatchObject({
        defaultRouteSettings: { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 },
      });
      expect(Object.keys(JSON.parse(accessLogSettings.format))).toContain("requestId");
      expect(accessLogSettings.format).not.toMatch(/header|authorization|queryString/i);
      expect(accessLogSettings.destinationArn).toContain("/aws/vendedlogs/apis/");
    });

    test("may be called by this gateway and nobody else", () => {
      const permissions = g.byType("aws:lambda/permission:Permission").map(({ inputs }) => inputs);
      expect(permissions).toEqual([
        {
          action: "lambda:InvokeFunction",
          function: fn("Api").inputs.name,
          principal: "apigateway.amazonaws.com",
          sourceArn: expect.stringMatching(/^arn:aws:execute-api:/),
        },
      ]);
    });
  });

  test("customers sign in with long passwords, at an issuer that production can't lose", () => {
    expect(g.one("aws:cognito/userPool:UserPool", "Customers").inputs).toMatchObject({
      passwordPolicy: { minimumLength: 12 },
      deletionProtection: stage === "production" ? "ACTIVE" : "INACTIVE",
    });
    expect(g.one("aws:cognito/userPoolClient:UserPoolClient", "Dashboard").inputs).toMatchObject({
      generateSecret: false,
      allowedOauthFlows: ["code"],
      callbackUrls: ["https://app.example.com/dashboard/callback"],
      preventUserExistenceErrors: "ENABLED",
    });
  });

  describe("the dashboard's files", () => {
    const one = (type: string, name: string) => g.one(type, name).inputs;

    test("can be read through CloudFront alone", () => {
      expect(one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "DashboardPublicAccess")).toEqual({
        bucket: expect.any(String),
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      const { policy } = one("aws:s3/bucketPolicy:BucketPolicy", "DashboardPolicy");
      expect(JSON.parse(String(policy)).Statement).toMatchObject([
        {
          Action: ["s3:GetObject", "s3:ListBucket"],
          Principal: { Service: ["cloudfront.amazonaws.com"] },
          Condition: {
            StringEquals: {
              "AWS:SourceArn": [`arn:aws:cloudfront::${ACCOUNT}:distribution/DashboardHost`],
            },
          },
        },
        { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": ["false"] } } },
      ]);
    });

    test("have the one address that the API takes, over HTTPS", () => {
      expect(one("aws:cloudfront/distribution:Distribution", "DashboardHost")).toMatchObject({
        aliases: ["app.example.com"],
        viewerCertificate: { acmCertificateArn: CERTIFICATE, minimumProtocolVersion: "TLSv1.2_2021" },
        defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
      });
      expect(g.outputs).toMatchObject({ dashboard: SETTINGS.DASHBOARD_ORIGIN });
    });

    // A script that got into the page can run nothing from elsewhere and send a token to nobody else.
    test("may talk to the API and to the sign-in alone, and in no frame", () => {
      const headers = one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "DashboardHeaders");
      const { securityHeadersConfig } = z
        .object({
          securityHeadersConfig: z.object({
            contentSecurityPolicy: z.object({ contentSecurityPolicy: z.string() }),
          }),
        })
        .parse(headers);
      const policy = securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy;
      expect(policy.split("; ")).toEqual([
        "default-src 'self'",
        `connect-src 'self' https://cognito-idp.${REGION}.amazonaws.com https://*.auth.${REGION}.amazoncognito.com`,
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
      ]);
    });
  });

  test("mail comes from a domain that signs it, only over TLS, and never again to who complained", () => {
    expect(g.one("aws:sesv2/emailIdentity:EmailIdentity", "MailDomain").inputs).toMatchObject({
      emailIdentity: "example.com",
      configurationSetName: `cloudco-${stage}-mail`,
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    });
    expect(g.one("aws:sesv2/configurationSet:ConfigurationSet", "Mail").inputs).toMatchObject({
      deliveryOptions: { tlsPolicy: "REQUIRE" },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    expect(g.outputs.mailRecords).toContain("one._domainkey.example.com CNAME one.dkim.amazonses.com");
    expect(g.one("aws:cognito/userPool:UserPool", "Customers").inputs).toMatchObject({
      emailConfiguration: {
        emailSendingAccount: "DEVELOPER",
        fromEmailAddress: SETTINGS.MAIL_FROM,
        sourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/example.com`,
      },
    });
  });

  describe("alarms", () => {
    test("all go to the one topic, and to the operator by e-mail", () => {
      const alarms = g.byType("aws:cloudwatch/metricAlarm:MetricAlarm");
      const topics = new Set(alarms.flatMap(({ inputs }) => [inputs.alarmActions, inputs.okActions].flat()));
      expect(topics.size).toBe(1);
      const subscription = g.one("aws:sns/topicSubscription:TopicSubscription", "AlarmEmail").inputs;
      expect(subscription).toMatchObject({
        topic: [...topics][0],
        protocol: "email",
        endpoint: SETTINGS.ALARM_EMAIL,
      });
    });

    test("are these", () => {
      expect(
        g
          .byType("aws:cloudwatch/metricAlarm:MetricAlarm")
          .map(({ inputs }) => inputs.name)
          .sort(),
      ).toEqual(
        [
          ...FUNCTIONS.map((name) => `${name}Errors`),
          ...["OrdersDeadLetters", "VerifyDeadLetters", "UnknownOrders", "OrdersForAHuman", "ApiFaults"],
          "OrdersPlacedLate",
          ...["UnreadableItems", "InventoryDoubted"],
          ...scanned.map((provider) => `ScanStale-${provider}`),
        ]
          .map((name) => `cloudco-${stage}-${name}`)
          .sort(),
      );
    });

    test("one rings when an order is unknown for five minutes", () => {
      expect(alarm("UnknownOrders").inputs).toMatchObject({
        threshold: 300,
        comparisonOperator: "GreaterThanThreshold",
      });
      expectMetric("UnknownOrders", "Reconcile");
    });

    test("one rings when a scan is stale, also when nobody says so any more", () => {
      for (const provider of scanned) {
        expect(alarm(`ScanStale-${provider}`).inputs).toMatchObject({
          treatMissingData: "breaching",
          threshold: 120,
        });
        expectMetric(`ScanAge-${provider}`, "Reconcile");
      }
    });

    test("one rings when an order needs a human, whichever function finds out", () => {
      expect(alarm("OrdersForAHuman").inputs).toMatchObject({ threshold: 1, statistic: "Sum" });
      for (const name of ["Order", "Reconcile"]) expectMetric(`OrdersForAHuman${name}`, name);
    });

    // The line is that of core/src/order/late.ts, which late-answer.test.ts has written.
    test("one rings when an order is placed that was held to be over", () => {
      expect(alarm("OrdersPlacedLate").inputs).toMatchObject({ threshold: 1, statistic: "Sum" });
      for (const name of ["Order", "Reconcile"]) {
        expectMetric(`OrdersPlacedLate${name}`, name);
        const { pattern } = g.one(
          "aws:cloudwatch/logMetricFilter:LogMetricFilter",
          `OrdersPlacedLate${name}`,
        ).inputs;
        expect(pattern).toBe('{ $.message = "order placed late" }');
      }
    });

    test("one rings when a stored item can't be read, whichever function comes upon it", () => {
      expect(alarm("UnreadableItems").inputs).toMatchObject({ threshold: 1, statistic: "Maximum" });
      for (const name of FUNCTIONS) expectMetric(`UnreadableItems${name}`, name);
    });

    // The line is the one that packages/system/test/drift.test.ts has a scan write.
    test("one rings when most of a list can't be read any more, whoever reads it", () => {
      expect(alarm("InventoryDoubted").inputs).toMatchObject({ threshold: 1, statistic: "Maximum" });
      for (const name of ["Scan", "Visit"]) {
        expectMetric(`InventoryDoubted${name}`, name);
        expect(
          g.one("aws:cloudwatch/logMetricFilter:LogMetricFilter", `InventoryDoubted${name}`).inputs,
        ).toMatchObject({
          pattern: '{ $.message = "inventory doubted" }',
          metricTransformation: { value: "$.refused" },
        });
      }
    });

    /** The filter reads the function's log, and makes a metric that some alarm watches. */
    function expectMetric(filter: string, name: string): void {
      const { inputs } = g.one("aws:cloudwatch/logMetricFilter:LogMetricFilter", filter);
      expect(inputs.logGroupName).toBe(`/aws/lambda/cloudco-${stage}-${name}`);
      const { metricTransformation } = z
        .object({ metricTransformation: z.object({ namespace: z.string(), name: z.string() }) })
        .parse(inputs);
      const watched = g.byType("aws:cloudwatch/metricAlarm:MetricAlarm").map((candidate) => candidate.inputs);
      expect(watched).toContainEqual(
        expect.objectContaining({
          namespace: metricTransformation.namespace,
          metricName: metricTransformation.name,
        }),
      );
    }
  });

  test("the dashboard names what exists", () => {
    const body = JSON.parse(
      String(g.one("aws:cloudwatch/dashboard:Dashboard", "Overview").inputs.dashboardBody),
    );
    const text = JSON.stringify(body);
    for (const name of FUNCTIONS)
      expect(text).toContain(nameOf("aws:lambda/function:Function", `${name}Function`));
    expect(body.widgets.length).toBeGreaterThan(5);
  });
});

describe("what whoever deploys may choose", () => {
  test("nothing: the dashboard has an address of CloudFront's, and no mail is sent", {
    timeout: 60_000,
  }, async () => {
    const g = await evaluate("staging");
    const origin = "https://d1.cloudfront.net";
    expect(g.one("aws:apigatewayv2/api:Api", "GatewayApi").inputs.corsConfiguration).toEqual({});
    expect(g.one("aws:cognito/userPoolClient:UserPoolClient", "Dashboard").inputs).toMatchObject({
      callbackUrls: [`${origin}/dashboard/callback`],
      logoutUrls: [`${origin}/`],
    });
    expect(g.byType("aws:sns/topicSubscription:TopicSubscription")).toEqual([]);
    expect(g.byType("aws:sesv2/emailIdentity:EmailIdentity")).toEqual([]);
    expect(g.outputs).toMatchObject({ dashboard: origin, api: `${origin}/api` });
    const config = g.one("aws:s3/bucketObjectv2:BucketObjectv2", "DashboardConfig").inputs;
    expect(JSON.parse(String(config.content))).toEqual({
      api: "/api",
      issuer: g.outputs.issuer,
      clientId: g.outputs.audience,
    });
  });

  test("to rotate CloudFront's secret: what was the next one is sent, and both are believed", {
    timeout: 60_000,
  }, async () => {
    const believed = async (generation: string) => {
      const g = await evaluate("staging", { ORIGIN_SECRET: generation });
      const { environment } = g.one("aws:lambda/function:Function", "ApiFunction").inputs;
      return Environment.parse(environment).variables.ORIGIN_SECRETS?.split(",") ?? [];
    };
    const before = await believed("1");
    const after = await believed("2");
    expect(after[0]).toBe(before[1]);
    expect(before).not.toContain(after[1]);
  });

  test("a dashboard that is hosted elsewhere", { timeout: 60_000 }, async () => {
    const g = await evaluate("staging", { DASHBOARD_ORIGIN: "https://app.example.com" });
    expect(g.one("aws:apigatewayv2/api:Api", "GatewayApi").inputs.corsConfiguration).toMatchObject({
      allowOrigins: ["https://app.example.com"],
    });
    // API Gateway answers a preflight by itself only where no route, $default and ANY included, takes OPTIONS.
    const keys = g.byType("aws:apigatewayv2/route:Route").map(({ inputs }) => String(inputs.routeKey));
    expect(keys.filter((key) => /^(\$default|ANY|OPTIONS)/.test(key))).toEqual([]);
    expect(g.outputs).toMatchObject({
      dashboard: "https://app.example.com",
      api: "https://d1.cloudfront.net/api",
    });
  });

  test("an issuer of their own, in place of Cognito", { timeout: 60_000 }, async () => {
    const g = await evaluate("staging", {
      AUTH_ISSUER: "https://login.example.com",
      AUTH_AUDIENCE: "cloudco",
    });
    expect(g.byType("aws:cognito/userPool:UserPool")).toEqual([]);
    const { environment } = g.one("aws:lambda/function:Function", "ApiFunction").inputs;
    expect(Environment.parse(environment).variables).toMatchObject({
      AUTH_ISSUER: "https://login.example.com",
      AUTH_AUDIENCE: "cloudco",
    });
  });

  test.each([
    [{ AUTH_ISSUER: "https://login.example.com" }, /belong together/],
    [{ DASHBOARD_ORIGIN: "https://app.example.com/" }, /one exact origin/],
    [{ DASHBOARD_ORIGIN: "*" }, /one exact origin/],
    [{ DASHBOARD_CERTIFICATE: CERTIFICATE }, /for the name in DASHBOARD_ORIGIN/],
    [
      { ...SETTINGS, DASHBOARD_CERTIFICATE: CERTIFICATE.replace("us-east-1", "eu-central-1") },
      /in us-east-1/,
    ],
    [{ MAIL_FROM: "example.com" }, /one address/],
    [{ ORIGIN_SECRET: "0" }, /from 1 on/],
  ])("but not %j", (settings, message) => {
    expect(() => readSettings(settings, "staging")).toThrow(message);
  });
});
