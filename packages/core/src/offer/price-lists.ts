import * as z from "zod";
import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/** A list that no account has used for so long is not read any more. */
const UNUSED_DAYS = 30;

const Used = z.object({ id: z.string() });

/** Has the scans read a price list, for somebody pays by it; nothing to do where the provider has but one. */
export async function usePriceList(
  { table, now }: Pick<Context, "table" | "now">,
  provider: ProviderId,
  id: string | undefined,
): Promise<void> {
  if (id === undefined) return;
  const expiresAt = ttl(now(), UNUSED_DAYS);
  await Table.transact(table, [{ put: { pk: `PRICELISTS#${provider}`, sk: `LIST#${id}`, id, expiresAt } }]);
}

/** The price lists of a provider that somebody pays by. */
export async function usedPriceLists(table: Table.Table, provider: ProviderId): Promise<string[]> {
  return (await Table.list(table, `PRICELISTS#${provider}`, "LIST#", Used)).map(({ id }) => id);
}
