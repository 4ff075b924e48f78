import { type Alarms, alarm } from "./alarms.ts";
import type { Lambda } from "./defaults.ts";

/** A function that fails in more than one of twenty calls, or is not let run, within five minutes. */
export function watchErrors(alarms: Alarms, { name, fn }: Lambda) {
  const count = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: "AWS/Lambda",
      metricName,
      dimensions: { FunctionName: fn.name },
      stat: "Sum",
      period: 300,
    },
  });
  alarm(alarms, `${name}Errors`, {
    alarmDescription: `The function ${name} fails or is throttled in more than 5 % of its calls.`,
    metricQueries: [
      count("errors", "Errors"),
      count("throttles", "Throttles"),
      count("calls", "Invocations"),
      {
        id: "rate",
        expression: "100 * (errors + throttles) / (calls + throttles)",
        label: "failed, %",
        returnData: true,
      },
    ],
    comparisonOperator: "GreaterThanThreshold",
    threshold: 5,
    evaluationPeriods: 1,
  });
}

/** An API that fails for its callers. */
export function watchFaults(alarms: Alarms, { nodes: { api } }: sst.aws.ApiGatewayV2) {
  const count = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: "AWS/ApiGateway",
      metricName,
      dimensions: { ApiId: api.id },
      stat: metricName === "Count" ? "SampleCount" : "Sum",
      period: 300,
    },
  });
  alarm(alarms, "ApiFaults", {
    alarmDescription: "The API answers 5xx to more than 1 % of its requests.",
    metricQueries: [
      count("faults", "5xx"),
      count("requests", "Count"),
      { id: "rate", expression: "100 * faults / requests", label: "5xx, %", returnData: true },
    ],
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1,
    evaluationPeriods: 1,
  });
}
