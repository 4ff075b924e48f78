import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ListKeysCommand } from "@aws-sdk/client-kms";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { create } from "./runtime.ts";

const silent = createServer(() => undefined);
beforeAll(async () => {
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  for (const service of ["DYNAMODB", "SQS", "KMS", "SCHEDULER"]) {
    process.env[`AWS_ENDPOINT_URL_${service}`] = url;
  }
  Object.assign(process.env, {
    TABLE_NAME: "any",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
    AWS_MAX_ATTEMPTS: "1",
  });
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

// Guarantee: no function hangs on a service of AWS that accepts a call and never answers: the call fails, and what it
// was for is brought on by whoever comes next.
test("every client gives up on a call that is never answered", async () => {
  const { table, sqs, kms, scheduler } = create();
  const calls = await Promise.allSettled([
    table.client.send(new GetCommand({ TableName: table.name, Key: { pk: "a", sk: "b" } })),
    sqs.send(new ListQueuesCommand({})),
    kms.send(new ListKeysCommand({})),
    (await scheduler()).send(new ListSchedulesCommand({})),
  ]);
  expect(calls).toEqual(
    Array.from({ length: 4 }, () => ({
      status: "rejected",
      reason: expect.objectContaining({ name: "TimeoutError" }),
    })),
  );
});
