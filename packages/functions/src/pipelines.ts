/**
 * What starts the functions, declared once: the local stack and the deployed one are both made from this.
 * Times in seconds.
 */
export type QueuePipeline = {
  queue: "orders" | "verify";
  function: "order" | "verify";
  batchSize: number;
  /** Of the function; the queue hides a message six times as long, as AWS advises. */
  timeout: number;
  maxReceiveCount: number;
};

export type SchedulePipeline = {
  function: "scan" | "reconcile";
  expression: string;
  input: Record<string, string>;
  timeout: number;
};

export const queues: readonly QueuePipeline[] = [
  { queue: "orders", function: "order", batchSize: 10, timeout: 90, maxReceiveCount: 5 },
  { queue: "verify", function: "verify", batchSize: 10, timeout: 60, maxReceiveCount: 5 },
];

/** Has a schedule for each connection that it reads: made and ended by packages/core/src/watch. */
export const accountScan = { function: "account-scan", timeout: 90 } as const;

export const schedules: readonly SchedulePipeline[] = [
  { function: "scan", expression: "rate(1 minute)", input: { provider: "hetzner" }, timeout: 150 },
  { function: "scan", expression: "rate(1 minute)", input: { provider: "vultr" }, timeout: 150 },
  { function: "reconcile", expression: "rate(1 minute)", input: {}, timeout: 120 },
];
