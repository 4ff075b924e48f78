import type { Storage } from "./storage.ts";

export type Permission = {
  actions: string[];
  resources: $util.Input<string>[];
  conditions?: { test: string; variable: string; values: string[] }[];
};

type Verb = "GetItem" | "Query" | "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheckItem";
type Index = "collection" | "open";

/** Transactions need the right to each of their steps, and none of their own. */
export function table({ table }: Storage, verbs: Verb[], indexes: Index[] = []): Permission[] {
  const queried = indexes.map((index) => $interpolate`${table.arn}/index/${index}`);
  return [
    { actions: verbs.map((verb) => `dynamodb:${verb}`), resources: [table.arn] },
    ...(queried.length > 0 ? [{ actions: ["dynamodb:Query"], resources: queried }] : []),
  ];
}

export function send(...queues: sst.aws.Queue[]): Permission {
  return { actions: ["sqs:SendMessage"], resources: queues.map((queue) => queue.arn) };
}

export function receive(queue: sst.aws.Queue): Permission {
  const verbs = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"];
  return { actions: verbs.map((verb) => `sqs:${verb}`), resources: [queue.arn] };
}

/** What credentials are sealed for, and all of it: see encryptionContext in packages/core/src/connection. */
const CONTEXT = ["account", "provider", "connection", "version"];

/** Only with a complete encryption context, and none but ours. */
function credentialsKey(action: string, { key }: Storage): Permission {
  return {
    actions: [action],
    resources: [key.arn],
    conditions: [
      { test: "ForAllValues:StringEquals", variable: "kms:EncryptionContextKeys", values: CONTEXT },
      ...CONTEXT.map((name) => ({
        test: "Null",
        variable: `kms:EncryptionContext:${name}`,
        values: ["false"],
      })),
    ],
  };
}

export const sealCredentials = (storage: Storage) => credentialsKey("kms:GenerateDataKey", storage);
export const openCredentials = (storage: Storage) => credentialsKey("kms:Decrypt", storage);
