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
import { schema } from "@cloudco/core/table/schema";
import { type QueuePipeline, queues } from "@cloudco/functions/pipelines";

/** AWS advises to hide a message six times as long as its function may run. */
const VISIBILITY_TIMES = 6;

/** What the functions find in their environment. */
export type Environment = {
  TABLE_NAME: string;
  ORDERS_QUEUE_URL: string;
  VERIFY_QUEUE_URL: string;
  CREDENTIALS_KEY: string;
};

/** Makes, where missing, the table, the queues and the key that the deployed system has. Safe to repeat. */
export async function create(prefix: string): Promise<Environment> {
  const [orders, verify] = await Promise.all([
    createQueue(prefix, "orders"),
    createQueue(prefix, "verify"),
    createTable(prefix),
    createKey(`alias/${prefix}-credentials`),
  ]);
  return {
    TABLE_NAME: prefix,
    ORDERS_QUEUE_URL: orders,
    VERIFY_QUEUE_URL: verify,
    CREDENTIALS_KEY: `alias/${prefix}-credentials`,
  };
}

function keySchema(key: { hash: string; range: string }): KeySchemaElement[] {
  return [
    { AttributeName: key.hash, KeyType: "HASH" },
    { AttributeName: key.range, KeyType: "RANGE" },
  ];
}

async function createTable(name: string): Promise<void> {
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

async function createQueue(prefix: string, queue: QueuePipeline["queue"]): Promise<string> {
  const pipeline = queues.find((candidate) => candidate.queue === queue);
  if (!pipeline) throw new Error(`No pipeline is declared for the queue ${queue}.`);
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
        VisibilityTimeout: String(pipeline.timeout * VISIBILITY_TIMES),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: Attributes?.QueueArn,
          maxReceiveCount: pipeline.maxReceiveCount,
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
