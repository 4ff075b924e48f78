import type * as z from "zod";
import { Table } from "./table.ts";
import { position } from "./time.ts";

/** Writers' clocks differ and the index lags a little, so each refresh reads what was written this long before the last. */
export const OVERLAP_MS = 10_000;
/**
 * Who is throttled, or sleeps, in the middle of a write has dated it before. No function runs longer than this, so that what
 * is dated since is read again now and then.
 */
export const LATE_MS = 180_000;
const LATE_EVERY_MS = 60_000;

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
  /** When the late ones were looked for last. */
  #lateAt = 0;

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
    const from = this.#from(startedAt);
    const read = await Table.collection(this.#table, this.#collection, this.#schema, from);
    if (this.#isLateDue(startedAt)) this.#lateAt = startedAt;
    this.#readAt = startedAt;
    return read.filter((item) => this.set(item));
  }

  #from(now: number): string {
    if (this.#readAt === null) return "";
    return position(this.#isLateDue(now) ? this.#lateAt - LATE_MS : this.#readAt - OVERLAP_MS);
  }

  #isLateDue(now: number): boolean {
    return now - this.#lateAt >= LATE_EVERY_MS;
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
