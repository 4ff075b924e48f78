export * as Endpoints from "./endpoints.ts";

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DynamoDb } from "./dynamodb.ts";
import type { HttpServer } from "./http-server.ts";
import { Kms } from "./kms/kms.ts";
import { Protocol } from "./protocol.ts";
import { Sqs } from "./sqs.ts";

export interface Options {
  /** Where the state is kept; in memory when left out. */
  readonly folder?: string | undefined;
  /** Keeps the key that seals the keys; apart from `folder`. */
  readonly keyFile?: string | undefined;
  readonly ports?: { readonly dynamodb?: number; readonly sqs?: number; readonly kms?: number } | undefined;
  readonly onExit?: DynamoDb.Options["onExit"];
}

export interface Running {
  /** What the AWS SDK reads from its environment to find them. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/** DynamoDB, SQS and KMS on loopback. AWS_ENDPOINT_URL_DYNAMODB in the environment replaces the embedded DynamoDB. */
export async function start({ folder, keyFile, ports = {}, onExit }: Options = {}): Promise<Running> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => (folder ? join(folder, name) : undefined);
  // Nobody else on this machine, a web page above all, can use the key service.
  const accessKeyId = `local${randomBytes(16).toString("hex")}`;
  const given = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const started: HttpServer.Listening[] = [];
  const keep = async (starting: Promise<HttpServer.Listening>) => {
    const listening = await starting;
    started.push(listening);
    return listening.url;
  };
  const close = async () => {
    for (const listening of started.splice(0).reverse()) await listening.close();
  };
  try {
    const dynamodb =
      given ?? (await keep(DynamoDb.start({ port: ports.dynamodb, dataFile: file("dynamodb.db"), onExit })));
    const sqs = await keep(Sqs.start({ port: ports.sqs, dataDir: file("sqs") }));
    const kms = await keep(Kms.start({ port: ports.kms, dataFile: file("kms.db"), keyFile, accessKeyId }));
    return {
      environment: {
        AWS_REGION: Protocol.REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: accessKeyId,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
        AWS_ENDPOINT_URL_SQS: sqs,
        AWS_ENDPOINT_URL_KMS: kms,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
