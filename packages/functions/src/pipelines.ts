import type { ProviderId } from "@cloudco/core/provider/id";

/**
 * What starts the functions, declared once: the local stack and the deployed one are both made from this.
 * Times in seconds.
 */
export type QueuePipeline = {
  queue: "orders" | "verify";
  function: "order" | "verify";
  batchSize: number;
  /** Of the function. */
  timeout: number;
  /** For so long the queue hides a message that was handed out. */
  visibilityTimeout: number;
  maxReceiveCount: number;
};

export type SchedulePipeline = {
  function: "scan" | "reconcile";
  expression: string;
  input: Record<string, string>;
  timeout: number;
};

/** AWS advises to hide a message six times as long as its function may run. */
const handledWithin = (timeout: number) => ({ timeout, visibilityTimeout: 6 * timeout });

export const queues: readonly QueuePipeline[] = [
  { queue: "orders", function: "order", batchSize: 10, ...handledWithin(90), maxReceiveCount: 5 },
  { queue: "verify", function: "verify", batchSize: 10, ...handledWithin(60), maxReceiveCount: 5 },
];

/** Where its functions find a queue in their environment. */
export function queueVariable<Name extends string>(queue: Name): `${Uppercase<Name>}_QUEUE_URL` {
  return `${queue.toUpperCase() as Uppercase<Name>}_QUEUE_URL`;
}

/**
 * Providers by the invocation that watches them. It runs all the time and mostly waits, so several share one; not the
 * one that is fought over most.
 */
const scans: readonly (readonly ProviderId[])[] = [["hetzner"], ["vultr", "ovh-eu", "ovh-ca"]];

/** Every provider that is scanned. */
export const scanned: readonly ProviderId[] = scans.flat();

/** Has a schedule for each connection that it reads: made and ended by packages/core/src/watch. */
export const visit = { function: "visit", timeout: 90 } as const;

export const schedules: readonly SchedulePipeline[] = [
  ...scans.map(
    (providers): SchedulePipeline => ({
      function: "scan",
      expression: "rate(1 minute)",
      input: { providers: providers.join(" ") },
      timeout: 150,
    }),
  ),
  { function: "reconcile", expression: "rate(1 minute)", input: {}, timeout: 120 },
];
