import { scanned } from "@cloudco/functions/pipelines";
import { type Alarms, alarm, metricFromLog, namespace } from "./alarms.ts";
import type { Lambda } from "./defaults.ts";

/** Alarms on what our own log lines say; see packages/functions/src/reconcile.ts. */
export function createHealth(
  alarms: Alarms,
  functions: readonly Lambda[],
  { order, reconcile }: { order: Lambda; reconcile: Lambda },
) {
  watchUnknownOrders(alarms, reconcile);
  watchScans(alarms, reconcile);
  watchHumans(alarms, { order, reconcile });
  watchStored(alarms, functions);
}

function watchUnknownOrders(alarms: Alarms, { logs }: Lambda) {
  const metric = "OldestUnknownOrder";
  metricFromLog("UnknownOrders", {
    logs,
    pattern: '{ $.message = "unknown orders" }',
    metric,
    value: "$.oldestSeconds",
  });
  alarm(alarms, "UnknownOrders", {
    alarmDescription:
      "An order was sent more than five minutes ago, and nobody knows yet whether it bought anything.",
    namespace: namespace(),
    metricName: metric,
    statistic: "Maximum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: 300,
    period: 60,
    evaluationPeriods: 1,
  });
}

/** Without a word from reconciliation, nobody knows: that is an alarm too. */
function watchScans(alarms: Alarms, { logs }: Lambda) {
  for (const provider of scanned) {
    const metric = `ScanAge-${provider}`;
    metricFromLog(metric, {
      logs,
      pattern: `{ $.message = "scan age" && $.provider = "${provider}" }`,
      metric,
      value: "$.seconds",
    });
    alarm(alarms, `ScanStale-${provider}`, {
      alarmDescription: `The inventory of ${provider} was not read for two minutes, or reconciliation does not run.`,
      namespace: namespace(),
      metricName: metric,
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 120,
      period: 60,
      evaluationPeriods: 3,
      treatMissingData: "breaching",
    });
  }
}

function watchHumans(alarms: Alarms, functions: Record<string, Lambda>) {
  const metric = "OrdersForAHuman";
  for (const { name, logs } of Object.values(functions)) {
    metricFromLog(`OrdersForAHuman${name}`, {
      logs,
      pattern: '{ $.message = "order needs a human" }',
      metric,
      value: "1",
    });
  }
  alarm(alarms, "OrdersForAHuman", {
    alarmDescription: "The provider's records could not settle an order for a day. A person has to.",
    namespace: namespace(),
    metricName: metric,
    statistic: "Sum",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    period: 300,
    evaluationPeriods: 1,
  });
}

/** Whichever function comes upon them. */
function watchStored(alarms: Alarms, functions: readonly Lambda[]) {
  const metric = "UnreadableItems";
  for (const { name, logs } of functions) {
    metricFromLog(`UnreadableItems${name}`, {
      logs,
      pattern: '{ $.message = "stored items unreadable" }',
      metric,
      value: "$.count",
    });
  }
  alarm(alarms, "UnreadableItems", {
    alarmDescription: "Something in the table can't be read. It was left out, and nothing waits for it.",
    namespace: namespace(),
    metricName: metric,
    statistic: "Maximum",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    period: 300,
    evaluationPeriods: 1,
  });
}
