export * as Usage from "./usage.ts";

import * as z from "zod";

/** What AWS would bill: DynamoDB's own count of capacity units, requests to SQS, requests to KMS. */
export type Usage = {
  readonly reads: number;
  readonly writes: number;
  readonly messages: number;
  readonly keys: number;
};

const NONE: Usage = { reads: 0, writes: 0, messages: 0, keys: 0 };

const Units = z.object({ CapacityUnits: z.number() });
const Answer = z.object({
  ConsumedCapacity: z.union([Units.transform((one) => [one]), z.array(Units)]).default([]),
});

/** What one request used. */
export function of(service: string, action: string, answer: string): Usage {
  if (service === "AmazonSQS") return { ...NONE, messages: 1 };
  if (service === "Scheduler") return NONE;
  if (service === "TrentService") return { ...NONE, keys: 1 };
  const consumed = Answer.parse(JSON.parse(answer)).ConsumedCapacity;
  const units = consumed.reduce((total, one) => total + one.CapacityUnits, 0);
  return action === "GetItem" || action === "Query" ? { ...NONE, reads: units } : { ...NONE, writes: units };
}

export function sum(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (total, one) => ({
      reads: total.reads + one.reads,
      writes: total.writes + one.writes,
      messages: total.messages + one.messages,
      keys: total.keys + one.keys,
    }),
    NONE,
  );
}
