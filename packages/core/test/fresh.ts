import { fresh } from "@cloudco/emulators/test/fresh";
import { schema } from "../src/table/schema.ts";
import { Table } from "../src/table/table.ts";

/** A table for this test file alone. */
export async function freshTable(
  onUnreadable: Table.Table["onUnreadable"] = () => undefined,
): Promise<Table.Table> {
  const { TABLE_NAME } = await fresh({ table: schema, queues: [] });
  return Table.connect(TABLE_NAME, onUnreadable);
}
