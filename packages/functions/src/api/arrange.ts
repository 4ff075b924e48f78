import { Connection } from "@cloudco/core/connection/connection";
import { apart } from "@cloudco/core/context/apart";
import type { Context } from "@cloudco/core/context/context";
import type { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { unlessUnreadable } from "@cloudco/core/table/unreadable";
import { Watch } from "@cloudco/core/watch/watch";

/**
 * Has the customer's connection visited, or no longer, after a change of his rules or of the connection itself. Where it fails the change stands all the same, and reconciliation makes it good.
 */
export async function arrange(
  ctx: Context,
  descriptor: Descriptor | undefined,
  accountId: string,
): Promise<void> {
  if (!descriptor || Watch.everyMinutes(descriptor) === null) return;
  await apart(ctx, "arranging a watch", { accountId, provider: descriptor.id }, () =>
    Watch.arrange(ctx, descriptor, accountId),
  );
}

/** Forgets a connection with `remove`, and ends its watch. Gives back what `remove` gave. */
export async function endWith(
  ctx: Context,
  descriptor: Descriptor | undefined,
  accountId: string,
  remove: () => Promise<boolean>,
): Promise<boolean> {
  if (!descriptor || Watch.everyMinutes(descriptor) === null) return await remove();
  const provider: ProviderId = descriptor.id;
  const connection = await unlessUnreadable(Connection.find(ctx.table, accountId, provider));
  const removed = await remove();
  if (connection && removed) {
    await apart(ctx, "ending a watch", { accountId, provider }, () => Watch.end(ctx, connection.id));
  }
  return removed;
}
