/**
 * US dollars, list prices of us-east-1, looked up in November 2026 in public price lists, without an account; other
 * regions ask up to a quarter more. `free` is what AWS gives every account every month, for good.
 */
export const DATE = "2026-11-24";
export const REGION = "us-east-1";

type Price = { unit: number; per: number; free: number };

const MILLION = 1_000_000;

const PRICES = {
  lambdaRequests: { unit: 0.2, per: MILLION, free: MILLION },
  /** arm64, GB-seconds. */
  lambdaSeconds: { unit: 0.0000133334, per: 1, free: 400_000 },
  dynamodbReads: { unit: 0.125, per: MILLION, free: 0 },
  dynamodbWrites: { unit: 0.625, per: MILLION, free: 0 },
  dynamodbStorage: { unit: 0.25, per: 1, free: 25 },
  dynamodbRecovery: { unit: 0.2, per: 1, free: 0 },
  sqsRequests: { unit: 0.4, per: MILLION, free: MILLION },
  schedulerCalls: { unit: 1, per: MILLION, free: 14 * MILLION },
  kmsRequests: { unit: 0.03, per: 10_000, free: 20_000 },
  kmsKeys: { unit: 1, per: 1, free: 0 },
  apiRequests: { unit: 1, per: MILLION, free: 0 },
  logs: { unit: 0.5, per: 1, free: 5 },
  metrics: { unit: 0.3, per: 1, free: 10 },
  alarmMetrics: { unit: 0.1, per: 1, free: 10 },
  /** CloudFront's, of Europe and North America; what AWS hands to CloudFront is free. */
  transferOut: { unit: 0.085, per: 1, free: 1_000 },
  edgeRequests: { unit: 0.012, per: 10_000, free: 10 * MILLION },
  edgeFunctions: { unit: 0.1, per: MILLION, free: 2 * MILLION },
  firewallRequests: { unit: 0.6, per: MILLION, free: 0 },
  /** A list, and a rule in it. */
  firewallLists: { unit: 5, per: 1, free: 0 },
  firewallRules: { unit: 1, per: 1, free: 0 },
} satisfies Record<string, Price>;

export type Item = keyof typeof PRICES;

export function cost(item: Item, quantity: number): number {
  const { unit, per, free } = PRICES[item];
  return (Math.max(0, quantity - free) / per) * unit;
}

/** Cognito's Lite plan, per customer who signs in during the month, by steps. */
const COGNITO = [
  { upTo: 10_000, unit: 0 },
  { upTo: 100_000, unit: 0.0055 },
  { upTo: MILLION, unit: 0.0046 },
  { upTo: 10 * MILLION, unit: 0.00325 },
];

export function cognito(customers: number): number {
  let from = 0;
  let sum = 0;
  for (const { upTo, unit } of COGNITO) {
    sum += Math.max(0, Math.min(customers, upTo) - from) * unit;
    from = upTo;
  }
  return sum;
}
