import type { KMSClient } from "@aws-sdk/client-kms";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Plan } from "../account/plan.ts";
import type { Table } from "../table/table.ts";

/** What the domain is given by whoever calls it. Time, ids and clients come from here alone, so that a run replays. */
export type Context = {
  readonly table: Table;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly settings: Settings;
  /** Epoch ms. */
  readonly now: () => number;
  /** A new sortable id without prefix. */
  readonly id: () => string;
  readonly log: Log;
};

export type Settings = {
  readonly queues: { readonly orders: string; readonly verify: string };
  readonly credentialsKey: string;
  /** A match older than this is never bought, seconds. */
  readonly matchTtlSeconds: number;
  /** The plan of customers who were given none. */
  readonly defaultPlan: Plan;
};

export type Log = {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
};
