export * as Api from "./api.ts";

import { randomUUID } from "node:crypto";
import type { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import { Router } from "../router.ts";
import { Account } from "./account.ts";
import { Action } from "./action.ts";
import { DoReply } from "./do-reply.ts";
import { Droplet } from "./droplet.ts";
import { Image } from "./image.ts";
import { Key } from "./key.ts";
import { Limit } from "./limit.ts";
import { Order } from "./order.ts";
import { Region } from "./region.ts";
import { Size } from "./size.ts";
import type { State } from "./state.ts";
import { Token } from "./token.ts";

/** A request whose token is known and may do what it asks. */
export interface Call {
  readonly state: State.Info;
  readonly account: Account.Info;
  readonly token: Token.Info;
  readonly request: Inbound.Info;
  readonly params: Router.Params;
}

/** API v2, as its specification describes it. */
export interface Service {
  answer(request: Inbound.Info): Reply.Info;
  rateLimited(request: Inbound.Info): Reply.Info;
}

const keyList = "/v2/account/keys";
const find = Router.of([
  endpoint("GET", "/v2/account", "account:read", Account.show),
  endpoint("GET", "/v2/customers/my/balance", "billing:read", Account.balance),
  endpoint("GET", "/v2/sizes", "sizes:read", Size.list),
  endpoint("GET", "/v2/regions", "regions:read", Region.list),
  endpoint("GET", "/v2/images", "image:read", Image.list),
  endpoint("GET", keyList, "ssh_key:read", Key.list),
  endpoint("POST", keyList, "ssh_key:create", Key.create),
  endpoint("GET", "/v2/droplets", "droplet:read", Droplet.list),
  endpoint("POST", "/v2/droplets", "droplet:create", Order.place),
  endpoint("GET", "/v2/droplets/:id", "droplet:read", Droplet.show),
  endpoint("DELETE", "/v2/droplets/:id", "droplet:delete", Droplet.remove),
  endpoint("GET", "/v2/droplets/:id/destroy_with_associated_resources", "droplet:read", Droplet.associated),
  endpoint("GET", "/v2/droplets/:id/actions", "droplet:read", Action.listOf),
  endpoint("GET", "/v2/actions", "actions:read", Action.list),
  endpoint("GET", "/v2/actions/:id", "actions:read", Action.show),
]);

export function open(state: State.Info): Service {
  /** Nothing is public; a token counts its requests, those to nowhere too. */
  function decide(request: Inbound.Info, token: Token.Info | undefined): Reply.Info {
    const account = state.accounts.get(token?.account ?? "");
    if (token === undefined || account === undefined) return DoReply.unauthorized();
    const isKeyList = request.method === "GET" && request.path === keyList;
    const refused = Limit.check(state, token, isKeyList);
    if (refused !== null) return refused;
    const found = find(request);
    if (found === undefined) return DoReply.notFound();
    if (!Token.has(token, found.scope)) return DoReply.forbidden();
    return found.handle({ state, account, token, request, params: found.params });
  }

  function withHeaders(reply: Reply.Info, token: Token.Info | undefined): Reply.Info {
    const limits = token === undefined ? {} : Limit.headers(state, token);
    return { ...reply, headers: { "x-request-id": randomUUID(), ...limits, ...reply.headers } };
  }

  return {
    answer(request) {
      const token = Token.of(state, request);
      return withHeaders(decide(request, token), token);
    },
    rateLimited: (request) => withHeaders(Limit.refused(1), Token.of(state, request)),
  };
}

function endpoint(method: string, pathname: string, scope: string, handle: (call: Call) => Reply.Info) {
  return { method, pathname, scope, handle };
}
