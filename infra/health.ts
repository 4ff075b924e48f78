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
  watchLines(alarms, "OrdersForAHuman", Object.values(functions), {
    message: "order needs a human",
    value: "1",
    statistic: "Sum",
    alarmDescription: "The provider's records could not settle an order for a day. A person has to.",
  });
}

/** Whichever function comes upon them. */
function watchStored(alarms: Alarms, functions: readonly Lambda[]) {
  watchLines(alarms, "UnreadableItems", functions, {
    message: "stored items unreadable",
    value: "$.count",
    statistic: "Maximum",
    alarmDescription: "Something in the table can't be read. It was left out, and nothing waits for it.",
  });
}

type Lines = { message: string; value: string; statistic: string; alarmDescription: string };

/** An alarm as soon as one of the functions says so once. */
function watchLines(alarms: Alarms, metric: string, functions: readonly Lambda[], lines: Lines) {
  const { message, value, statistic, alarmDescription } = lines;
  for (const { name, logs } of functions) {
    metricFromLog(`${metric}${name}`, { logs, pattern: `{ $.message = "${message}" }`, metric, value });
  }
  alarm(alarms, metric, {
    alarmDescription,
    namespace: namespace(),
    metricName: metric,
    statistic,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    period: 300,
    evaluationPeriods: 1,
  });
}
