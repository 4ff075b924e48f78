import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { Queue } from "../queue/queue.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Snipe } from "./snipe.ts";

const TERMINATE_AGAIN_MS = 60_000;

/** Publishes terminations again that nobody has brought on: their message, or who had it, may have been lost. */
export async function republishTerminations(ctx: Context): Promise<void> {
  for (const { accountId, id } of await Table.due(ctx.table, Snipe.TERMINATING, Snipe.Info, ctx.now())) {
    await apart(ctx, "publishing a termination", { snipeId: id }, async () => {
      const postponed = await Table.update(
        ctx.table,
        Snipe.key(accountId, id),
        { expression: "SET #due = :due", values: { ":due": position(ctx.now() + TERMINATE_AGAIN_MS, id) } },
        { expression: "#open = :open", values: { ":open": Snipe.TERMINATING } },
      );
      if (postponed) await Queue.publishTermination(ctx, { accountId, snipeId: id });
    });
  }
}
