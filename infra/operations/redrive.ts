import { parseArgs } from "node:util";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { type QueuePipeline, queues } from "@cloudco/functions/pipelines";

/** So that a thousand old messages don't meet a provider at once. */
const PER_SECOND = 5;

/**
 * Puts a queue's dead letters back into it. Safe at any time: what is settled stays settled, and a stale match is not
 * bought.
 * @param prefix of the queues' names: `cloudco-<stage>` on AWS
 * @param apply false: only says what would be done
 * @returns lines for the person
 */
export async function redrive(
  sqs: Pick<SQSClient, "send">,
  prefix: string,
  queue: QueuePipeline["queue"],
  apply: boolean,
): Promise<string[]> {
  const QueueName = `${prefix}-${queue}-dead-letters`;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"] }),
  );
  const count = Number(Attributes.ApproximateNumberOfMessages);
  const found = `${QueueName} holds about ${count} messages.`;
  if (count === 0) return [found, "There is nothing to do."];
  if (!apply) return [found, `Nothing was changed. Repeat it with --apply to send them to ${queue} again.`];
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: Attributes.QueueArn,
      MaxNumberOfMessagesPerSecond: PER_SECOND,
    }),
  );
  return [found, `SQS sends them to ${queue} again, ${PER_SECOND} a second.`];
}

const NAMES = queues.map(({ queue }) => queue);
const USAGE = `redrive --stage STAGE --queue ${NAMES.join("|")} [--apply]
AWS credentials and region come from the environment.`;

function read(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      stage: { type: "string" },
      queue: { type: "string" },
      apply: { type: "boolean", default: false },
    },
  });
  const queue = NAMES.find((name) => name === values.queue);
  if (!values.stage || !queue) throw new Error(USAGE);
  return { prefix: `cloudco-${values.stage}`, queue, apply: values.apply };
}

if (import.meta.main) {
  try {
    const { prefix, queue, apply } = read(process.argv.slice(2));
    for (const line of await redrive(new SQSClient({}), prefix, queue, apply)) console.log(line);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
