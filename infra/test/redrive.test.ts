// Guarantee: what failed and was set aside goes back to its own queue when a person says so, slowly, and looking
// moves nothing.

import { SendMessageCommand, SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { freshResources } from "@cloudco/functions/test/fresh";
import { afterAll, beforeAll, expect, test } from "vitest";
import { redrive } from "../operations/redrive.ts";

let prefix: string;
let url: string;
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const moves: unknown[] = [];
/** The local SQS knows no move tasks: they are noted in its place. */
const noting: Pick<SQSClient, "send"> = {
  send: (command: Parameters<SQSClient["send"]>[0]) => {
    if (!(command instanceof StartMessageMoveTaskCommand)) return sqs.send(command);
    moves.push(command.input);
    return Promise.resolve({});
  },
} as Pick<SQSClient, "send">;

beforeAll(async () => {
  const { TABLE_NAME, ORDERS_QUEUE_URL } = await freshResources();
  prefix = TABLE_NAME;
  url = `${ORDERS_QUEUE_URL}-dead-letters`;
});
afterAll(() => sqs.destroy());

test("an empty queue is left alone", async () => {
  expect(await redrive(noting, prefix, "orders", true)).toContain("There is nothing to do.");
  expect(moves).toEqual([]);
});

test("looking changes nothing", async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "{}" }));
  expect((await redrive(noting, prefix, "orders", false)).join()).toMatch(
    /about 1 messages.*Nothing was changed/,
  );
  expect(moves).toEqual([]);
});

test("the dead letters go back to where they came from, slowly", async () => {
  await redrive(noting, prefix, "orders", true);
  expect(moves).toEqual([
    { SourceArn: expect.stringMatching(/-orders-dead-letters$/), MaxNumberOfMessagesPerSecond: 5 },
  ]);
});
