import type { Alarms } from "./alarms.ts";
import { lambda } from "./defaults.ts";
import { openCredentials, receive, sealCredentials, send, table } from "./permissions.ts";
import { createQueue, subscribe, urlsOf } from "./queue.ts";
import type { Storage } from "./storage.ts";

export function createVerify(storage: Storage, alarms: Alarms) {
  const checks = createQueue("verify", alarms);
  const verify = lambda("Verify", {
    handler: `queue/${checks.pipeline.function}`,
    timeout: checks.pipeline.timeout,
    environment: {
      TABLE_NAME: storage.table.name,
      ...urlsOf(checks),
      CREDENTIALS_KEY: storage.key.arn,
    },
    permissions: [
      ...table(storage, ["GetItem", "Query", "PutItem", "UpdateItem"]),
      openCredentials(storage),
      sealCredentials(storage), // a key that the provider issued
      receive(checks.queue),
      send(checks.queue), // a check that has to wait for its turn, or for the customer
    ],
  });
  subscribe(checks, verify);
  return { checks, verify };
}
