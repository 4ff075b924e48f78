import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { OrdersCommand } from "@cloudco/core/queue/queue";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { terminate } from "@cloudco/core/snipe/terminate";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { adapterOf } from "../lib/adapter.ts";
import { runtime } from "../lib/runtime.ts";
import { batch } from "./batch.ts";

/** Acts in customers' accounts: places the orders that scans ask for, and terminates the servers that owners give up. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const ctx = runtime();
  return await batch(ctx, ctx.settings.queues.orders, event, OrdersCommand, async (command) => {
    if ("snipeId" in command) {
      const snipe = await Snipe.find(ctx.table, command.accountId, command.snipeId);
      if (snipe) await terminate(ctx, adapterOf(snipe.provider), command);
      return;
    }
    const match = await Match.find(ctx.table, command.accountId, command.matchId);
    if (match) await execute(ctx, adapterOf(match.provider), command);
  });
}
