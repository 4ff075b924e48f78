export * as Usage from "./usage.ts";

import * as z from "zod";

/** What AWS would bill: DynamoDB's own count of capacity units, requests to SQS, requests to KMS. */
export type Usage = {
  readonly reads: number;
  readonly writes: number;
  readonly messages: number;
  readonly keys: number;
};

export const NONE: Usage = { reads: 0, writes: 0, messages: 0, keys: 0 };

const Units = z.object({ CapacityUnits: z.number() });
const Answer = z.object({
  ConsumedCapacity: z.union([Units.transform((one) => [one]), z.array(Units)]).default([]),
});

export function add(usage: Usage, service: string, action: string, answer: string): Usage {
  if (service === "AmazonSQS") return { ...usage, messages: usage.messages + 1 };
  if (service === "TrentService") return { ...usage, keys: usage.keys + 1 };
  const units = Answer.parse(JSON.parse(answer)).ConsumedCapacity.reduce(
    (sum, one) => sum + one.CapacityUnits,
    0,
  );
  return action === "GetItem" || action === "Query"
    ? { ...usage, reads: usage.reads + units }
    : { ...usage, writes: usage.writes + units };
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
