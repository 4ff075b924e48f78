export * as ScheduleExpression from "./schedule-expression.ts";

import { Cron } from "croner";
import { Protocol } from "../protocol.ts";

/** What a schedule's expression says; times are epoch milliseconds. */
export type ScheduleExpression =
  | { readonly kind: "at"; readonly timeMs: number }
  | { readonly kind: "rate"; readonly periodMs: number }
  | { readonly kind: "cron"; readonly cron: Cron };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads at(yyyy-mm-ddThh:mm:ss), rate(value unit) and cron(minutes hours day-of-month month day-of-week year) as
 * EventBridge Scheduler's user guide has them ("Schedule types"). Throws ValidationException.
 */
export function parse(expression: string, timezone = "UTC"): ScheduleExpression {
  const [, kind, body = ""] = /^(at|rate|cron)\(([^()]*)\)$/.exec(expression) ?? [];
  try {
    if (kind === "at") return parseAt(body, timezone);
    if (kind === "rate") return parseRate(body);
    if (kind === "cron") return parseCron(body, timezone);
  } catch (error) {
    throw invalid(`${expression} in ${timezone}: ${error instanceof Error ? error.message : error}`);
  }
  throw invalid(`${expression}: it is none of at(), rate() and cron()`);
}

/** The first occurrence at or after `fromMs`; `rateStartMs` is the rate's first. Undefined where none is left. */
export function next(
  expression: ScheduleExpression,
  fromMs: number,
  rateStartMs: number,
): number | undefined {
  switch (expression.kind) {
    case "at":
      return expression.timeMs >= fromMs ? expression.timeMs : undefined;
    case "rate": {
      const periods = Math.max(0, Math.ceil((fromMs - rateStartMs) / expression.periodMs));
      return rateStartMs + periods * expression.periodMs;
    }
    case "cron":
      return nextCron(expression.cron, fromMs);
  }
}

function parseAt(body: string, timezone: string): ScheduleExpression {
  const time =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body) && new Cron(body, { timezone }).nextRun(new Date(0));
  if (!time) throw new Error("a time is yyyy-mm-ddThh:mm:ss");
  return { kind: "at", timeMs: time.getTime() };
}

function parseRate(body: string): ScheduleExpression {
  const [, value, unit = ""] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(body) ?? [];
  const periodMs = Number(value) * (UNIT_MS[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(periodMs)) throw new Error("a rate is a whole number of minutes, hours or days");
  return { kind: "rate", periodMs };
}

/** Croner's 7 fields begin with seconds; with `alternativeWeekdays` Sunday is 1, as on AWS. */
function parseCron(body: string, timezone: string): ScheduleExpression {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`it has ${fields.length} fields, and needs 6`);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    throw new Error("one of day-of-month and day-of-week is ?, and the other is not");
  }
  const day = dayOfMonth === "?" ? "*" : dayOfMonth;
  // L alone is the last day of the week.
  const weekday = { "?": "*", L: "7" }[dayOfWeek ?? ""] ?? dayOfWeek;
  const cron = new Cron(`0 ${minutes} ${hours} ${day} ${month} ${weekday} ${year}`, {
    timezone,
    mode: "7-part",
    alternativeWeekdays: true,
    domAndDow: true,
    sloppyRanges: true,
    fixedTimeRule: "no-wildcard",
    paused: true,
  });
  // Croner looks at the timezone only when it computes.
  cron.nextRun();
  return { kind: "cron", cron };
}

/** AWS skips a local time that daylight saving leaves out; Croner moves it, to a time that does not match. */
function nextCron(cron: Cron, fromMs: number): number | undefined {
  let time = cron.nextRun(new Date(fromMs - 1));
  while (time && !cron.match(time)) time = cron.nextRun(time);
  return time?.getTime();
}

function invalid(reason: string): Protocol.AwsError {
  return new Protocol.AwsError("ValidationException", `Invalid Schedule Expression ${reason}`);
}
