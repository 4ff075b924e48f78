export * as Prepared from "./prepared.ts";

import * as z from "zod";
import type { Connection } from "../connection/connection.ts";
import type { Match } from "../match/match.ts";
import { Cause } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";
import { unlessUnreadable } from "../table/unreadable.ts";

/**
 * An order of one rule for one listing, prepared at the provider before the listing is in stock. Whoever orders with it
 * takes it away first, so that it is ordered with once.
 */
export const Info = z.object({
  accountId: z.string(),
  ruleId: z.string(),
  listingId: z.string(),
  /** Whose credentials it was prepared with. */
  connection: z.object({ id: z.string(), version: z.int() }),
  /** What the adapter made (see PreparedOrder); null where it could not. */
  order: z.object({ state: z.unknown(), expiresAt: z.int() }).nullable(),
  failure: z.object({ cause: Cause, message: z.string() }).nullable(),
  /** When the provider last said what is so. Epoch ms. */
  checkedAt: z.int(),
  /** New with every writing: what was read is taken, and nothing else. */
  token: z.string(),
});
export type Info = z.infer<typeof Info>;

const KEPT_DAYS = 8;

const PREFIX = "PREPARED#";
const key = ({ accountId, ruleId, listingId }: Pick<Info, "accountId" | "ruleId" | "listingId">) => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `${PREFIX}${ruleId}#${listingId}`,
});

export async function list(table: Table.Table, accountId: string): Promise<Info[]> {
  return await Table.list(table, `ACCOUNT#${accountId}`, PREFIX, Info);
}

/** What is prepared for a match, can be read, and is good at `now`; null where nothing is. */
export async function find(
  table: Table.Table,
  match: Pick<Match.Info, "accountId" | "ruleId" | "listing">,
  { id, version }: Connection.Info,
  now: number,
): Promise<Info | null> {
  const { accountId, ruleId, listing } = match;
  const found = await unlessUnreadable(
    Table.get(table, key({ accountId, ruleId, listingId: listing.id }), Info),
  );
  const good = found?.order && found.order.expiresAt > now;
  const same = found?.connection.id === id && found.connection.version === version;
  return good && same ? found : null;
}

/** Writes what was prepared in place of `before`. False where somebody else took or wrote it meanwhile. */
export async function put(table: Table.Table, info: Info, before: Info | null): Promise<boolean> {
  const written = await Table.transact(table, [
    {
      put: { ...key(info), ...info, expiresAt: ttl(info.checkedAt, KEPT_DAYS) },
      condition: before ? unchanged(before) : { expression: "attribute_not_exists(pk)" },
    },
  ]);
  return written.ok;
}

/** Takes it away. False where it is not there any more: then somebody else has it, and it must not be used. */
export async function remove(table: Table.Table, info: Info): Promise<boolean> {
  const removed = await Table.transact(table, [{ delete: key(info), condition: unchanged(info) }]);
  return removed.ok;
}

function unchanged({ token }: Info) {
  return { expression: "#token = :token", values: { ":token": token } };
}
