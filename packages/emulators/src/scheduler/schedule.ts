export * as Schedule from "./schedule.ts";

import * as z from "zod";
import { Protocol } from "../protocol.ts";
import { ScheduleExpression } from "./schedule-expression.ts";

export const Name = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/, "must be 1 to 64 of 0-9 a-z A-Z - _ .");

const RetryPolicy = z.object({
  MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
  MaximumRetryAttempts: z.int().min(0).max(185).default(185),
});

/** What CreateSchedule and UpdateSchedule say, with AWS's defaults; dates are epoch seconds. */
export const Definition = z
  .object({
    ScheduleExpression: z.string().max(256),
    ScheduleExpressionTimezone: z.string().max(50).default("UTC"),
    StartDate: z.number().optional(),
    EndDate: z.number().optional(),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    ActionAfterCompletion: z.enum(["NONE", "DELETE"]).default("NONE"),
    Description: z.string().max(512).optional(),
    KmsKeyArn: z.string().max(2048).optional(),
    FlexibleTimeWindow: z.object({
      Mode: z.enum(["OFF", "FLEXIBLE"]),
      MaximumWindowInMinutes: z.int().min(1).max(1440).optional(),
    }),
    Target: z.looseObject({
      Arn: z.string().min(1).max(1600),
      RoleArn: z.string().min(1).max(1600),
      Input: z.string().min(1).optional(),
      RetryPolicy: RetryPolicy.prefault({}),
      DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
    }),
  })
  .refine(({ StartDate = 0, EndDate = Infinity }) => StartDate < EndDate, "EndDate must be after StartDate");
export type Definition = z.infer<typeof Definition>;

/** Throws ValidationException, for a one-time schedule in the past too. */
export function parse(body: unknown, nowMs: number): Definition {
  const definition = Protocol.parse(Definition, body);
  const expression = ScheduleExpression.parse(
    definition.ScheduleExpression,
    definition.ScheduleExpressionTimezone,
  );
  if (expression.kind === "at" && expression.timeMs < nowMs) {
    throw new Protocol.AwsError("ValidationException", `${definition.ScheduleExpression} is in the past.`);
  }
  return definition;
}

/**
 * The first firing at or after `fromMs`, undefined where there is none. A rate counts from its StartDate, else from
 * the schedule's creation, and so fires at once. A flexible window is always opened at its beginning.
 */
export function nextMs(definition: Definition, fromMs: number, createdAtMs: number): number | undefined {
  if (definition.State === "DISABLED") return undefined;
  const expression = ScheduleExpression.parse(
    definition.ScheduleExpression,
    definition.ScheduleExpressionTimezone,
  );
  // AWS ignores both dates for one-time schedules.
  if (expression.kind === "at") return ScheduleExpression.next(expression, fromMs, createdAtMs);
  const startMs = definition.StartDate === undefined ? undefined : definition.StartDate * 1000;
  const time = ScheduleExpression.next(
    expression,
    Math.max(fromMs, startMs ?? fromMs),
    startMs ?? createdAtMs,
  );
  const endMs = (definition.EndDate ?? Infinity) * 1000;
  return time === undefined || time > endMs ? undefined : time;
}

/** Whether both fire at the same times. */
export function sameTimes(one: Definition, other: Definition): boolean {
  const times = (of: Definition) =>
    JSON.stringify([
      of.ScheduleExpression,
      of.ScheduleExpressionTimezone,
      of.StartDate,
      of.EndDate,
      of.State,
    ]);
  return times(one) === times(other);
}
