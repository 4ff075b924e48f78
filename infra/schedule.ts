import { type SchedulePipeline, schedules } from "@cloudco/functions/pipelines";
import { type Lambda, named } from "./defaults.ts";

/** The declared schedules of a function. */
export function schedulesOf(name: SchedulePipeline["function"]): readonly SchedulePipeline[] {
  return schedules.filter((schedule) => schedule.function === name);
}

/** Seconds that each of them gives the function. */
export function timeoutOf(name: SchedulePipeline["function"]): number {
  return Math.max(...schedulesOf(name).map((schedule) => schedule.timeout));
}

export function createGroup() {
  return new aws.scheduler.ScheduleGroup("Schedules", { name: named("schedules") });
}
export type Group = ReturnType<typeof createGroup>;

/**
 * A schedule per declared input, named by its first word, so that what joins it renames nothing. One that can't reach its
 * function is not repeated: the next minute brings the next.
 */
export function createSchedules(group: Group, { name, fn }: Lambda, declared: readonly SchedulePipeline[]) {
  for (const { expression, input } of declared) {
    const words = [name, ...Object.values(input).flatMap((value) => firstWord(value).split("-"))];
    const id = words.map((word) => word.replace(/^./, (letter) => letter.toUpperCase())).join("");
    new sst.aws.CronV2(`${id}Every`, {
      function: fn.arn,
      schedule: expression as `rate(${string})`,
      event: input,
      retries: 0,
      transform: {
        schedule: { groupName: group.name },
        role: { assumeRolePolicy: onlyFrom(group) },
      },
    });
  }
}

const firstWord = (value: string) => value.split(" ")[0] ?? "";

/** Scheduler assumes the role for schedules of our group, and for nobody else's. */
export function onlyFrom(group: Group) {
  const { accountId } = aws.getCallerIdentityOutput();
  return aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["scheduler.amazonaws.com"] }],
        conditions: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] },
          { test: "ArnEquals", variable: "aws:SourceArn", values: [group.arn] },
        ],
      },
    ],
  }).json;
}
