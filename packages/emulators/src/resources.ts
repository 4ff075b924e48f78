export * as Resources from "./resources.ts";

import {
  type AttributeDefinition,
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateAliasCommand, CreateKeyCommand, KMSClient, ListAliasesCommand } from "@aws-sdk/client-kms";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

type Key = { readonly hash: string; readonly range: string };
/** A table with its key, its indexes and the attribute by which items expire. */
type TableDeclaration = {
  readonly key: Key;
  readonly indexes: Readonly<Record<string, Key>>;
  /** Of keys: S, N or B. */
  readonly attributes: Readonly<Record<string, "S" | "N" | "B">>;
  readonly ttl: string;
};
export type QueueDeclaration = {
  readonly queue: string;
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** How many tries a message has before it goes to the dead letters. */
  readonly maxReceiveCount: number;
};
export type Declaration<Queue extends QueueDeclaration = QueueDeclaration> = {
  readonly table: TableDeclaration;
  readonly queues: readonly Queue[];
};

/** Where what was made is found: `orders` is at `ORDERS_QUEUE_URL`. */
export type Environment<Queue extends string = string> = {
  TABLE_NAME: string;
  CREDENTIALS_KEY: string;
} & Record<`${Uppercase<Queue>}_QUEUE_URL`, string>;

/** Makes, where missing, a table, queues with their dead letters, and a key. Safe to repeat. */
export async function create<Queue extends QueueDeclaration>(
  prefix: string,
  { table, queues }: Declaration<Queue>,
): Promise<Environment<Queue["queue"]>> {
  const alias = `alias/${prefix}-credentials`;
  const [urls] = await Promise.all([
    Promise.all(
      queues.map(async (queue) => [
        `${queue.queue.toUpperCase()}_QUEUE_URL`,
        await createQueue(prefix, queue),
      ]),
    ),
    createTable(prefix, table),
    createKey(alias),
  ]);
  const made = { ...Object.fromEntries(urls), TABLE_NAME: prefix, CREDENTIALS_KEY: alias };
  return made as Environment<Queue["queue"]>;
}

function keySchema(key: Key): KeySchemaElement[] {
  return [
    { AttributeName: key.hash, KeyType: "HASH" },
    { AttributeName: key.range, KeyType: "RANGE" },
  ];
}

async function createTable(name: string, schema: TableDeclaration): Promise<void> {
  const client = new DynamoDBClient({});
  const attributes: AttributeDefinition[] = Object.entries(schema.attributes).map(
    ([AttributeName, type]) => ({
      AttributeName,
      AttributeType: type,
    }),
  );
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: attributes,
        KeySchema: keySchema(schema.key),
        GlobalSecondaryIndexes: Object.entries(schema.indexes).map(([IndexName, key]) => ({
          IndexName,
          KeySchema: keySchema(key),
          Projection: { ProjectionType: "ALL" },
        })),
      }),
    );
    const ttl = { AttributeName: schema.ttl, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: ttl }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}

async function createQueue(
  prefix: string,
  { queue, visibilityTimeout, maxReceiveCount }: QueueDeclaration,
): Promise<string> {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const made = async (name: string) => {
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  };
  const deadLetters = await made(`${prefix}-${queue}-dead-letters`);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ["QueueArn"] }),
  );
  const url = await made(`${prefix}-${queue}`);
  await client.send(
    new SetQueueAttributesCommand({
      QueueUrl: url,
      Attributes: {
        VisibilityTimeout: String(visibilityTimeout),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: Attributes?.QueueArn,
          maxReceiveCount,
        }),
      },
    }),
  );
  client.destroy();
  return url;
}

async function createKey(alias: string): Promise<void> {
  const client = new KMSClient({});
  const { Aliases = [] } = await client.send(new ListAliasesCommand({}));
  if (!Aliases.some((known) => known.AliasName === alias)) {
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({ Description: "Customers' credentials" }),
    );
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata?.KeyId }));
  }
  client.destroy();
}
