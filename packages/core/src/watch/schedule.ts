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

/** Has the connection visited every few minutes, as many as given. A schedule that is there already stays as it is. */
export async function create(ctx: Context, target: Watch.Target, minutes: number): Promise<void> {
  const { group, target: arn, role } = ctx.settings.watches;
  const command = new CreateScheduleCommand({
    Name: target.connectionId,
    GroupName: group,
    ScheduleExpression: `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`,
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: arn,
      RoleArn: role,
      Input: JSON.stringify(target),
      // The next time brings the next one.
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    },
  });
  const client = await ctx.scheduler();
  await client.send(command).catch(unless(ConflictException));
}

/** Nothing changes where there is none. */
export async function remove(ctx: Context, connectionId: string): Promise<void> {
  const command = new DeleteScheduleCommand({ Name: connectionId, GroupName: ctx.settings.watches.group });
  const client = await ctx.scheduler();
  await client.send(command).catch(unless(ResourceNotFoundException));
}

function unless(expected: typeof ConflictException | typeof ResourceNotFoundException) {
  return (error: unknown) => {
    if (!(error instanceof expected)) throw error;
  };
}
