import type { Context } from "@cloudco/core/context/context";
import type { AdapterOf } from "@cloudco/core/provider/provider";
import { Queue, VerifyCommand } from "@cloudco/core/queue/queue";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { adapterOf } from "../lib/adapter.ts";
import { deployed } from "../lib/runtime.ts";
import { type BatchHandler, batch } from "./batch.ts";

/** Proves saved credentials with their provider. */
export function create(ctx: Context, adapterOf: AdapterOf): BatchHandler {
  return (event) =>
    batch(ctx, ctx.settings.queues.verify, event, VerifyCommand, async (command) => {
      const verified = await verifyConnection(ctx, adapterOf, command);
      if (!verified.done) await Queue.publishVerification(ctx, command, verified.retryInSeconds);
    });
}

export const handler = deployed((ctx) => create(ctx, adapterOf));
