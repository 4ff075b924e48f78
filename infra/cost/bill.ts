import { scanned } from "@cloudco/functions/pipelines";
import { month } from "./month.ts";
import { cognito, cost, type Item } from "./prices.ts";

const ALARM_METRICS = { perFunction: 3, perQueue: 1, perScan: 1, others: 5 };

const FIREWALL_RULES = 2;

export type Line = { what: string; quantity: number; dollars: number };

/** What a month costs, line by line. See month.ts for what is assumed of it. */
export function bill(customers: number, watched = 0, prepared = 0): Line[] {
  const used = month(customers, watched, prepared);
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
    line("Lambda, GB-seconds", "lambdaSeconds", used.gbSeconds),
    line("Lambda, calls", "lambdaRequests", used.calls),
    line("DynamoDB, writes", "dynamodbWrites", used.writes),
    line("DynamoDB, reads", "dynamodbReads", used.reads),
    line("DynamoDB, GB kept", "dynamodbStorage", used.storedGb),
    line("DynamoDB, GB recoverable", "dynamodbRecovery", used.storedGb),
    line("API Gateway, requests", "apiRequests", used.apiCalls),
    { what: "Cognito, customers", quantity: customers, dollars: cognito(customers) },
    line("KMS, requests", "kmsRequests", used.keys),
    line("KMS, keys", "kmsKeys", 1),
    line("SQS, requests", "sqsRequests", used.messages),
    line("Scheduler, calls", "schedulerCalls", used.scheduledCalls),
    line("CloudWatch, GB of logs", "logs", used.logGb),
    line("CloudWatch, metrics", "metrics", 2 + scanned.length),
    line("CloudWatch, alarm metrics", "alarmMetrics", alarmMetrics),
    line("CloudFront, requests", "edgeRequests", used.apiCalls),
    line("CloudFront, functions", "edgeFunctions", used.apiCalls),
    line("WAF, list", "firewallLists", 1),
    line("WAF, rules", "firewallRules", FIREWALL_RULES),
    line("WAF, requests", "firewallRequests", used.apiCalls),
    line("Transfer out, GB", "transferOut", used.sentGb),
  ];
}

export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}
