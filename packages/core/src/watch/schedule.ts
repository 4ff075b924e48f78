export * as Schedule from "./schedule.ts";

import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-scheduler";
import type { Context } from "../context/context.ts";
import type { Watch } from "./watch.ts";

// Loaded where it is needed alone: the functions that arrange nothing have no use for Scheduler's client.

/** Scheduler's shortest. */
const EXPRESSION = "rate(1 minute)";
/** Somebody may wait for the answer of the API. */
const TIMEOUT_MS = 5_000;

/** Has the connection scanned every minute. Nothing changes where it is already. */
export async function create(ctx: Context, target: Watch.Target): Promise<void> {
  const { group, target: arn, role } = ctx.settings.watches;
  const command = new CreateScheduleCommand({
    Name: target.connectionId,
    GroupName: group,
    ScheduleExpression: EXPRESSION,
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: arn,
      RoleArn: role,
      Input: JSON.stringify(target),
      // The next minute brings the next one.
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    },
  });
  const client = await ctx.scheduler();
  await client
    .send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    .catch(unless(ConflictException));
}

/** Nothing changes where there is none. */
export async function remove(ctx: Context, connectionId: string): Promise<void> {
  const command = new DeleteScheduleCommand({ Name: connectionId, GroupName: ctx.settings.watches.group });
  const client = await ctx.scheduler();
  await client
    .send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    .catch(unless(ResourceNotFoundException));
}

function unless(expected: typeof ConflictException | typeof ResourceNotFoundException) {
  return (error: unknown) => {
    if (!(error instanceof expected)) throw error;
  };
}
