import type { KMSClient } from "@aws-sdk/client-kms";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Plan } from "../account/plan.ts";
import type { Table } from "../table/table.ts";

/** What the domain is given by whoever calls it. Time, ids and clients come from here alone, so that a run replays. */
export type Context = {
  readonly table: Table.Table;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  /** Loaded at the first call: few functions have a use for it. */
  readonly scheduler: () => Promise<SchedulerClient>;
  readonly settings: Settings;
  /** Epoch ms. */
  readonly now: () => number;
  /** Waits so long; ends early, and without an error, where `signal` does. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A new sortable id without prefix. */
  readonly id: () => string;
  readonly log: Log;
};

type Settings = {
  readonly queues: { readonly orders: string; readonly verify: string };
  readonly credentialsKey: string;
  /** The schedules of connections: their group, the ARN of what they call, and of the role that lets them. */
  readonly watches: { readonly group: string; readonly target: string; readonly role: string };
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
