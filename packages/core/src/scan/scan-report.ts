export * as ScanReport from "./scan-report.ts";

import * as z from "zod";
import { Lease } from "../lease/lease.ts";
import type { Table } from "../table/table.ts";

/** How the readings of an inventory go; it survives a change of who reads. */
export const Info = z.object({
  /** Everything that changed before was evaluated. Epoch ms. */
  evaluatedAt: z.int(),
  listings: z.int(),
  refused: z.int(),
  failure: z.string().nullable(),
  /** Failed readings in a row. */
  failures: z.int().default(0),
  /** The next reading begins then, whoever holds the lease. Epoch ms. */
  pollAt: z.int().default(0),
  /** Rules that are still to be matched against everything on offer. */
  backlog: z.int().default(0),
  /** Since when, and why, what is read is doubted; null where it is not. Epoch ms. */
  doubt: z.object({ since: z.int(), message: z.string() }).nullable().default(null),
  /** Of the inventory that was evaluated, where its readers keep nothing of it in memory. */
  digest: z.string().nullable().default(null),
});
export type Info = z.infer<typeof Info>;

export const NOTHING_YET: Info = {
  evaluatedAt: 0,
  listings: 0,
  refused: 0,
  failure: null,
  failures: 0,
  pollAt: 0,
  backlog: 0,
  doubt: null,
  digest: null,
};

/** Null before there was one. One that can't be read is as good as none: everything is evaluated anew. */
export async function find(table: Table.Table, lease: string): Promise<Info | null> {
  return await Lease.report(table, lease, Info);
}
