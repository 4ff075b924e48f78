export * as Api from "./api.ts";

import type { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import { Router } from "../router.ts";
import { Account } from "./account.ts";
import { BareMetal } from "./bare-metal.ts";
import { Instance } from "./instance.ts";
import { Key } from "./key.ts";
import { Limit } from "./limit.ts";
import { Machine } from "./machine.ts";
import { Order } from "./order.ts";
import { Os } from "./os.ts";
import { Plan } from "./plan.ts";
import { Region } from "./region.ts";
import type { State } from "./state.ts";
import { Token } from "./token.ts";
import { VultrReply } from "./vultr-reply.ts";

/** A request that needs no key. */
export interface PublicCall {
  readonly state: State.Info;
  readonly request: Inbound.Info;
  readonly params: Router.Params;
}

/** A request whose key is known and may do what it asks. */
export interface Call extends PublicCall {
  readonly account: Account.Info;
  readonly token: Token.Info;
}

// Which ACL a route needs is not documented. These are what their names suggest.
const find = Router.of([
  open("/v2/plans", Plan.list),
  open("/v2/plans-metal", Plan.listMetal),
  open("/v2/regions", Region.list),
  open("/v2/regions/:id/availability", Region.availability),
  open("/v2/os", Os.list),
  endpoint("GET", "/v2/account", null, Account.show),
  endpoint("GET", "/v2/ssh-keys", null, Key.list),
  endpoint("POST", "/v2/ssh-keys", "provisioning", Key.create),
  endpoint("GET", "/v2/instances", "subscriptions_view", Instance.list),
  endpoint("POST", "/v2/instances", "provisioning", Order.placeInstance),
  endpoint("GET", "/v2/instances/:id", "subscriptions_view", Instance.show),
  endpoint("DELETE", "/v2/instances/:id", "subscriptions", (call) => Machine.remove(call, "instance")),
  endpoint("GET", "/v2/bare-metals", "subscriptions_view", BareMetal.list),
  endpoint("POST", "/v2/bare-metals", "provisioning", Order.placeBareMetal),
  endpoint("GET", "/v2/bare-metals/:id", "subscriptions_view", BareMetal.show),
  endpoint("DELETE", "/v2/bare-metals/:id", "subscriptions", (call) => Machine.remove(call, "bare metal")),
]);

/** API v2, as its specification describes it. */
export function answer(state: State.Info, request: Inbound.Info): Reply.Info {
  const refused = Limit.check(state, request);
  if (refused !== null) return refused;
  const found = find(request);
  if (found?.isPublic) return found.handle({ state, request, params: found.params });

  const token = Token.of(state, request);
  const account = state.accounts.get(token?.account ?? "");
  if (token === undefined || account === undefined) return VultrReply.unauthorized();
  if (!token.ipAllowed) {
    const { ipRefusalStatus } = state.settings.get();
    return VultrReply.failure(ipRefusalStatus, `Unauthorized IP address: ${request.ip}`);
  }
  if (found === undefined) return VultrReply.notFound("Invalid API path.");
  if (found.acl !== null && !Token.has(token, found.acl)) return VultrReply.forbidden();
  return found.handle({ state, account, token, request, params: found.params });
}

function open(pathname: string, handle: (call: PublicCall) => Reply.Info) {
  return { method: "GET", pathname, isPublic: true as const, handle };
}

function endpoint(method: string, pathname: string, acl: string | null, handle: (call: Call) => Reply.Info) {
  return { method, pathname, isPublic: false as const, acl, handle };
}
