import { createAlarms } from "./alarms.ts";
import { createApi } from "./api.ts";
import { createDashboard } from "./dashboard.ts";
import { limitRoles } from "./defaults.ts";
import { watchErrors, watchFaults } from "./errors.ts";
import { createHealth } from "./health.ts";
import { createOrders } from "./orders.ts";
import { createReconcile } from "./reconcile.ts";
import { createScan } from "./scan.ts";
import { createGroup } from "./schedule.ts";
import { readSettings } from "./settings.ts";
import { createStorage } from "./storage.ts";
import { createVerify } from "./verify.ts";

export function createApp() {
  const settings = readSettings(process.env, $app.stage);
  limitRoles();
  const alarms = createAlarms(settings);
  const storage = createStorage(settings);
  const group = createGroup();
  const { orders, order } = createOrders(settings, storage, alarms);
  const { checks, verify } = createVerify(storage, alarms);
  const scan = createScan(settings, storage, orders, group);
  const reconcile = createReconcile(storage, orders, checks, group);
  const { gateway, handler, auth } = createApi(settings, storage, checks);
  const functions = [handler, order, verify, scan, reconcile];
  for (const fn of functions) watchErrors(alarms, fn);
  watchFaults(alarms, gateway);
  createHealth(alarms, { order, reconcile });
  createDashboard({ functions, queues: [orders, checks], gateway });
  return {
    api: gateway.url,
    issuer: auth.issuer,
    audience: auth.audience,
    table: storage.table.name,
    orders: orders.queue.url,
    ordersDeadLetters: orders.deadLetters.url,
    verify: checks.queue.url,
    verifyDeadLetters: checks.deadLetters.url,
  };
}
