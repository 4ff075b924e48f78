// Guarantee: a schedule means here what it means to EventBridge, daylight saving included, and one that it would
// refuse is refused.

import { describe, expect, test } from "vitest";
import { ScheduleExpression } from "./schedule-expression.ts";

function occurrences(expression: string, from: string, timezone?: string, count = 3): string[] {
  const parsed = ScheduleExpression.parse(expression, timezone);
  const times: string[] = [];
  let fromMs = Date.parse(from);
  for (let index = 0; index < count; index += 1) {
    const time = ScheduleExpression.next(parsed, fromMs, Date.parse("2025-01-01T00:00:30Z"));
    if (time === undefined) break;
    times.push(new Date(time).toISOString().slice(0, 16));
    fromMs = time + 1;
  }
  return times;
}

describe("cron()", () => {
  // The examples of the user guide and of the cron reference of EventBridge.
  test.each([
    ["cron(0 10 * * ? *)", ["2025-01-01T10:00", "2025-01-02T10:00", "2025-01-03T10:00"]],
    ["cron(0/15 * * * ? *)", ["2025-01-01T00:00", "2025-01-01T00:15", "2025-01-01T00:30"]],
    ["cron(0 8 1 * ? *)", ["2025-01-01T08:00", "2025-02-01T08:00", "2025-03-01T08:00"]],
    ["cron(0 18 ? * MON-FRI *)", ["2025-01-01T18:00", "2025-01-02T18:00", "2025-01-03T18:00"]],
    ["cron(0 9 ? * 2#1 *)", ["2025-01-06T09:00", "2025-02-03T09:00", "2025-03-03T09:00"]],
    ["cron(15 10 ? * 6L 2025-2026)", ["2025-01-31T10:15", "2025-02-28T10:15", "2025-03-28T10:15"]],
    ["cron(0 8 ? * 1 *)", ["2025-01-05T08:00", "2025-01-12T08:00", "2025-01-19T08:00"]],
    ["cron(0 8 ? * L *)", ["2025-01-04T08:00", "2025-01-11T08:00", "2025-01-18T08:00"]],
    ["cron(0 8 L * ? *)", ["2025-01-31T08:00", "2025-02-28T08:00", "2025-03-31T08:00"]],
    ["cron(0 8 1W * ? *)", ["2025-01-01T08:00", "2025-02-03T08:00", "2025-03-03T08:00"]],
    ["cron(0 8 1 JAN ? 2026)", ["2026-01-01T08:00"]],
    ["cron(0 8 1 JAN ? 2024)", []],
  ])("%s", (expression, expected) => {
    expect(occurrences(expression, "2025-01-01T00:00:00Z")).toEqual(expected);
  });

  test("includes the moment it is asked from", () => {
    expect(occurrences("cron(0 10 * * ? *)", "2025-01-01T10:00:00.000Z", "UTC", 1)).toEqual([
      "2025-01-01T10:00",
    ]);
    expect(occurrences("cron(0 10 * * ? *)", "2025-01-01T10:00:00.001Z", "UTC", 1)).toEqual([
      "2025-01-02T10:00",
    ]);
  });

  test("keeps local time, skips one that daylight saving leaves out, and takes a repeated one once", () => {
    const berlin = (from: string) => occurrences("cron(30 2 * * ? *)", from, "Europe/Berlin");
    expect(berlin("2025-03-29T00:00:00Z")).toEqual([
      "2025-03-29T01:30",
      "2025-03-31T00:30",
      "2025-04-01T00:30",
    ]);
    expect(berlin("2025-10-25T00:00:00Z")).toEqual([
      "2025-10-25T00:30",
      "2025-10-26T00:30",
      "2025-10-27T01:30",
    ]);
  });
});

describe("rate()", () => {
  test.each([
    ["rate(1 minute)", "2025-01-01T00:01:00Z", ["2025-01-01T00:01", "2025-01-01T00:02", "2025-01-01T00:03"]],
    ["rate(5 minutes)", "2025-01-01T00:00:30Z", ["2025-01-01T00:00", "2025-01-01T00:05", "2025-01-01T00:10"]],
    ["rate(2 hours)", "2025-06-01T00:00:31Z", ["2025-06-01T02:00", "2025-06-01T04:00", "2025-06-01T06:00"]],
    ["rate(1 day)", "2024-01-01T00:00:00Z", ["2025-01-01T00:00", "2025-01-02T00:00", "2025-01-03T00:00"]],
  ])("%s counts from its start", (expression, from, expected) => {
    expect(occurrences(expression, from)).toEqual(expected);
  });
});

describe("at()", () => {
  test("is one time, in its time zone", () => {
    expect(occurrences("at(2025-07-01T12:00:00)", "2025-01-01T00:00:00Z", "Europe/Berlin")).toEqual([
      "2025-07-01T10:00",
    ]);
    expect(occurrences("at(2025-07-01T12:00:00)", "2025-07-01T12:00:01Z")).toEqual([]);
  });
});

describe("what is refused", () => {
  test.each([
    ["cron(0 10 * * *)", "needs 6"],
    ["cron(0 10 * * * *)", "one of day-of-month and day-of-week is ?"],
    ["cron(0 10 ? * ? *)", "one of day-of-month and day-of-week is ?"],
    ["cron(60 10 * * ? *)", "minute"],
    ["cron(a 10 * * ? *)", "illegal"],
    ["rate(0 minutes)", "whole number"],
    ["rate(1.5 hours)", "whole number"],
    ["rate(30 seconds)", "whole number"],
    ["at(tomorrow)", "yyyy-mm-ddThh:mm:ss"],
    ["every minute", "none of at(), rate() and cron()"],
    ["", "none of at(), rate() and cron()"],
  ])("%s", (expression, reason) => {
    expect(() => ScheduleExpression.parse(expression)).toThrow(
      expect.objectContaining({ type: "ValidationException", message: expect.stringContaining(reason) }),
    );
  });

  test.each(["cron(0 10 * * ? *)", "at(2025-07-01T12:00:00)"])("an unknown time zone: %s", (expression) => {
    expect(() => ScheduleExpression.parse(expression, "Europe/Nowhere")).toThrow(/Europe\/Nowhere/);
  });
});
