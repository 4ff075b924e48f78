import { verify } from "@cloudco/core/connection/verify";
import { Queue, VerifyCommand } from "@cloudco/core/queue/queue";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { adapterOf } from "../lib/adapter.ts";
import { runtime } from "../lib/runtime.ts";
import { batch } from "./batch.ts";

/** Proves saved credentials with their provider. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const ctx = runtime();
  return await batch(ctx, ctx.settings.queues.verify, event, VerifyCommand, async (command) => {
    const verified = await verify(ctx, adapterOf(command.provider), command);
    if (!verified.done) await Queue.publishVerification(ctx, command, verified.retryInSeconds);
  });
}
