import type { Alarms } from "./alarms.ts";
import { lambda } from "./defaults.ts";
import { openCredentials, receive, send, table } from "./permissions.ts";
import { createQueue, subscribe } from "./queue.ts";
import type { Storage } from "./storage.ts";

export function createVerify(storage: Storage, alarms: Alarms) {
  const checks = createQueue("verify", alarms);
  const verify = lambda("Verify", {
    handler: "verify",
    timeout: checks.pipeline.timeout,
    environment: { TABLE_NAME: storage.table.name, VERIFY_QUEUE_URL: checks.queue.url },
    permissions: [
      ...table(storage, ["GetItem", "Query", "PutItem", "UpdateItem"]),
      openCredentials(storage),
      receive(checks.queue),
      send(checks.queue), // a check that has to wait for its turn
    ],
  });
  subscribe(checks, verify);
  return { checks, verify };
}
