import { scanned } from "@cloudco/functions/pipelines";
import { namespace } from "./alarms.ts";
import { type Lambda, named } from "./defaults.ts";
import type { Queue } from "./queue.ts";

type Parts = { functions: Lambda[]; queues: Queue[]; gateway: sst.aws.ApiGatewayV2 };
type Metric = (string | { stat: string })[];

/** What an operator looks at first, in one page. */
export function createDashboard({ functions, queues, gateway }: Parts) {
  const body = $resolve({
    names: $resolve(functions.map(({ fn }) => fn.name)),
    queues: $resolve(queues.map(({ queue }) => queue.nodes.queue.name)),
    deadLetters: $resolve(queues.map(({ deadLetters }) => deadLetters.nodes.queue.name)),
    api: gateway.nodes.api.id,
    region: aws.getRegionOutput().region,
  }).apply(({ names, queues, deadLetters, api, region }) => {
    const widget = chart(region);
    const ofFunctions = (metric: string, stat: string) =>
      names.map((name): Metric => ["AWS/Lambda", metric, "FunctionName", name, { stat }]);
    const ofQueues = (metric: string, named: string[]) =>
      named.map((name): Metric => ["AWS/SQS", metric, "QueueName", name, { stat: "Maximum" }]);
    const ages = scanned.map((provider): Metric => [namespace(), `ScanAge-${provider}`]);
    return JSON.stringify({
      widgets: [
        widget("Age of the last scan, s", ages),
        widget("Oldest unknown order, s", [[namespace(), "OldestUnknownOrder"]]),
        widget("Oldest message, s", ofQueues("ApproximateAgeOfOldestMessage", queues)),
        widget("Dead letters", ofQueues("ApproximateNumberOfMessagesVisible", deadLetters)),
        widget("Failed calls", ofFunctions("Errors", "Sum")),
        widget("Duration p99, ms", ofFunctions("Duration", "p99")),
        widget("Requests", [
          ["AWS/ApiGateway", "Count", "ApiId", api, { stat: "SampleCount" }],
          ["AWS/ApiGateway", "4xx", "ApiId", api, { stat: "Sum" }],
          ["AWS/ApiGateway", "5xx", "ApiId", api, { stat: "Sum" }],
        ]),
        widget("Answer p99, ms", [["AWS/ApiGateway", "Latency", "ApiId", api, { stat: "p99" }]]),
      ],
    });
  });
  return new aws.cloudwatch.Dashboard("Overview", { dashboardName: named("overview"), dashboardBody: body });
}

function chart(region: string) {
  return (title: string, metrics: Metric[]) => ({
    type: "metric",
    width: 12,
    height: 6,
    properties: { title, metrics, region, view: "timeSeries", stat: "Maximum", period: 60 },
  });
}
