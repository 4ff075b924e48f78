export * as Table from "./table.ts";

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { answering } from "../context/answering.ts";
import { schema } from "./schema.ts";
import { position } from "./time.ts";
import { sort, type UnreadableItem } from "./unreadable.ts";

export type Table = {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Told of every stored item that could not be read. */
  readonly onUnreadable: (items: readonly UnreadableItem[]) => void;
};
export type Key = { pk: string; sk: string };
export type Item = Key & Record<string, unknown>;

/** A step of a transaction, without the table's name. */
export type Write =
  | { put: Item; condition?: Condition }
  | { update: Key; set: Expression; condition?: Condition }
  | { check: Key; condition: Condition }
  | { delete: Key; condition?: Condition };

/** An expression and its values; names are written plainly as `#name` and resolved to themselves. */
export type Condition = { expression: string; values?: Record<string, unknown> };
export type Expression = Condition;

/** The longest waits in all, with jitter: about half a second for a conflict, some four seconds for a throttled table. */
const ATTEMPTS = 8;
const CONFLICT_BASE_MS = 1;
const THROTTLED_BASE_MS = 16;
const FAILED = "ConditionalCheckFailed";

/** A client for the table of that name, wherever the SDK's environment points. */
export function connect(name: string, onUnreadable: Table["onUnreadable"]): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(answering), {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: toNumber },
  });
  return { client, name, onUnreadable };
}

/** A number that JavaScript has not stays a text, which no schema takes for one: it must not spoil the whole answer. */
function toNumber(text: string): number | string {
  const value = Number(text);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : text;
}

/** `#status = :status` -> `{ "#status": "status" }`, so that no reserved word can bite. */
function names(...expressions: (string | undefined)[]): Record<string, string> | undefined {
  const found = expressions.join(" ").match(/#\w+/g);
  return found ? Object.fromEntries(found.map((name) => [name, name.slice(1)])) : undefined;
}

/** Strongly consistent read of one item; null where there is none. Throws UnreadableItem for one of unknown shape. */
export async function get<T>(table: Table, key: Key, schema: z.ZodType<T>): Promise<T | null> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return Item ? readOne(table, schema, Item) : null;
}

// An item among many that can't be read is left out and told of: the others are not to suffer for it.

/** All items of a partition whose sort key begins with `prefix`. */
export async function list<T>(table: Table, pk: string, prefix: string, schema: z.ZodType<T>): Promise<T[]> {
  return await readAll(table, schema, {
    TableName: table.name,
    KeyConditionExpression: "pk = :pk and begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
    ConsistentRead: true,
  });
}

type Range = { from?: string; to?: string; newestFirst?: boolean; limit?: number };

function indexQuery(
  table: Table,
  index: keyof typeof schema.indexes,
  value: string,
  range: Range,
): QueryCommandInput {
  const { hash, range: order } = schema.indexes[index];
  return {
    TableName: table.name,
    IndexName: index,
    KeyConditionExpression: "#hash = :hash and #order between :from and :to",
    ExpressionAttributeNames: { "#hash": hash, "#order": order },
    ExpressionAttributeValues: { ":hash": value, ":from": range.from || " ", ":to": range.to ?? "~" },
    ScanIndexForward: !range.newestFirst,
    ...(range.limit ? { Limit: range.limit } : {}),
  };
}

/** Every item of a collection whose position is `from` or later. */
export async function collection<T>(
  table: Table,
  name: string,
  itemSchema: z.ZodType<T>,
  from = "",
): Promise<T[]> {
  return await readAll(table, itemSchema, indexQuery(table, "collection", name, { from }));
}

/** Unfinished work of a kind that is due by `now` (epoch ms), the longest due first. */
export async function due<T>(
  table: Table,
  kind: string,
  itemSchema: z.ZodType<T>,
  now: number,
): Promise<T[]> {
  return await readAll(table, itemSchema, indexQuery(table, "open", kind, { to: position(now, "~") }));
}

/** One page of a collection, newest first. `next` is the position to continue from. */
export async function page<T>(
  table: Table,
  name: string,
  itemSchema: z.ZodType<T>,
  options: { limit: number; from?: string },
): Promise<{ items: T[]; next: string | null }> {
  const range = {
    newestFirst: true,
    limit: options.limit + 1,
    ...(options.from ? { to: options.from } : {}),
  };
  const { Items = [] } = await table.client.send(
    new QueryCommand(indexQuery(table, "collection", name, range)),
  );
  const more = Items[options.limit];
  const items = readMany(table, itemSchema, Items.slice(0, options.limit));
  return { items, next: more ? String(more.position) : null };
}

function readOne<T>(table: Table, schema: z.ZodType<T>, item: Record<string, unknown>): T {
  const { read, unreadable } = sort([item], schema);
  if (!unreadable[0]) return read[0] as T;
  table.onUnreadable(unreadable);
  throw unreadable[0];
}

