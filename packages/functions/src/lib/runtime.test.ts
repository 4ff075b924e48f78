// Guarantee: a call that AWS never answers ends, and what can't be read is told by its key alone, never by what is
// in it.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ListKeysCommand } from "@aws-sdk/client-kms";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { UnreadableItem } from "@cloudco/core/table/unreadable";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
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

// Guarantee: whoever has to mend what can't be read is told its key, and nobody is told what is in it.
test("the log names the stored items that can't be read, and counts them", () => {
  const { table, log } = create();
  const lines = vi.spyOn(log, "error").mockReturnValue();
  const { error } = z.object({ plan: z.enum(["free"]) }).safeParse({ plan: "hunter2" });
  if (!error) throw new Error("It can be read.");
  table.onUnreadable(
    Array.from({ length: 30 }, (_, at) => new UnreadableItem({ pk: "ACCOUNT#ada", sk: `RULE#${at}` }, error)),
  );
  expect(lines).toHaveBeenCalledWith("stored items unreadable", { count: 30, items: expect.any(Array) });
  const [, fields] = lines.mock.calls[0] ?? [];
  expect(fields?.items).toContainEqual({ key: "ACCOUNT#ada RULE#0", problem: "plan: invalid_value" });
  expect(JSON.stringify(fields)).not.toContain("hunter2");
});
