export * as Lease from "./lease.ts";

import * as z from "zod";
import { Table } from "../table/table.ts";

/** A right that one holder at a time has. `fence` grows with every holder, so that a late writer can be refused. */
export type Lease = { readonly name: string; readonly holder: string; readonly fence: number };

const Row = z.object({
  fence: z.int(),
  holder: z.string().optional(),
  wanted: z.string().optional(),
  report: z.unknown().optional(),
});

const key = (name: string) => ({ pk: `LEASE#${name}`, sk: "LEASE" });

/**
 * Takes the lease where it is free or has run out.
 * @param now epoch ms; `lifetime` in ms
 * @returns null where somebody else holds it.
 */
export async function acquire(
  table: Table.Table,
  name: string,
  holder: string,
  now: number,
  lifetime: number,
): Promise<Lease | null> {
  const taken = await Table.update(
    table,
    key(name),
    {
      expression: "SET #holder = :holder, #until = :until REMOVE #wanted ADD #fence :one",
      values: { ":holder": holder, ":until": now + lifetime, ":one": 1 },
    },
    { expression: "attribute_not_exists(#until) OR #until < :now", values: { ":now": now } },
  );
  if (!taken) return null;
  const row = await Table.get(table, key(name), Row);
  return row && { name, holder, fence: row.fence };
}

/**
 * Extends the lease and leaves the report.
 * @returns `held: false`: it was lost, and the holder must stop. `wanted`: somebody waits for it.
 */
export async function renew(
  table: Table.Table,
  lease: Lease,
  now: number,
  lifetime: number,
  report: object,
): Promise<{ held: boolean; wanted: boolean }> {
  const held = await Table.update(
    table,
    key(lease.name),
    {
      expression: "SET #until = :until, #report = :report",
      values: { ":until": now + lifetime, ":report": report },
    },
    holds(lease),
  );
  const row = held ? await Table.get(table, key(lease.name), Row) : null;
  return { held, wanted: row?.wanted !== undefined };
}

/** Asks the holder to let go at its next renewal. */
export async function want(table: Table.Table, name: string, holder: string): Promise<void> {
  await Table.update(table, key(name), {
    expression: "SET #wanted = :holder",
    values: { ":holder": holder },
  });
}

/** Gives the lease back at once. */
export async function release(table: Table.Table, lease: Lease): Promise<void> {
  await Table.update(
    table,
    key(lease.name),
    { expression: "SET #until = :zero", values: { ":zero": 0 } },
    holds(lease),
  );
}

/** A step that makes a transaction fail once the lease has passed to somebody else. */
export function check(lease: Lease): Table.Write {
  return { check: key(lease.name), condition: holds(lease) };
}

/** What the last holder left; null before there was something, and where that has another form than `schema`. */
export async function report<T>(table: Table.Table, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const row = await Table.get(table, key(name), Row);
  return schema.safeParse(row?.report).data ?? null;
}

function holds(lease: Lease) {
  return { expression: "#fence = :fence", values: { ":fence": lease.fence } };
}
