import type { Context } from "@cloudco/core/context/context";
import { Table } from "@cloudco/core/table/table";

/** What may have become of a field: an older or newer version wrote it, or a hand did. */
export const DAMAGES = [
  { name: "of another kind", value: { no: "such" } },
  { name: "a number that JavaScript has not", value: 10n ** 30n },
] as const;

/** Makes a stored item one that nobody can read. */
export async function spoil(
  ctx: Context,
  key: Table.Key,
  field: string,
  value: unknown = DAMAGES[0].value,
): Promise<void> {
  const spoilt = await Table.update(
    ctx.table,
    key,
    { expression: `SET #${field} = :value`, values: { ":value": value } },
    { expression: "attribute_exists(pk)" },
  );
  if (!spoilt) throw new Error(`There is no ${key.pk} ${key.sk}.`);
}
