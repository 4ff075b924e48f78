import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Match } from "@cloudco/core/match/match";
import type { Listing } from "@cloudco/core/offer/offer";
import { findOffer, type Stored } from "@cloudco/core/offer/stored";
import { type Cycle, Scanner } from "@cloudco/core/scan/scanner";
import { Table } from "@cloudco/core/table/table";
import { listing } from "@cloudco/core/test/arbitrary";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { type Clock, clock } from "./clock.ts";
import { recorded } from "./table-writes.ts";

type Changes = NonNullable<Parameters<typeof listing>[0]>;

export type StockScan = {
  ctx: Context;
  time: Clock;
  /** What is on offer, by id. */
  stock: Map<string, Listing>;
  lease: Lease.Lease;
  /** Puts listings on offer, or changes those of the same id. */
  list(...offers: Changes[]): void;
  scan(): Promise<Cycle>;
  /** A scan, a second later. */
  scanLater(): Promise<Cycle>;
  /** Begins anew with an empty memory, as a new process does. */
  restart(): Promise<void>;
  /** The sort keys that scans wrote since this was last asked. */
  writes(): string[];
  matches(accountId: string): Promise<Match.Info[]>;
  /** The ids of the listings that were matched for a customer. */
  offered(accountId: string): Promise<string[]>;
  offer(id: string): Promise<Stored | null>;
};

/** A scanner on the embedded table, and a stock that the test fills by hand. */
export async function stockScan(): Promise<StockScan> {
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
  const scan = async () => await scanner.cycle(lease, { listings: [...stock.values()], refused: 0 });
  const matches = async (accountId: string) =>
    await Table.collection(ctx.table, Match.collection(accountId), Match.Info);
  return {
    ctx,
    time,
    stock,
    lease,
    list: (...offers) => {
      for (const offer of offers) stock.set(offer.id ?? "1", listing(offer));
    },
    scan,
    scanLater: async () => {
      time.advance(1);
      return await scan();
    },
    restart,
    writes: watched.writes,
    matches,
    offered: async (accountId) => (await matches(accountId)).map((match) => match.listing.id).sort(),
    offer: async (id) => await findOffer(ctx.table, "hetzner", id),
  };
}
