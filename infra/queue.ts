import { type QueuePipeline, queues, queueVariable } from "@cloudco/functions/pipelines";
import { type Alarms, alarm } from "./alarms.ts";
import { type Lambda, named } from "./defaults.ts";

const DAY = 86_400;
/** Batches that are handled at once. With a limit, Lambda never polls with fewer than five pollers, and so never slowly. */
const CONCURRENCY = 20;

const secured = { sqsManagedSseEnabled: true };

/** A declared queue with its dead letters, and the alarm that tells of them. */
export function createQueue(queue: QueuePipeline["queue"], alarms: Alarms) {
  const pipeline = queues.find((candidate) => candidate.queue === queue);
  if (!pipeline) throw new Error(`No pipeline is declared for the queue ${queue}.`);
  const name = queue.replace(/^./, (letter) => letter.toUpperCase());
  const deadLetters = new sst.aws.Queue(`${name}DeadLetters`, {
    transform: {
      queue: { ...secured, name: named(`${queue}-dead-letters`), messageRetentionSeconds: 14 * DAY },
    },
  });
  const main = new sst.aws.Queue(`${name}Queue`, {
    visibilityTimeout: `${pipeline.visibilityTimeout} seconds`,
    dlq: { queue: deadLetters.arn, retry: pipeline.maxReceiveCount },
    transform: { queue: { ...secured, name: named(queue) } },
  });
  refusePlaintext(`${name}Queue`, main);
  refusePlaintext(`${name}DeadLetters`, deadLetters);
  new aws.sqs.RedriveAllowPolicy(`${name}Redrive`, {
    queueUrl: deadLetters.url,
    redriveAllowPolicy: $jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [main.arn] }),
  });
  alarm(alarms, `${name}DeadLetters`, {
    alarmDescription: `A message of the queue ${queue} failed ${pipeline.maxReceiveCount} times and was put aside.`,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: deadLetters.nodes.queue.name },
    statistic: "Maximum",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    period: 60,
    evaluationPeriods: 1,
  });
  return { queue: main, deadLetters, pipeline };
}
export type Queue = ReturnType<typeof createQueue>;

/** Where a function finds the queues that it uses. */
export function urlsOf(...used: Queue[]): Record<string, $util.Output<string>> {
  return Object.fromEntries(used.map(({ queue, pipeline }) => [queueVariable(pipeline.queue), queue.url]));
}

export function subscribe({ queue, pipeline }: Queue, { fn }: Lambda) {
  queue.subscribe(fn.arn, {
    batch: { size: pipeline.batchSize, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: CONCURRENCY } } },
  });
}

function refusePlaintext(name: string, queue: sst.aws.Queue) {
  const policy = aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        effect: "Deny",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: ["sqs:*"],
        resources: [queue.arn],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ],
  });
  new aws.sqs.QueuePolicy(`${name}Policy`, { queueUrl: queue.url, policy: policy.json });
}
