import type * as z from "zod";
import { collection, type Table } from "./table.ts";
import { position } from "./time.ts";

/** Writers' clocks differ and the index lags a little, so each refresh reads this much again. */
const OVERLAP_MS = 10_000;

type Entry = { id: string; position: string };

/**
 * An in-memory copy of a collection whose positions are the time of the last change, kept current by reading only
 * what changed. Items that end must leave a tombstone, so that the copy sees them go.
 */
export class Replica<T extends Entry> {
  readonly items = new Map<string, T>();
  readonly #table: Table;
  readonly #collection: string;
  readonly #schema: z.ZodType<T>;
  #newest = "";

  constructor(table: Table, name: string, schema: z.ZodType<T>) {
    this.#table = table;
    this.#collection = name;
    this.#schema = schema;
  }

  /** Reads what changed since the last refresh (at first: everything) and returns it. */
  async refresh(): Promise<T[]> {
    const after = this.#newest && position(Date.parse(this.#newest.split("#")[0] ?? "") - OVERLAP_MS);
    const read = await collection(this.#table, this.#collection, this.#schema, after);
    return read.filter((item) => this.set(item));
  }

  /** Takes an item that this process wrote itself. Returns whether it was new. */
  set(item: T): boolean {
    if (this.items.get(item.id)?.position === item.position) return false;
    this.items.set(item.id, item);
    if (item.position > this.#newest) this.#newest = item.position;
    return true;
  }
}
