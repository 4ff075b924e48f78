import type * as z from "zod";
import { Table } from "./table.ts";
import { position } from "./time.ts";

/** Writers' clocks differ and the index lags a little, so each refresh reads what was written this long before the last. */
export const OVERLAP_MS = 10_000;

type Entry = { id: string; position: string; revision?: number };

/**
 * An in-memory copy of a collection whose positions are the time of the last change, kept current by reading only
 * what changed. Items that end must leave a tombstone, so that the copy sees them go.
 */
export class Replica<T extends Entry> {
  readonly items = new Map<string, T>();
  readonly #table: Table.Table;
  readonly #collection: string;
  readonly #schema: z.ZodType<T>;
  readonly #now: () => number;
  #readAt: number | null = null;

  /** @param now the clock of this process, epoch ms */
  constructor(table: Table.Table, name: string, schema: z.ZodType<T>, now: () => number) {
    this.#table = table;
    this.#collection = name;
    this.#schema = schema;
    this.#now = now;
  }

  /** Reads what changed since the last refresh (at first: everything) and returns it. */
  async refresh(): Promise<T[]> {
    const startedAt = this.#now();
    const from = this.#readAt === null ? "" : position(this.#readAt - OVERLAP_MS);
    const read = await Table.collection(this.#table, this.#collection, this.#schema, from);
    this.#readAt = startedAt;
    return read.filter((item) => this.set(item));
  }

  /** Takes an item that this process wrote itself. Returns whether it was new. */
  set(item: T): boolean {
    const known = this.items.get(item.id);
    // Two changes may fall into one millisecond.
    if (known?.position === item.position && known.revision === item.revision) return false;
    this.items.set(item.id, item);
    return true;
  }
}
