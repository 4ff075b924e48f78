import type { Context } from "@cloudco/core/context/context";
import { Table } from "@cloudco/core/table/table";
import * as z from "zod";
import { Cursor } from "./cursor.ts";

type Row = { position: string };
type Wanted<T> = { limit: number; cursor: string | undefined; only?: (row: T) => boolean };

/** How many pages one request reads in search of items that pass the filter. */
const READS_MOST = 10;
const READ = 100;

/**
 * A page of a customer's collection, newest first. With a filter it may hold fewer than `limit`, or none, and still
 * have a next one.
 * @param prefix of the ids in the collection
 */
export async function readPage<T extends Row>(
  ctx: Context,
  collection: string,
  schema: z.ZodType<T>,
  prefix: string,
  { limit, cursor, only = () => true }: Wanted<T>,
): Promise<{ items: T[]; next: string | null }> {
  const position = z.string().regex(new RegExp(`^[0-9]{4}-[0-9T:.-]{18}Z#${prefix}_[0-9A-Za-z]{1,64}$`));
  const Place = z.strictObject({ from: position });
  const items: T[] = [];
  let next = cursor === undefined ? null : Cursor.decode(cursor, Place).from;
  for (let reads = 0; reads < READS_MOST; reads++) {
    const page = await Table.page(ctx.table, collection, schema, {
      limit: READ,
      ...(next ? { from: next } : {}),
    });
    for (const row of page.items) {
      if (!only(row)) continue;
      if (items.length === limit) return { items, next: Cursor.encode({ from: row.position }) };
      items.push(row);
    }
    if (page.next === null) return { items, next: null };
    next = page.next;
  }
  return { items, next: next && Cursor.encode({ from: next }) };
}
