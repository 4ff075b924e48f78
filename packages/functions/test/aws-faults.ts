import {
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  DecryptCommand,
  DisabledException,
  GenerateDataKeyCommand,
  KMSServiceException,
} from "@aws-sdk/client-kms";
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "@cloudco/core/context/context";
import { mockClient } from "aws-sdk-client-mock";

/** What a call of AWS can meet that no endpoint on this machine shows; all other calls go to the endpoint. */
type Fault = {
  error: Error;
  /** `after`: the call took effect, and its reply was lost. */
  when?: "before" | "after";
  /** How many calls it meets; all of them where left out. */
  times?: number;
  /** Only calls whose input, as JSON, holds this. */
  about?: string;
};

type Input = object;
// The overloads of the SDK's `send` say nothing here that the tests could use.
type Sends = { send(command: unknown): Promise<unknown> };
type Made = new (input: never) => unknown;

const COMMANDS = {
  table: [GetCommand, QueryCommand, UpdateCommand, TransactWriteCommand],
  kms: [DecryptCommand, GenerateDataKeyCommand],
  sqs: [SendMessageBatchCommand, SendMessageCommand, ChangeMessageVisibilityCommand],
} as const;

export type Aws = {
  /** Has calls of this command fail from now on. */
  fail(command: Made, fault: Fault): void;
  /** Every call reaches its endpoint again. */
  heal(): void;
  /** How many calls met a fault. */
  met(): number;
};

/** The clients of the context, of which a test can have calls fail. */
export function awsFaults(ctx: Context): Aws {
  const faults: { command: Made; fault: Fault; left: number }[] = [];
  let met = 0;
  const intercept = (client: Sends, commands: readonly Made[]) => {
    const send = client.send.bind(client);
    const mock = mockClient(client as never);
    for (const Command of commands) {
      const real = (input: Input) => send(new Command(input as never));
      mock.on(Command as never).callsFake(async (input: Input) => {
        const found = faults.find(
          ({ command, fault, left }) =>
            command === Command && left > 0 && JSON.stringify(input).includes(fault.about ?? ""),
        );
        if (!found) return await real(input);
        found.left -= 1;
        met += 1;
        if (found.fault.when === "after") await real(input);
        throw found.fault.error;
      });
    }
  };
  intercept(ctx.table.client as unknown as Sends, COMMANDS.table);
  intercept(ctx.kms as unknown as Sends, COMMANDS.kms);
  intercept(ctx.sqs as unknown as Sends, COMMANDS.sqs);
  return {
    fail: (command, fault) => faults.push({ command, fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    heal: () => faults.splice(0),
    met: () => met,
  };
}

const metadata = { $metadata: {} };

/** A transaction that was cancelled: the codes of its steps. */
export const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    ...metadata,
    message: "Transaction cancelled",
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

export const throttled = () =>
  new ProvisionedThroughputExceededException({ ...metadata, message: "Throughput exceeded" });

/** What the SDK throws once a call has not answered in time. */
export const unanswered = () => Object.assign(new Error("no answer in time"), { name: "TimeoutError" });

/** KMS has no class of its own for it. */
export const tooMany = () =>
  new KMSServiceException({
    ...metadata,
    name: "ThrottlingException",
    $fault: "client",
    message: "Rate exceeded",
  });

export const disabled = () => new DisabledException({ ...metadata, message: "The key is disabled." });
