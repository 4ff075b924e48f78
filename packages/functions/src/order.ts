import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { OrderCommand } from "@cloudco/core/queue/queue";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { adapterOf } from "./adapter.ts";
import { batch } from "./batch.ts";
import { runtime } from "./runtime.ts";

/** Places the orders that scans ask for. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const ctx = runtime();
  return await batch(ctx, ctx.settings.queues.orders, event, OrderCommand, async (command) => {
    const match = await Match.find(ctx.table, command.accountId, command.matchId);
    if (match) await execute(ctx, adapterOf(match.provider), command);
  });
}
