import type { Alarms } from "./alarms.ts";
import { lambda } from "./defaults.ts";
import { openCredentials, receive, send, table } from "./permissions.ts";
import { createQueue, subscribe, urlsOf } from "./queue.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

export function createOrders(settings: Settings, storage: Storage, alarms: Alarms) {
  const orders = createQueue("orders", alarms);
  const order = lambda("Order", {
    handler: `queue/${orders.pipeline.function}`,
    timeout: orders.pipeline.timeout,
    environment: {
      TABLE_NAME: storage.table.name,
      ...urlsOf(orders),
      DEFAULT_PLAN: settings.defaultPlan,
    },
    permissions: [
      ...table(storage, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"]),
      openCredentials(storage),
      receive(orders.queue),
      send(orders.queue), // an unknown order is looked for again in a moment
    ],
  });
  subscribe(orders, order);
  return { orders, order };
}