function readMany<T>(table: Table, schema: z.ZodType<T>, items: readonly Record<string, unknown>[]): T[] {
  const { read, unreadable } = sort(items, schema);
  if (unreadable.length > 0) table.onUnreadable(unreadable);
  return read;
}

async function readAll<T>(table: Table, schema: z.ZodType<T>, query: QueryCommandInput): Promise<T[]> {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({ ...query, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    for (const item of page.Items ?? []) items.push(item);
    start = page.LastEvaluatedKey;
  } while (start);
  return readMany(table, schema, items);
}

/**
 * Updates one item under its condition.
 * @returns false where the condition did not hold.
 */
export async function update(
  table: Table,
  key: Key,
  set: Expression,
  condition?: Condition,
): Promise<boolean> {
  return (await write(table, key, set, condition, "NONE")) !== null;
}

/** The same, with the item as it was left; null where the condition did not hold. */
export async function updated<T>(
  table: Table,
  key: Key,
  set: Expression,
  condition: Condition,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const item = await write(table, key, set, condition, "ALL_NEW");
  return item && readOne(table, schema, { ...key, ...item });
}

async function write(
  table: Table,
  key: Key,
  set: Expression,
  condition: Condition | undefined,
  ReturnValues: "NONE" | "ALL_NEW",
): Promise<Record<string, unknown> | null> {
  const input: UpdateCommandInput = {
    TableName: table.name,
    Key: key,
    UpdateExpression: set.expression,
    ConditionExpression: condition?.expression,
    ExpressionAttributeNames: names(set.expression, condition?.expression),
    ExpressionAttributeValues: { ...set.values, ...condition?.values },
    ReturnValues,
  };
  try {
    return (await undisturbed(() => table.client.send(new UpdateCommand(input)))).Attributes ?? {};
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}

export type Outcome = { ok: true } | { ok: false; failed: number[] };

/**
 * All writes or none.
 * @returns which writes (by index) had a condition that did not hold. Throws for every other failure; a lost reply is
 * repeated by the SDK under the same request token and so takes effect once.
 */
export async function transact(table: Table, writes: readonly Write[]): Promise<Outcome> {
  const input: TransactWriteCommandInput = {
    TransactItems: writes.map((write) => transactItem(table, write)),
    // However often it is sent, and by whom (the SDK, or us), it takes effect once.
    ClientRequestToken: randomUUID(),
  };
  try {
    await undisturbed(() => table.client.send(new TransactWriteCommand(input)));
    return { ok: true };
  } catch (error) {
    const failed = reasons(error).flatMap((code, index) => (code === FAILED ? [index] : []));
    if (failed.length > 0) return { ok: false, failed };
    throw error;
  }
}

/**
 * Writes again where another transaction touched the same item at the same moment, or the table took no more of it: then
 * ours took no effect. The SDK repeats a throttled call by itself, and not a transaction that was cancelled for that.
 */
async function undisturbed<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const base = disturbance(error);
      if (base === null || attempt === ATTEMPTS) throw error;
      await pause(Math.random() * base * 2 ** attempt);
    }
  }
}

/** Codes of a transaction's step that was not carried out for want of throughput. */
const THROTTLED = ["ThrottlingError", "ProvisionedThroughputExceeded"];

/** How long to wait at first, ms; null for what would fail again, a condition that did not hold above all. */
function disturbance(error: unknown): number | null {
  if (error instanceof TransactionConflictException) return CONFLICT_BASE_MS;
  if (error instanceof TransactionInProgressException) return THROTTLED_BASE_MS;
  const codes = reasons(error);
  if (codes.includes(FAILED)) return null;
  if (codes.some((code) => THROTTLED.includes(code ?? ""))) return THROTTLED_BASE_MS;
  return codes.includes("TransactionConflict") ? CONFLICT_BASE_MS : null;
}

function reasons(error: unknown): (string | undefined)[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).map((reason) => reason.Code);
}

function transactItem(
  table: Table,
  write: Write,
): NonNullable<TransactWriteCommandInput["TransactItems"]>[number] {
  const set = "update" in write ? write.set : undefined;
  const values = { ...set?.values, ...write.condition?.values };
  const found = names(set?.expression, write.condition?.expression);
  const common = {
    TableName: table.name,
    ...(write.condition ? { ConditionExpression: write.condition.expression } : {}),
    ...(found ? { ExpressionAttributeNames: found } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
  if ("put" in write) return { Put: { ...common, Item: write.put } };
  if ("update" in write)
    return { Update: { ...common, Key: write.update, UpdateExpression: write.set.expression } };
  if ("delete" in write) return { Delete: { ...common, Key: write.delete } };
  return { ConditionCheck: { ...common, Key: write.check, ConditionExpression: write.condition.expression } };
}
