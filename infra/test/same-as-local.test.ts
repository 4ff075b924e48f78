// Guarantee: what was tried on one machine is what is deployed: the same table, queues, schedules and browser's rules.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { freePorts } from "@cloudco/emulators/test/ports";
import { queues, schedules } from "@cloudco/functions/pipelines";
import { Settings } from "@cloudco/local/settings";
import { Stack } from "@cloudco/local/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { evaluate, type Graph } from "./evaluate.ts";

const ORIGIN = "https://app.example.com";

let g: Graph;
let stack: Stack.Running;
let settings: Settings.Settings;
const folder = mkdtempSync(join(tmpdir(), "cloudco-same-"));
beforeAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const port = String(await freePorts(20));
  settings = Settings.read(["--port", port, "--folder", folder], { CLOUDCO_DASHBOARD_ORIGIN: ORIGIN });
  stack = await Stack.start(settings, () => undefined);
  g = await evaluate("production", { DASHBOARD_ORIGIN: ORIGIN });
}, 120_000);
afterAll(async () => {
  await stack?.close();
  rmSync(folder, { recursive: true, force: true });
});

const bySortedName = (list: readonly { name?: string | undefined }[] = []) =>
  list.toSorted((a, b) => String(a.name).localeCompare(String(b.name)));

test("the table: its keys, indexes, attributes and time to live", async () => {
  const client = new DynamoDBClient({});
  const TableName = process.env.TABLE_NAME ?? "";
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  const keys = (schema: { AttributeName?: string | undefined; KeyType?: string | undefined }[] = []) => ({
    hashKey: schema.find(({ KeyType }) => KeyType === "HASH")?.AttributeName,
    rangeKey: schema.find(({ KeyType }) => KeyType === "RANGE")?.AttributeName,
  });
  const local = {
    ...keys(Table?.KeySchema),
    billingMode: Table?.BillingModeSummary?.BillingMode,
    attributes: bySortedName(
      Table?.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
    ),
    globalSecondaryIndexes: bySortedName(
      Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        name: IndexName,
        ...keys(KeySchema),
        projectionType: Projection?.ProjectionType,
      })),
    ),
    ttl: {
      attributeName: TimeToLiveDescription?.AttributeName,
      enabled: TimeToLiveDescription?.TimeToLiveStatus === "ENABLED",
    },
  };
  const Deployed = z.object({
    hashKey: z.string(),
    rangeKey: z.string(),
    billingMode: z.string(),
    attributes: z.array(z.object({ name: z.string(), type: z.string() })).transform(bySortedName),
    globalSecondaryIndexes: z.array(z.object({ name: z.string() }).loose()).transform(bySortedName),
    ttl: z.unknown(),
  });
  expect(local).toEqual(Deployed.parse(g.one("aws:dynamodb/table:Table", "DataTable").inputs));
  client.destroy();
});

test.each(queues)(
  "the queue $queue: how long a message is hidden, and how often it is tried",
  async ({ queue }) => {
    const client = new SQSClient({ useQueueUrlAsEndpoint: false });
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: `${Stack.NAME}-${queue}` }));
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["VisibilityTimeout", "RedrivePolicy", "DelaySeconds"],
      }),
    );
    const redrive = (policy: unknown) => {
      const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(String(policy));
      return {
        maxReceiveCount: Number(maxReceiveCount),
        to: deadLetterTargetArn.replace(/.*(?=-dead-letters$)/, ""),
      };
    };
    const title = queue.replace(/^./, (letter) => letter.toUpperCase());
    const deployed = g.one("aws:sqs/queue:Queue", `${title}QueueQueue`).inputs;
    expect({
      visibility: Number(Attributes.VisibilityTimeout),
      delay: Number(Attributes.DelaySeconds ?? 0),
      redrive: redrive(Attributes.RedrivePolicy),
    }).toEqual({
      visibility: deployed.visibilityTimeoutSeconds,
      delay: deployed.delaySeconds,
      redrive: redrive(deployed.redrivePolicy),
    });
    client.destroy();
  },
);

test("the schedules: what they call, how often, and with what", async () => {
  const client = new SchedulerClient({ endpoint: `http://127.0.0.1:${settings.ports.scheduler}` });
  const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
  const local = await Promise.all(
    Schedules.map(async ({ Name }) => {
      const schedule = await client.send(new GetScheduleCommand({ Name }));
      return {
        function: String(schedule.Target?.Arn).replace(/.*:function:/, ""),
        expression: schedule.ScheduleExpression,
        window: schedule.FlexibleTimeWindow?.Mode,
        state: schedule.State,
        input: JSON.parse(schedule.Target?.Input ?? "null"),
      };
    }),
  );
  const Deployed = z.object({
    scheduleExpression: z.string(),
    state: z.string(),
    flexibleTimeWindow: z.object({ mode: z.string() }),
    target: z.object({ arn: z.string(), input: z.string() }),
  });
  const deployed = g.byType("aws:scheduler/schedule:Schedule").map(({ inputs }) => {
    const { scheduleExpression, state, flexibleTimeWindow, target } = Deployed.parse(inputs);
    return {
      function: target.arn.replace(/.*:function:cloudco-production-(\w+)Function-.*/, "$1").toLowerCase(),
      expression: scheduleExpression,
      window: flexibleTimeWindow.mode,
      state,
      input: JSON.parse(target.input),
    };
  });
  const sorted = (list: object[]) => list.map((entry) => JSON.stringify(entry)).sort();
  expect(sorted(local)).toEqual(sorted(deployed));
  expect(local).toHaveLength(schedules.length);
  client.destroy();
});

test("what a browser is told before it calls the API", async () => {
  const response = await fetch(`${stack.apiUrl}/rules`, {
    method: "OPTIONS",
    headers: { origin: ORIGIN, "access-control-request-method": "PUT" },
  });
  const list = (name: string) => response.headers.get(`access-control-${name}`)?.split(",").sort();
  const Deployed = z.object({
    allowHeaders: z.array(z.string()),
    allowMethods: z.array(z.string()),
    allowOrigins: z.array(z.string()),
    exposeHeaders: z.array(z.string()),
    maxAge: z.number(),
  });
  const deployed = Deployed.parse(g.one("aws:apigatewayv2/api:Api", "GatewayApi").inputs.corsConfiguration);
  expect({
    allowHeaders: list("allow-headers"),
    allowMethods: list("allow-methods"),
    allowOrigins: list("allow-origin"),
    exposeHeaders: list("expose-headers"),
    maxAge: Number(response.headers.get("access-control-max-age")),
  }).toEqual({
    ...deployed,
    allowHeaders: deployed.allowHeaders.sort(),
    allowMethods: deployed.allowMethods.sort(),
    exposeHeaders: deployed.exposeHeaders.sort(),
  });
});
