import { schema } from "@cloudco/core/table/schema";
import type { Settings } from "./settings.ts";

const TYPES = { S: "string", N: "number", B: "binary" } as const;

/** The table, as core declares it; and the key of the foundation, which `sst remove` can't destroy. */
export function createStorage({ production }: Settings) {
  const fields = Object.entries(schema.attributes).map(([name, type]) => [name, TYPES[type]]);
  const indexes = Object.entries(schema.indexes).map(([name, { hash, range }]) => [
    name,
    { hashKey: hash, rangeKey: range },
  ]);
  const table = new sst.aws.Dynamo("Data", {
    fields: Object.fromEntries(fields),
    primaryIndex: { hashKey: schema.key.hash, rangeKey: schema.key.range },
    globalIndexes: Object.fromEntries(indexes),
    ttl: schema.ttl,
    deletionProtection: production,
    transform: { table: { pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 } } },
  });
  const key = aws.kms.getKeyOutput({ keyId: `alias/${$app.name}/${$app.stage}/credentials` });
  return { table, key };
}
export type Storage = ReturnType<typeof createStorage>;
