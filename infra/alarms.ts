import { type Lambda, named } from "./defaults.ts";
import type { Settings } from "./settings.ts";

/** Where every alarm goes. */
export function createAlarms({ alarmEmail }: Settings) {
  const topic = new aws.sns.Topic("Alarms", { name: named("alarms") });
  if (alarmEmail) {
    new aws.sns.TopicSubscription("AlarmEmail", {
      topic: topic.arn,
      protocol: "email",
      endpoint: alarmEmail,
    });
  }
  return { topic };
}
export type Alarms = ReturnType<typeof createAlarms>;

type Condition = Omit<aws.cloudwatch.MetricAlarmArgs, "name" | "alarmActions" | "okActions"> & {
  alarmDescription: string;
};

/** What `docs/operations.md` says of it is found by its name. Without data there is no alarm, unless told otherwise. */
export function alarm({ topic }: Alarms, name: string, condition: Condition) {
  return new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: named(name),
    treatMissingData: "notBreaching",
    ...condition,
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  });
}

/** The namespace of what is counted from our own log lines. */
export const namespace = () => `${$app.name}/${$app.stage}`;

/** Makes a metric of log lines. `value` is a number, or the name of a field that holds one. */
export function metricFromLog(
  name: string,
  {
    logs,
    pattern,
    metric,
    value,
  }: { logs: aws.cloudwatch.LogGroup; pattern: string; metric: string; value: string },
) {
  return new aws.cloudwatch.LogMetricFilter(name, {
    name: named(name),
    logGroupName: logs.name,
    pattern,
    metricTransformation: { namespace: namespace(), name: metric, value },
  });
}

type Lines = { message: string; value: string; statistic: string; alarmDescription: string };

/** An alarm as soon as one of the functions says so once. */
export function watchLines(alarms: Alarms, metric: string, functions: readonly Lambda[], lines: Lines) {
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
