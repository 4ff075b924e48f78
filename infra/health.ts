import { scanned } from "@cloudco/functions/pipelines";
import { type Alarms, alarm, metricFromLog, namespace, watchLines } from "./alarms.ts";
import type { Lambda } from "./defaults.ts";

/** Alarms on what our own log lines say; see packages/functions/src/schedule/reconcile.ts. */
export function createHealth(
  alarms: Alarms,
  functions: readonly Lambda[],
  { order, reconcile, readers }: { order: Lambda; reconcile: Lambda; readers: readonly Lambda[] },
) {
  watchUnknownOrders(alarms, reconcile);
  watchScans(alarms, reconcile);
  watchHumans(alarms, { order, reconcile });
  watchStored(alarms, functions);
  watchForms(alarms, readers);
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
  watchLines(alarms, "OrdersPlacedLate", Object.values(functions), {
    message: "order placed late",
    value: "1",
    statistic: "Sum",
    alarmDescription: "A provider placed an order that was held to be over. It was booked; look at its rule.",
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

/** What was read before stays on offer for ten minutes: so long there is to look. */
function watchForms(alarms: Alarms, readers: readonly Lambda[]) {
  watchLines(alarms, "InventoryDoubted", readers, {
    message: "inventory doubted",
    value: "$.refused",
    statistic: "Maximum",
    alarmDescription: "Most of what a provider lists suddenly can't be read: its form has changed.",
  });
}
