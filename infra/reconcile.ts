import { lambda } from "./defaults.ts";
import { openCredentials, send, table } from "./permissions.ts";
import { type Queue, urlsOf } from "./queue.ts";
import { createSchedules, type Group, schedulesOf, timeoutOf } from "./schedule.ts";
import type { Storage } from "./storage.ts";
import { arrangeWatches, type Watches, watchesEnvironment } from "./watches.ts";

export function createReconcile(
  storage: Storage,
  orders: Queue,
  checks: Queue,
  group: Group,
  watches: Watches,
) {
  const reconcile = lambda("Reconcile", {
    handler: "schedule/reconcile",
    timeout: timeoutOf("reconcile"),
    environment: {
      TABLE_NAME: storage.table.name,
      ...urlsOf(orders, checks),
      ...watchesEnvironment(watches),
    },
    permissions: [
      ...table(storage, ["GetItem", "Query", "PutItem", "UpdateItem"], ["collection", "open"]),
      openCredentials(storage),
      send(orders.queue, checks.queue),
      ...arrangeWatches(watches),
    ],
  });
  createSchedules(group, reconcile, schedulesOf("reconcile"));
  return reconcile;
}
