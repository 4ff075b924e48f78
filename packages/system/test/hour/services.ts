import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { EventSource } from "@cloudco/emulators/event-source";
import type { VirtualTime } from "./virtual-time.ts";

export type Event = ReturnType<typeof EventSource.batch>;

/** From a queue to its function. */
const DELIVERY_MS = 20;

/** The queues: every message is delivered once, at its time, to as many invocations as it takes. */
export function queues(
  time: VirtualTime,
  deliver: (queueUrl: string, event: Event) => Promise<void>,
): SQSClient {
  const send = async (command: object) => {
    const messages =
      command instanceof SendMessageCommand
        ? [command.input]
        : command instanceof SendMessageBatchCommand
          ? (command.input.Entries ?? []).map((entry) => ({ ...entry, QueueUrl: command.input.QueueUrl }))
          : [];
    for (const { QueueUrl = "", MessageBody = "", DelaySeconds = 0 } of messages) {
      time.start(
        () => deliver(QueueUrl, EventSource.batch([{ Body: MessageBody }], QueueUrl)),
        DELIVERY_MS + DelaySeconds * 1000,
      );
    }
    return {};
  };
  return { send } as unknown as SQSClient;
}

/** The schedules of connections: each calls at once and then every so many minutes, until it is deleted. */
export function schedules(time: VirtualTime, call: (input: string) => Promise<void>): SchedulerClient {
  const alive = new Set<string>();
  const send = async (command: object) => {
    if (command instanceof DeleteScheduleCommand) alive.delete(command.input.Name ?? "");
    if (!(command instanceof CreateScheduleCommand)) return {};
    const { Name = "", ScheduleExpression = "", Target } = command.input;
    if (alive.has(Name)) return {};
    alive.add(Name);
    const everyMs = Number(/^rate\((\d+) minutes?\)$/.exec(ScheduleExpression)?.[1]) * 60_000;
    const fire = () => {
      if (!alive.has(Name)) return;
      time.start(() => call(Target?.Input ?? ""));
      time.start(async () => fire(), everyMs);
    };
    fire();
    return {};
  };
  return { send } as unknown as SchedulerClient;
}
