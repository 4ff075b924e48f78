import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { Queue } from "../queue/queue.ts";
import { Table } from "../table/table.ts";
import { Connection } from "./connection.ts";

const CHECK_AGAIN_MS = 60_000;

/** Asks again for checks that never ended: their message may have been lost. */
export async function republishChecks(ctx: Context): Promise<void> {
  for (const connection of await Table.due(ctx.table, Connection.OPEN, Connection.Info, ctx.now())) {
    await apart(ctx, "publishing a check", { connectionId: connection.id }, async () => {
      await Connection.wait(ctx.table, connection, ctx.now() + CHECK_AGAIN_MS);
      await Queue.publishVerification(ctx, { ...connection, connectionId: connection.id });
    });
  }
}
