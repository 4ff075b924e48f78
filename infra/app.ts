import { API } from "@cloudco/functions/origin";
import { createAlarms } from "./alarms.ts";
import { createApi } from "./api.ts";
import { createDashboard } from "./dashboard.ts";
import { limitRoles } from "./defaults.ts";
import { watchErrors, watchFaults } from "./errors.ts";
import { createHealth } from "./health.ts";
import { createMail } from "./mail.ts";
import { createOrders } from "./orders.ts";
import { createReconcile } from "./reconcile.ts";
import { createScan } from "./scan.ts";
import { createGroup } from "./schedule.ts";
import { readSettings } from "./settings.ts";
import { createStorage } from "./storage.ts";
import { createVerify } from "./verify.ts";
import { createWatches } from "./watches.ts";

export function createApp() {
  const settings = readSettings(process.env, $app.stage);
  limitRoles();
  const alarms = createAlarms(settings);
  const storage = createStorage(settings);
  const group = createGroup();
  const { orders, order } = createOrders(settings, storage, alarms);
  const { checks, verify } = createVerify(storage, alarms);
  const scan = createScan(settings, storage, orders, group);
  const watches = createWatches(settings, storage, orders);
  const reconcile = createReconcile(storage, orders, checks, group, watches);
  const mail = createMail(settings);
  const { gateway, handler, auth, hosting } = createApi(settings, storage, orders, checks, watches, mail);
  const functions = [handler, order, verify, scan, watches.visits, reconcile];
  for (const fn of functions) watchErrors(alarms, fn);
  watchFaults(alarms, gateway);
  createHealth(alarms, functions, { order, reconcile, readers: [scan, watches.visits] });
  createDashboard({ functions, queues: [orders, checks], gateway });
  return {
    api: $interpolate`${hosting.origin}${API}`,
    issuer: auth.issuer,
    audience: auth.audience,
    dashboard: settings.dashboardOrigin ?? hosting.origin,
    dashboardBucket: hosting.bucket,
    dashboardDistribution: hosting.distribution,
    ...(mail ? { mailRecords: mail.records } : {}),
    table: storage.table.name,
    orders: orders.queue.url,
    ordersDeadLetters: orders.deadLetters.url,
    verify: checks.queue.url,
    verifyDeadLetters: checks.deadLetters.url,
  };
}
