import type { Context } from "@cloudco/core/context/context";
import { execute } from "@cloudco/core/order/execute";
import type { AdapterOf } from "@cloudco/core/provider/provider";
import { OrdersCommand } from "@cloudco/core/queue/queue";
import { terminate } from "@cloudco/core/snipe/terminate";
import { adapterOf } from "../lib/adapter.ts";
import { deployed } from "../lib/runtime.ts";
import { type BatchHandler, batch } from "./batch.ts";

/** Acts in customers' accounts: places the orders that scans ask for, and terminates the servers that owners give up. */
export function create(ctx: Context, adapterOf: AdapterOf): BatchHandler {
  return (event) =>
    batch(ctx, ctx.settings.queues.orders, event, OrdersCommand, async (command) => {
      if ("snipeId" in command) await terminate(ctx, adapterOf, command);
      else await execute(ctx, adapterOf, command);
    });
}

export const handler = deployed((ctx) => create(ctx, adapterOf));
