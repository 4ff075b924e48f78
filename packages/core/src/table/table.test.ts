// Guarantee: a write that another was in the way of is made after it, and one whose condition did not hold is never
// taken for made.

import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { Table } from "./table.ts";

const key = { pk: "A", sk: "B" };

/** A table whose every transaction ends with the next of these codes; without any it succeeds. */
function scripted(...ends: (string | Error)[][]) {
  const sent: TransactWriteCommand["input"][] = [];
  const send = async (command: TransactWriteCommand) => {
    sent.push(command.input);
    const codes = ends.shift();
    if (!codes) return {};
    const [first] = codes;
    if (first instanceof Error) throw first;
    throw new TransactionCanceledException({
      message: "cancelled",
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code: String(Code) })),
    });
  };
  const client = { send } as unknown as DynamoDBDocumentClient;
  return { sent, table: { name: "t", client, onUnreadable: () => undefined } };
}

describe("update", () => {
  const set = { expression: "SET #value = :v", values: { ":v": 1 } };
  const conflict = () => new TransactionConflictException({ message: "conflict", $metadata: {} });

  // A change that meets an order's transaction is made after it, not lost.
  test("goes on where a transaction was in the way", async () => {
    const { table, sent } = scripted([conflict()], [conflict()]);
    expect(await Table.update(table, key, set)).toBe(true);
    expect(sent).toHaveLength(3);
  });

  test("says that its condition did not hold", async () => {
    const { table } = scripted([new ConditionalCheckFailedException({ message: "no", $metadata: {} })]);
    expect(await Table.update(table, key, set)).toBe(false);
  });

  test("throws for everything else", async () => {
    const lost = new Error("The connection broke.");
    const { table, sent } = scripted([lost]);
    await expect(Table.update(table, key, set)).rejects.toBe(lost);
    expect(sent).toHaveLength(1);
  });
});

describe("transact", () => {
  test("says which conditions did not hold", async () => {
    const { table, sent } = scripted(["None", "ConditionalCheckFailed", "None", "ConditionalCheckFailed"]);
    expect(await Table.transact(table, [])).toEqual({ ok: false, failed: [1, 3] });
    expect(sent).toHaveLength(1);
  });

  test("says so too where another transaction was in the way of the other writes", async () => {
    const { table } = scripted(["TransactionConflict", "ConditionalCheckFailed"]);
    expect(await Table.transact(table, [])).toEqual({ ok: false, failed: [1] });
  });

  // A write that met another one at the same moment took no effect, and is made all the same.
  test("goes on where another transaction was in the way", async () => {
    const { table, sent } = scripted(["None", "TransactionConflict"], ["TransactionConflict", "None"]);
    expect(await Table.transact(table, [])).toEqual({ ok: true });
    expect(sent).toHaveLength(3);
  });

  test("gives up where others are in the way for ever", async () => {
    const { table, sent } = scripted(...Array.from({ length: 99 }, () => ["TransactionConflict"]));
    await expect(Table.transact(table, [])).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(sent.length).toBeLessThan(20);
  });

  test.each(["ItemCollectionSizeLimitExceeded", "ValidationError"])("throws for %s", async (code) => {
    const { table, sent } = scripted([code]);
    await expect(Table.transact(table, [])).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(sent).toHaveLength(1);
  });

  test("throws what is no answer of the table's", async () => {
    const lost = new Error("The connection broke.");
    const { table, sent } = scripted([lost]);
    await expect(Table.transact(table, [])).rejects.toBe(lost);
    expect(sent).toHaveLength(1);
  });

  test("writes names out, so that no reserved word is one", async () => {
    const { table, sent } = scripted();
    await Table.transact(table, [
      { put: { ...key, status: 1 }, condition: { expression: "#status = :s", values: { ":s": 2 } } },
      { update: key, set: { expression: "SET #name = :n REMOVE #open", values: { ":n": 1 } } },
      { check: key, condition: { expression: "attribute_exists(pk)" } },
      { delete: key },
    ]);
    const common = { TableName: "t" };
    expect(sent[0]?.TransactItems).toEqual([
      {
        Put: {
          ...common,
          Item: { ...key, status: 1 },
          ConditionExpression: "#status = :s",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":s": 2 },
        },
      },
      {
        Update: {
          ...common,
          Key: key,
          UpdateExpression: "SET #name = :n REMOVE #open",
          ExpressionAttributeNames: { "#name": "name", "#open": "open" },
          ExpressionAttributeValues: { ":n": 1 },
        },
      },
      { ConditionCheck: { ...common, Key: key, ConditionExpression: "attribute_exists(pk)" } },
      { Delete: { ...common, Key: key } },
    ]);
  });
});
