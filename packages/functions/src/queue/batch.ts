import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import type { Context } from "@cloudco/core/context/context";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";

export type BatchHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** A message that failed comes again after this long, and each time a little later. */
const RETRY_SECONDS = 5;

/**
 * Gives each message of a batch to `work`, side by side. One that fails, or can't be read, goes back to the queue
 * alone, and to the dead letters after its last try; the others are done.
 */
export async function batch<T>(
  ctx: Context,
  queueUrl: string,
  event: SQSEvent,
  schema: z.ZodType<T>,
  work: (command: T) => Promise<void>,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  const handle = async (record: SQSRecord) => {
    try {
      await work(schema.parse(JSON.parse(record.body)));
    } catch (error) {
      ctx.log.error("message failed", { messageId: record.messageId, error });
      failed.push(record.messageId);
      await retrySoon(ctx, queueUrl, record);
    }
  };
  await Promise.all(event.Records.map(handle));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Sooner than the queue's visibility timeout, which has to outlast the function. Where it fails, that applies. */
async function retrySoon(ctx: Context, queueUrl: string, record: SQSRecord): Promise<void> {
  const VisibilityTimeout = RETRY_SECONDS * Number(record.attributes.ApproximateReceiveCount);
  const again = { QueueUrl: queueUrl, ReceiptHandle: record.receiptHandle, VisibilityTimeout };
  await ctx.sqs
    .send(new ChangeMessageVisibilityCommand(again))
    .catch((error: unknown) => ctx.log.warn("visibility not changed", { error }));
}
