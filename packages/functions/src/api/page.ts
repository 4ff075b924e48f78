import type { Context } from "@cloudco/core/context/context";
import { Table } from "@cloudco/core/table/table";
import * as z from "zod";
import { Cursor } from "./cursor.ts";

type Row = { position: string };
type Wanted<T> = {
  limit: number;
  cursor?: string | undefined;
  /** ISO 8601: not before, and before. */
  since?: string | undefined;
  until?: string | undefined;
  only?: (row: T) => boolean;
};

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
  { limit, cursor, since, until, only = () => true }: Wanted<T>,
): Promise<{ items: T[]; next: string | null }> {
  const items: T[] = [];
  const first = since === undefined ? "" : new Date(since).toISOString();
  let next = cursor === undefined ? before(until) : Cursor.decode(cursor, placeOf(prefix)).from;
  for (let reads = 0; reads < READS_MOST; reads++) {
    const page = await Table.page(ctx.table, collection, schema, {
      limit: READ,
      ...(next ? { from: next } : {}),
    });
    const inTime = page.items.filter((row) => row.position >= first);
    const wanted = inTime.filter(only);
    const over = wanted[limit - items.length];
    items.push(...wanted.slice(0, limit - items.length));
    if (over) return { items, next: Cursor.encode({ from: over.position }) };
    if (page.next === null || inTime.length < page.items.length) return { items, next: null };
    next = page.next;
  }
  return { items, next: next && Cursor.encode({ from: next }) };
}

function placeOf(prefix: string) {
  const position = z.string().regex(new RegExp(`^[0-9]{4}-[0-9T:.-]{18}Z#${prefix}_[0-9A-Za-z]{1,64}$`));
  return z.strictObject({ from: position });
}

/** The same of a collection that is read whole. */
export function pageOf<T>(
  rows: readonly T[],
  { limit, cursor, since, until }: Omit<Wanted<T>, "only">,
  prefix: string,
  positionOf: (row: T) => string,
): { items: T[]; next: string | null } {
  const last = cursor === undefined ? before(until) : Cursor.decode(cursor, placeOf(prefix)).from;
  const first = since === undefined ? "" : new Date(since).toISOString();
  const found = rows
    .map((row) => ({ row, at: positionOf(row) }))
    .filter(({ at }) => at >= first && (last === null || at <= last))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const next = found[limit];
  return {
    items: found.slice(0, limit).map(({ row }) => row),
    next: next ? Cursor.encode({ from: next.at }) : null,
  };
}

/** `#` sorts before every id, so that the moment itself is left out. */
function before(until: string | undefined): string | null {
  return until === undefined ? null : new Date(until).toISOString();
}

/** Whether a row is as the filter wants it, as far as that says anything. */
export function has<T extends object>(row: T, wanted: { [K in keyof T]?: T[K] | undefined }): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || row[name as keyof T] === value,
  );
}
