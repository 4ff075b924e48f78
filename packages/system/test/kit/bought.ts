import { Connection } from "@cloudco/core/connection/connection";
import { saveConnection } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import type { Adapter, Credentials } from "@cloudco/core/provider/provider";
import { askTermination } from "@cloudco/core/snipe/edit";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { terminate } from "@cloudco/core/snipe/terminate";
import { Table } from "@cloudco/core/table/table";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { type Fixture, placeOrder, stand } from "@cloudco/providers/test/fixture";
import { type Clock, clock } from "./clock.ts";

/** A server that ada bought at a simulated provider, and what she and the order function do about it. */
export type Bought = {
  ctx: Context;
  adapter: Adapter;
  time: Clock;
  /** The simulator, and the request that ends a server there. */
  provider: Awaited<ReturnType<typeof stand>>;
  snipeId: string;
  snipe(): Promise<Snipe.Info>;
  /** She saves credentials, which the provider then confirms or does not. */
  connect(credentials: Credentials): Promise<void>;
  ask(): ReturnType<typeof askTermination>;
  /** The order function gets the command. */
  carryOut(ctx?: Context, adapter?: Adapter): Promise<void>;
  /** By the provider's clock and ours. */
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
};

const ACCOUNT = "ada";

export async function bought(fixture: Fixture): Promise<Bought> {
  await freshResources();
  const provider = await stand(fixture);
  const time = clock();
  const ctx: Context = { ...create(), now: time.now };
  const { adapter } = fixture;
  const { id: providerId } = adapter.descriptor;

  const connect = async (credentials: Credentials) => {
    const { id, version } = await saveConnection(ctx, ACCOUNT, adapter.descriptor, credentials);
    await verifyConnection(ctx, () => adapter, {
      v: 1,
      accountId: ACCOUNT,
      provider: providerId,
      connectionId: id,
      version,
    });
  };
  await connect(provider.credentials);
  const snipeId = await buy(ctx, adapter, provider);

  return {
    ctx,
    adapter,
    time,
    provider,
    snipeId,
    connect,
    async snipe() {
      const found = await Snipe.find(ctx.table, ACCOUNT, snipeId);
      if (!found) throw new Error("There is no snipe.");
      return found;
    },
    ask: () => askTermination(ctx, ACCOUNT, snipeId),
    carryOut: (by = ctx, through = adapter) => terminate(by, () => through, { accountId: ACCOUNT, snipeId }),
    async advance(seconds) {
      time.advance(seconds);
      await provider.advance(seconds);
    },
    close: provider.close,
  };
}

/** What an order leaves behind. */
async function buy(ctx: Context, adapter: Adapter, provider: Bought["provider"]): Promise<string> {
  const now = ctx.now();
  const connection = await Connection.find(ctx.table, ACCOUNT, adapter.descriptor.id);
  const { listing, orderId, template } = await provider.request();
  const placed = await placeOrder(adapter, provider.credentials, { orderId, listing, template });
  if (placed.kind !== "placed" || !connection) throw new Error(`The order ended as ${placed.kind}.`);
  const match = Match.Info.parse({
    id: orderId.replace(/-1$/, ""),
    accountId: ACCOUNT,
    ruleId: "rul_1",
    ruleRevision: 1,
    provider: adapter.descriptor.id,
    listing,
    monthly: listing.price.monthly.net,
    state: "placed",
    fence: 1,
    attempt: 1,
    amount: listing.price.monthly.net,
    connection: { id: connection.id, version: connection.version },
    failure: null,
    retryAt: now,
    matchedAt: now,
    sentAt: now,
    deadline: now,
    lookups: 0,
    reference: placed.reference,
    history: [],
  });
  const item = Snipe.item(match, placed, false, now);
  await Table.transact(ctx.table, [{ put: { ...Match.key(ACCOUNT, match.id), ...match } }, { put: item }]);
  return String(item.id);
}
