import { createAuth } from "./auth.ts";
import { lambda } from "./defaults.ts";
import { createGateway } from "./gateway.ts";
import type { Mail } from "./mail.ts";
import { sealCredentials, send, table } from "./permissions.ts";
import type { Queue } from "./queue.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";
import { arrangeWatches, type Watches, watchesEnvironment } from "./watches.ts";

/** API Gateway waits no longer. */
const TIMEOUT = 29;

export function createApi(
  settings: Settings,
  storage: Storage,
  checks: Queue,
  watches: Watches,
  { origin, mail }: { origin: $util.Input<string>; mail: Mail },
) {
  const auth = createAuth(settings, origin, mail);
  const handler = lambda("Api", {
    handler: "api/handler",
    timeout: TIMEOUT,
    environment: {
      TABLE_NAME: storage.table.name,
      VERIFY_QUEUE_URL: checks.queue.url,
      CREDENTIALS_KEY: storage.key.arn,
      DEFAULT_PLAN: settings.defaultPlan,
      ...watchesEnvironment(watches),
      AUTH_ISSUER: auth.issuer,
      AUTH_AUDIENCE: auth.audience,
    },
    permissions: [
      ...table(storage, ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"], ["collection"]),
      sealCredentials(storage),
      send(checks.queue),
      ...arrangeWatches(watches),
    ],
  });
  const gateway = createGateway(origin, handler.fn, auth);
  return { gateway, handler, auth };
}
