export * as Queue from "./queue.ts";

import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { ProviderId } from "../provider/id.ts";

/** Commands carry ids alone: what is to be done, and every secret, is read where it is kept. */
export const OrderCommand = z.strictObject({ v: z.literal(1), accountId: z.string(), matchId: z.string() });
export const VerifyCommand = z.strictObject({
  v: z.literal(1),
  accountId: z.string(),
  provider: ProviderId,
  connectionId: z.string(),
  version: z.int(),
});
export const TerminateCommand = z.strictObject({
  v: z.literal(1),
  kind: z.literal("terminate"),
  accountId: z.string(),
  snipeId: z.string(),
});
/** What the queue of orders carries. A command without a kind is an order. */
export const OrdersCommand = z.union([OrderCommand, TerminateCommand]);
export type OrderCommand = z.infer<typeof OrderCommand>;
export type TerminateCommand = z.infer<typeof TerminateCommand>;
export type VerifyCommand = z.infer<typeof VerifyCommand>;

/** The most messages that SQS takes in one request. */
export const BATCH = 10;
/** Seconds. */
const LONGEST_DELAY = 900;

// Whatever is published stays due where it is kept until somebody has taken it up, and reconciliation publishes it again.
// So a queue that refuses it fails nothing of what came before: a purchase is late by a minute then, and not lost.

/** What is more than SQS allows is shortened: whoever comes too early is sent away once more. */
const delayOf = (seconds: number) => Math.min(LONGEST_DELAY, Math.max(0, Math.ceil(seconds)));

/** At least once: whoever receives it must bear getting it twice. */
export async function publishOrders(
  ctx: Context,
  commands: readonly Omit<OrderCommand, "v">[],
  delaySeconds = 0,
): Promise<void> {
  for (let from = 0; from < commands.length; from += BATCH) {
    const batch = commands.slice(from, from + BATCH);
    const command = new SendMessageBatchCommand({
      QueueUrl: ctx.settings.queues.orders,
      Entries: batch.map(({ accountId, matchId }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ v: 1, accountId, matchId } satisfies OrderCommand),
        DelaySeconds: delayOf(delaySeconds),
      })),
    });
    await apart(ctx, "publishing orders", { count: batch.length }, async () => {
      const { Failed = [] } = await ctx.sqs.send(command);
      if (Failed.length > 0) ctx.log.warn("orders not published", { count: Failed.length });
    });
  }
}

/** At least once. */
export async function publishTermination(
  ctx: Context,
  { accountId, snipeId }: Pick<TerminateCommand, "accountId" | "snipeId">,
  delaySeconds = 0,
): Promise<void> {
  const body: TerminateCommand = { v: 1, kind: "terminate", accountId, snipeId };
  await send(ctx, ctx.settings.queues.orders, body, delaySeconds);
}

export async function publishVerification(
  ctx: Context,
  command: Omit<VerifyCommand, "v">,
  delaySeconds = 0,
): Promise<void> {
  const body: VerifyCommand = {
    v: 1,
    accountId: command.accountId,
    provider: command.provider,
    connectionId: command.connectionId,
    version: command.version,
  };
  await send(ctx, ctx.settings.queues.verify, body, delaySeconds);
}

async function send(ctx: Context, QueueUrl: string, body: object, delaySeconds: number): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl,
    MessageBody: JSON.stringify(body),
    DelaySeconds: delayOf(delaySeconds),
  });
  await apart(ctx, "publishing", { queue: QueueUrl }, async () => {
    await ctx.sqs.send(command);
  });
}
