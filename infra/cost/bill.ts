import { scanned, schedules } from "@cloudco/functions/pipelines";
import { Providers } from "@cloudco/providers/providers";
import { cognito, cost, type Item } from "./prices.ts";
import { MEASURED, MESSAGE_OVERHEAD, type Used } from "./usage.ts";

/** A month of a customer, as assumed: nobody has been observed yet. */
export const CUSTOMER = { connects: 1, rules: 3, apiCalls: 60, matches: 20, orders: 0.2 };
/** A month of a provider, as assumed: an offer appears, changes or goes. */
const OFFER_CHANGES = 150_000;
/** Matches are kept for good; the table is priced as it is after this many months. */
const MONTHS_KEPT = 12;

const DAYS = 30;
const MINUTES = DAYS * 24 * 60;
/** See packages/core/src/watch. A visit with nothing to prepare asks as much as one with nothing new to read. */
const PREPARE_MINUTES = 5;
const MEMORY_GB = 0.5;
/** Renewal of the scan's lease, see packages/core/src/scan. */
const RENEW_SECONDS = 3;

/** Seconds that a call takes, as assumed for Lambda: most of an order or a check is waiting for the provider. */
const SECONDS = { api: 0.06, order: 2, verify: 1, reconcile: 0.5, visit: 1 };
/** Bytes of log that a call leaves: Lambda's two lines of its own, and ours. */
const LOG_BYTES = { api: 1_100, order: 1_500, verify: 1_200, scan: 900, visit: 900, reconcile: 2_000 };
/** Bytes: an item with its copy in an index, and an answer of the API. */
const ITEM_BYTES = 3_000;
const ANSWER_BYTES = 4_000;
const GB = 1e9;

const ALARM_METRICS = { perFunction: 3, perQueue: 1, perScan: 1, others: 4 };

export type Line = { what: string; quantity: number; dollars: number };

/**
 * What a month costs, line by line. Intervals are the declared ones.
 * @param watched connections whose inventory is read with their own credentials, because an active rule waits for it
 * @param prepared connections with which orders are prepared, because an active rule of theirs buys
 */
export function bill(customers: number, watched = 0, prepared = 0): Line[] {
  const visits = watched * MINUTES + (prepared * MINUTES) / PREPARE_MINUTES;
  const invocations = schedules.filter((schedule) => schedule.function === "scan").length;
  const polls = Providers.all
    .filter(({ descriptor }) => scanned.includes(descriptor.id))
    .map(({ descriptor }) => (MINUTES * 60) / descriptor.pollSeconds);
  const events: Record<keyof typeof MEASURED, number> = {
    connect: customers * CUSTOMER.connects,
    createRule: customers * CUSTOMER.rules,
    readRules: customers * CUSTOMER.apiCalls,
    changedOffer: scanned.length * OFFER_CHANGES,
    match: customers * (CUSTOMER.matches + CUSTOMER.orders),
    order: customers * CUSTOMER.orders,
    poll: polls.reduce((sum, count) => sum + count, 0),
    renewal: (scanned.length * MINUTES * 60) / RENEW_SECONDS,
    reconcile: MINUTES,
    visit: visits,
  };
  const used = (of: keyof Used) =>
    Object.entries(MEASURED).reduce(
      (sum, [name, one]) => sum + one[of] * events[name as keyof typeof MEASURED],
      0,
    );

  const calls = {
    api: customers * (CUSTOMER.apiCalls + CUSTOMER.connects + CUSTOMER.rules),
    order: customers * CUSTOMER.orders,
    verify: customers * CUSTOMER.connects,
    scan: MINUTES * invocations,
    reconcile: MINUTES,
    visit: visits,
  };
  const seconds =
    calls.api * SECONDS.api +
    calls.order * SECONDS.order +
    calls.verify * SECONDS.verify +
    calls.reconcile * SECONDS.reconcile +
    calls.visit * SECONDS.visit +
    calls.scan * 60;
  const logGb =
    Object.entries(LOG_BYTES).reduce(
      (sum, [name, bytes]) => sum + bytes * calls[name as keyof typeof calls],
      0,
    ) / GB;
  const items = customers * (2 + CUSTOMER.rules + (CUSTOMER.matches + CUSTOMER.orders) * MONTHS_KEPT);
  const storageGb = (items * ITEM_BYTES) / GB;
  const alarmMetrics =
    ALARM_METRICS.perFunction * 6 +
    ALARM_METRICS.perQueue * 2 +
    ALARM_METRICS.perScan * scanned.length +
    ALARM_METRICS.others;

  const line = (what: string, item: Item, quantity: number): Line => ({
    what,
    quantity,
    dollars: cost(item, quantity),
  });
  return [
    line("Lambda, GB-seconds", "lambdaSeconds", seconds * MEMORY_GB),
    line(
      "Lambda, calls",
      "lambdaRequests",
      Object.values(calls).reduce((sum, count) => sum + count, 0),
    ),
    line("DynamoDB, writes", "dynamodbWrites", used("writes")),
    line("DynamoDB, reads", "dynamodbReads", used("reads")),
    line("DynamoDB, GB kept", "dynamodbStorage", storageGb),
    line("DynamoDB, GB recoverable", "dynamodbRecovery", storageGb),
    line("API Gateway, requests", "apiRequests", calls.api),
    { what: "Cognito, customers", quantity: customers, dollars: cognito(customers) },
    line("KMS, requests", "kmsRequests", used("keys")),
    line("KMS, keys", "kmsKeys", 1),
    line("SQS, requests", "sqsRequests", used("messages") * (1 + MESSAGE_OVERHEAD) + IDLE_RECEIVES),
    line("Scheduler, calls", "schedulerCalls", MINUTES * schedules.length + visits),
    line("CloudWatch, GB of logs", "logs", logGb),
    line("CloudWatch, metrics", "metrics", 2 + scanned.length),
    line("CloudWatch, alarm metrics", "alarmMetrics", alarmMetrics),
    line("Transfer out, GB", "transferOut", (calls.api * ANSWER_BYTES) / GB),
  ];
}

/** Lambda looks into two empty queues with five long polls of 20 s each, all month. */
const IDLE_RECEIVES = 2 * 5 * ((MINUTES * 60) / 20);

export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}
