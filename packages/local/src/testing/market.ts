import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Match } from "@cloudco/core/match/match";
import type { Listing } from "@cloudco/core/offer/offer";
import { findOffer, type Stored } from "@cloudco/core/offer/stored";
import { type Cycle, Scanner } from "@cloudco/core/scan/scanner";
import { Table } from "@cloudco/core/table/table";
import { create } from "@cloudco/functions/runtime";
import { freshResources } from "./resources.ts";
import { type Clock, clock } from "./settle.ts";
import { recorded } from "./table-writes.ts";

export type Market = {
  ctx: Context;
  time: Clock;
  /** What is on offer, by id. */
  stock: Map<string, Listing>;
  lease: Lease.Lease;
  scan(): Promise<Cycle>;
  /** Begins anew with an empty memory, as a new process does. */
  restart(): Promise<void>;
  /** The sort keys that scans wrote since this was last asked. */
  writes(): string[];
  matches(accountId: string): Promise<Match.Info[]>;
  offer(id: string): Promise<Stored | null>;
};

/** A scanner on the embedded table, and a stock that the test fills by hand. */
export async function market(): Promise<Market> {
  await freshResources();
  const time = clock();
  const watched = recorded({ ...create(), now: time.now });
  const { ctx } = watched;
  const lease = await Lease.acquire(ctx.table, "scan#hetzner", "test", time.now(), 3_600_000);
  if (!lease) throw new Error("The lease is taken.");
  const stock = new Map<string, Listing>();
  let scanner: Scanner;
  const restart = async () => {
    scanner = new Scanner(ctx, "hetzner");
    await scanner.load(0);
  };
  await restart();
  return {
    ctx,
    time,
    stock,
    lease,
    scan: async () => await scanner.cycle(lease, { listings: [...stock.values()], refused: 0 }),
    restart,
    writes: watched.writes,
    matches: async (accountId) => await Table.collection(ctx.table, Match.collection(accountId), Match.Info),
    offer: async (id) => await findOffer(ctx.table, "hetzner", id),
  };
}
