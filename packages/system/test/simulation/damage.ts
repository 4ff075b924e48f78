import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { Table } from "@cloudco/core/table/table";
import { DAMAGES } from "../kit/spoil.ts";
import { ACCOUNTS, type Site } from "./site.ts";

/** What of each kind of item may be spoilt: no condition of a write asks for it. */
const FIELDS: Record<string, string> = {
  MATCH: "listing",
  RULE: "locations",
  CONNECTION: "hints",
  PREPARED: "connection",
  SNIPE: "listing",
};

export type Damage = { key: Table.Key; field: string; was: unknown };

/** Some stored item becomes one that nobody can read. */
export async function spoilOne(site: Site): Promise<string> {
  const { table } = site.ctx;
  const account = site.random.pick(ACCOUNTS) ?? "ada";
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": `ACCOUNT#${account}` },
      ConsistentRead: true,
    }),
  );
  const kind = site.random.pick(Object.keys(FIELDS)) ?? "RULE";
  const item = site.random.pick(Items.filter(({ sk }) => String(sk).startsWith(`${kind}#`)));
  const field = FIELDS[kind];
  if (!(item && field) || item[field] === undefined) return "";
  const damage = { key: { pk: String(item.pk), sk: String(item.sk) }, field, was: item[field] };
  if (!(await write(site, damage, damage.was, DAMAGES[0].value))) return "";
  site.damages.push(damage);
  return `${damage.key.sk} can't be read any more`;
}

/** A person mends what was spoilt, unless somebody has written it anew since. */
export async function mend(site: Site): Promise<string> {
  const damages = site.damages.splice(0);
  for (const damage of damages) await write(site, damage, DAMAGES[0].value, damage.was);
  return damages.length > 0 ? "what was spoilt is mended" : "";
}

async function write({ ctx }: Site, { key, field }: Damage, from: unknown, to: unknown): Promise<boolean> {
  return await Table.update(
    ctx.table,
    key,
    { expression: `SET #${field} = :to`, values: { ":to": to } },
    { expression: `#${field} = :from`, values: { ":from": from } },
  );
}
