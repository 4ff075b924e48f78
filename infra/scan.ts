import { lambda } from "./defaults.ts";
import { send, table } from "./permissions.ts";
import { type Queue, urlsOf } from "./queue.ts";
import { createSchedules, type Group, schedulesOf, timeoutOf } from "./schedule.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/** Reads what is public: it holds no right to the key at all. */
export function createScan(settings: Settings, storage: Storage, orders: Queue, group: Group) {
  const scan = lambda("Scan", {
    handler: "schedule/scan",
    timeout: timeoutOf("scan"),
    environment: {
      TABLE_NAME: storage.table.name,
      ...urlsOf(orders),
      DEFAULT_PLAN: settings.defaultPlan,
    },
    permissions: [
      ...table(storage, ["GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"], ["collection"]),
      send(orders.queue),
    ],
  });
  createSchedules(group, scan, schedulesOf("scan"));
  return scan;
}
