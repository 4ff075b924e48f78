import { createAuth } from "./auth.ts";
import { lambda } from "./defaults.ts";
import { addRoutes, createGateway } from "./gateway.ts";
import { createHosting, writeConfig } from "./hosting.ts";
import type { Mail } from "./mail.ts";
import { createOriginSecrets } from "./origin-secret.ts";
import { sealCredentials, send, table } from "./permissions.ts";
import { type Queue, urlsOf } from "./queue.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";
import { arrangeWatches, type Watches, watchesEnvironment } from "./watches.ts";

/** API Gateway waits no longer. */
const TIMEOUT = 29;

export function createApi(
  settings: Settings,
  storage: Storage,
  orders: Queue,
  checks: Queue,
  watches: Watches,
  mail: Mail,
) {
  const gateway = createGateway(settings);
  const secrets = createOriginSecrets(settings);
  const hosting = createHosting(settings, gateway.nodes.api.apiEndpoint, secrets);
  const auth = createAuth(settings, settings.dashboardOrigin ?? hosting.origin, mail);
  writeConfig(hosting, auth);
  const handler = lambda("Api", {
    handler: "api/handler",
    timeout: TIMEOUT,
    environment: {
      TABLE_NAME: storage.table.name,
      ...urlsOf(orders, checks),
      CREDENTIALS_KEY: storage.key.arn,
      DEFAULT_PLAN: settings.defaultPlan,
      ...watchesEnvironment(watches),
      AUTH_ISSUER: auth.issuer,
      AUTH_AUDIENCE: auth.audience,
      // Told once CloudFront sends the current one everywhere, so that no request is refused on the way.
      ORIGIN_SECRETS: $resolve([secrets.current, secrets.next, hosting.distribution]).apply((all) =>
        all.slice(0, 2).join(","),
      ),
    },
    permissions: [
      ...table(
        storage,
        ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
        ["collection"],
      ),
      sealCredentials(storage),
      send(orders.queue, checks.queue), // terminations, and checks of credentials
      ...arrangeWatches(watches),
    ],
  });
  addRoutes(gateway, handler.fn, settings);
  return { gateway, handler, auth, hosting };
}
