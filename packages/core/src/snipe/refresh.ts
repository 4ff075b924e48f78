import { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { withCredentials } from "../connection/with-credentials.ts";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import type { Adapter, AdapterOf, Failure, Server } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { callOff } from "./call-off.ts";
import { Snipe } from "./snipe.ts";

/** Every minute at first; later seldom, for each look counts against the customer's limit at the provider. */
const SOON_MS = 60_000;
const LATER_MS = 600_000;
/** What is left then comes first in the next minute: whatever else is due is not to wait for it. */
const RUN_MS = 30_000;

/** Asks after the servers that were being set up, and writes their id and address once the provider tells them. */
export async function refreshSnipes(ctx: Context, adapterOf: AdapterOf): Promise<void> {
  const until = ctx.now() + RUN_MS;
  for (const snipe of await Table.due(ctx.table, Snipe.OPEN, Snipe.Info, ctx.now())) {
    if (ctx.now() > until) return;
    await apart(ctx, "refreshing a server", { snipeId: snipe.id }, async () => {
      const read = await readServer(ctx, adapterOf(snipe.provider), snipe);
      if (read && "state" in read && read.state === "cancelled") {
        await callOff(ctx, snipe, read);
        return;
      }
      const waitSeconds = read && "cause" in read ? RateLimit.secondsOf(read) : 0;
      await write(ctx, snipe, read && "state" in read ? read : snipe.server, waitSeconds * 1000);
    });
  }
}

/** The server as the provider has it; why it must not be asked now; null where it does not tell. */
async function readServer(
  ctx: Context,
  adapter: Adapter,
  snipe: Snipe.Info,
): Promise<Server | Failure | null> {
  const connection = await Connection.find(ctx.table, snipe.accountId, snipe.provider);
  if (!connection) return null;
  const limited = await RateLimit.admit(ctx, adapter, connection, "find");
  if (limited) return limited;
  const { reference, listing } = snipe;
  const { id: orderId, sentAt, trace } = snipe.order;
  const order = { orderId, listing, reference, ...(trace == null ? {} : { trace }) };
  const used = await withCredentials(ctx, adapter, connection, "find", (credentials) =>
    adapter.find(credentials, order, sentAt),
  );
  const found = used?.result;
  if (found?.kind === "unclear" && found.cause === "rate_limited") return found;
  return found?.kind === "found" && found.reference === snipe.reference ? found.server : null;
}

async function write(ctx: Context, snipe: Snipe.Info, server: Server, notBeforeMs: number): Promise<void> {
  const now = ctx.now();
  const lookAgainMs = Math.max(now - snipe.boughtAt < LATER_MS ? SOON_MS : LATER_MS, notBeforeMs);
  const done = !Snipe.isOpen(server.state);
  await Table.update(
    ctx.table,
    Snipe.key(snipe.accountId, snipe.id),
    {
      expression: done ? "SET #server = :server REMOVE #open, #due" : "SET #server = :server, #due = :due",
      values: {
        ":server": server,
        ...(done ? {} : { ":due": position(now + lookAgainMs, snipe.id) }),
      },
    },
    // Not one that was removed, or is being terminated, meanwhile.
    { expression: "#open = :open", values: { ":open": Snipe.OPEN } },
  );
}
