import { visit } from "@cloudco/functions/pipelines";
import { lambda, named } from "./defaults.ts";
import { openCredentials, type Permission, send, table } from "./permissions.ts";
import { type Queue, urlsOf } from "./queue.ts";
import { type Group, onlyFrom } from "./schedule.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/**
 * What reads an inventory that only an account's own token can read, called by a schedule of each such connection. The
 * schedules are made and ended at run time (packages/core/src/watch), in a group of their own.
 */
export function createWatches(settings: Settings, storage: Storage, orders: Queue) {
  const group = new aws.scheduler.ScheduleGroup("Watches", { name: named("watches") });
  const visits = lambda("Visit", {
    handler: `schedule/${visit.function}`,
    timeout: visit.timeout,
    environment: {
      TABLE_NAME: storage.table.name,
      ...urlsOf(orders),
      DEFAULT_PLAN: settings.defaultPlan,
      WATCHES_GROUP: group.name,
    },
    permissions: [
      ...table(
        storage,
        ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
        ["collection"],
      ),
      openCredentials(storage),
      send(orders.queue),
      onSchedules(group, "DeleteSchedule"), // its own, once there is no reason to go on
    ],
  });
  const role = new aws.iam.Role("WatchesRole", {
    name: named("watches"),
    assumeRolePolicy: onlyFrom(group),
    inlinePolicies: [
      {
        name: "invoke",
        policy: aws.iam.getPolicyDocumentOutput({
          statements: [{ actions: ["lambda:InvokeFunction"], resources: [visits.fn.arn] }],
        }).json,
      },
    ],
  });
  return { group, visits, role };
}
export type Watches = ReturnType<typeof createWatches>;

/** What a function that arranges watches is told. */
export function watchesEnvironment({ group, visits, role }: Watches) {
  return { WATCHES_GROUP: group.name, WATCHES_TARGET_ARN: visits.fn.arn, WATCHES_ROLE_ARN: role.arn };
}

/** The right to make and end the schedules of connections, and those alone; they can call nothing but Visit. */
export function arrangeWatches({ group, role }: Watches): Permission[] {
  return [
    onSchedules(group, "CreateSchedule", "DeleteSchedule"),
    {
      actions: ["iam:PassRole"],
      resources: [role.arn],
      conditions: [
        { test: "StringEquals", variable: "iam:PassedToService", values: ["scheduler.amazonaws.com"] },
      ],
    },
  ];
}

/** A schedule is named by its connection, which nobody knows beforehand. */
function onSchedules({ arn }: Group, ...verbs: ("CreateSchedule" | "DeleteSchedule")[]): Permission {
  return {
    actions: verbs.map((verb) => `scheduler:${verb}`),
    resources: [$interpolate`${arn.apply((text) => text.replace(":schedule-group/", ":schedule/"))}/con_*`],
  };
}
