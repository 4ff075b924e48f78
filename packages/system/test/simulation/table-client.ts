import { Agent, request } from "node:http";
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Table } from "@cloudco/core/table/table";

type Fields = Record<string, unknown>;
type Answer = Fields & { __type?: string; message?: string };

const MAPS = new Set(["Key", "Item", "ExpressionAttributeValues", "ExclusiveStartKey"]);
const STEPS = new Set(["Put", "Update", "Delete", "ConditionCheck"]);

const SIGNED =
  "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
const OPERATIONS: Record<string, string> = {
  GetCommand: "GetItem",
  QueryCommand: "Query",
  UpdateCommand: "UpdateItem",
  TransactWriteCommand: "TransactWriteItems",
};

/**
 * A client of the same DynamoDB endpoint without the SDK's signing and middleware, which take most of the time that a run
 * takes. For what a table's client is given here; what the SDK does to the rest is for the other tests.
 */
export function lightClient(url: string): Table.Table["client"] {
  const agent = new Agent({ keepAlive: true });
  const send = async (command: { input: object; constructor: { name: string } }) => {
    const operation = OPERATIONS[command.constructor.name] ?? command.constructor.name;
    const body = JSON.stringify(written(command.input as Fields), (_, value) =>
      // A Buffer has become what its toJSON gives by now.
      value?.type === "Buffer" ? Buffer.from(value.data).toString("base64") : value,
    );
    const { status, text } = await post(url, agent, `DynamoDB_20120810.${operation}`, body);
    const answer = JSON.parse(text, (key, value) =>
      key === "B" && typeof value === "string" ? Buffer.from(value, "base64") : value,
    ) as Answer;
    if (status !== 200) throw failure(answer);
    return read(answer);
  };
  return { send } as unknown as Table.Table["client"];
}

async function post(url: string, agent: Agent, target: string, body: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amz-target": target,
    // The endpoint looks at the form of a signature alone.
    authorization: SIGNED,
    "x-amz-date": "20260101T000000Z",
  };
  const sent = request(url, { method: "POST", agent, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
    response.on("end", () =>
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
    );
  });
  sent.on("error", reject).end(body);
  return await promise;
}

function written(input: Fields): Fields {
  const entries = Object.entries(input).map(([name, value]): [string, unknown] => {
    if (MAPS.has(name)) return [name, marshall(value as Fields, { removeUndefinedValues: true })];
    if (name === "TransactItems") return [name, (value as Fields[]).map(written)];
    return [name, STEPS.has(name) ? written(value as Fields) : value];
  });
  return Object.fromEntries(entries);
}

function read({ Item, Items, Attributes, LastEvaluatedKey, ...rest }: Answer): Fields {
  const one = (item: unknown) => unmarshall(item as Parameters<typeof unmarshall>[0]);
  return {
    ...rest,
    ...(Item ? { Item: one(Item) } : {}),
    ...(Items ? { Items: (Items as unknown[]).map(one) } : {}),
    ...(Attributes ? { Attributes: one(Attributes) } : {}),
    ...(LastEvaluatedKey ? { LastEvaluatedKey: one(LastEvaluatedKey) } : {}),
  };
}

function failure({ __type = "", message = "", ...rest }: Answer): Error {
  const name = __type.split("#").at(-1) ?? "";
  const told = { message, $metadata: {}, ...rest };
  if (name === "ConditionalCheckFailedException") return new ConditionalCheckFailedException(told);
  if (name === "TransactionCanceledException") return new TransactionCanceledException(told);
  if (name === "TransactionConflictException") return new TransactionConflictException(told);
  return new Error(`${name}: ${message}`);
}
