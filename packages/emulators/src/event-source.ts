export * as EventSource from "./event-source.ts";

import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

export interface Options {
  readonly queueUrl: string;
  readonly batchSize: number;
  /** How many batches are under way at once. */
  readonly width: number;
  readonly handler: (event: SQSEvent) => Promise<SQSBatchResponse>;
}

export interface Running {
  /** Finishes the batches under way; takes no further ones. */
  close(): Promise<void>;
}

const WAIT_SECONDS = 20;

/**
 * Lambda's event source mapping for one machine: hands batches to the handler, deletes what it did not report as
 * failed, and lets the rest come again, until the queue's redrive policy sends it to the dead letters.
 */
export function start(options: Options): Running {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const stopping = new AbortController();
  const pollers = Array.from({ length: options.width }, () => poll(client, options, stopping.signal));
  return {
    async close() {
      stopping.abort();
      await Promise.all(pollers);
      client.destroy();
    },
  };
}

async function poll(client: SQSClient, options: Options, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const messages = await receive(client, options, signal);
    if (messages.length > 0) await handle(client, options, messages);
  }
}

async function receive(client: SQSClient, options: Options, signal: AbortSignal): Promise<Message[]> {
  try {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: options.queueUrl,
        MaxNumberOfMessages: options.batchSize,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ["All"],
      }),
      { abortSignal: signal },
    );
    return Messages;
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

async function handle(client: SQSClient, options: Options, messages: Message[]): Promise<void> {
  const failed = await invoke(options, messages);
  const done = messages.filter((message) => !failed.has(message.MessageId ?? ""));
  if (done.length > 0) {
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: options.queueUrl,
        Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
}

/** A handler that throws has failed all of its batch, as on Lambda. */
async function invoke(options: Options, messages: Message[]): Promise<Set<string>> {
  try {
    const result = await options.handler(batch(messages, options.queueUrl));
    return new Set(result.batchItemFailures.map((failure) => failure.itemIdentifier));
  } catch {
    return new Set(messages.map((message) => message.MessageId ?? ""));
  }
}

/** The event that hands messages of a queue to its function. */
export function batch(messages: readonly Message[], queueUrl: string): SQSEvent {
  return { Records: messages.map((message) => record(message, queueUrl)) };
}

function record(message: Message, queueUrl: string): SQSRecord {
  const { Attributes = {} } = message;
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: {
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? "1",
      SentTimestamp: Attributes.SentTimestamp ?? "",
      SenderId: Attributes.SenderId ?? "",
      ApproximateFirstReceiveTimestamp: Attributes.ApproximateFirstReceiveTimestamp ?? "",
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? "",
    eventSource: "aws:sqs",
    eventSourceARN: queueUrl,
    awsRegion: "us-east-1",
  };
}
