export * as Robot from "./robot.ts";

import { Inbound } from "../inbound.ts";
import { Listing } from "../listing.ts";
import { Reply } from "../reply.ts";
import { Router } from "../router.ts";
import type { Account } from "./account.ts";
import { Cancellation } from "./cancellation.ts";
import { Key } from "./key.ts";
import { Limit } from "./limit.ts";
import { Login } from "./login.ts";
import type { Machine } from "./machine.ts";
import { Order } from "./order.ts";
import { Product } from "./product.ts";
import { RobotReply } from "./robot-reply.ts";
import { Server } from "./server.ts";
import type { State } from "./state.ts";
import { Transaction } from "./transaction.ts";

/** A request whose login is right and whose endpoint is known. */
export interface Call {
  readonly state: State.Info;
  readonly account: Account.Info;
  readonly form: URLSearchParams;
  readonly params: Record<string, string | undefined>;
  /** The serialised product list with the prices of this account. */
  readonly productList: () => Buffer;
}

/** The Robot webservice, as its document describes it. */
export interface Service {
  answer(request: Inbound.Info): Reply.Info;
  rateLimited(request: Inbound.Info): Reply.Info;
}

const market = "/order/server_market";
const find = Router.of([
  endpoint("GET", "/server", Limit.perHour(200), Server.list),
  endpoint("GET", "/server/:number", Limit.perHour(200), Server.show),
  endpoint("GET", "/server/:number/cancellation", Limit.perHour(200), Cancellation.show),
  endpoint("POST", "/server/:number/cancellation", Limit.perHour(200), Cancellation.declare),
  endpoint("DELETE", "/server/:number/cancellation", Limit.perHour(200), Cancellation.revoke),
  endpoint("GET", "/key", Limit.perHour(500), Key.list),
  endpoint("POST", "/key", Limit.perHour(200), Key.create),
  endpoint("GET", "/order/currency", Limit.perHour(500), () => Reply.json(200, { currency: "EUR" })),
  endpoint("GET", `${market}/product`, Limit.perHour(500), Product.list),
  endpoint("GET", `${market}/product/:id`, Limit.perHour(500), Product.show),
  endpoint("GET", `${market}/transaction`, Limit.perHour(500), Transaction.list),
  endpoint("GET", `${market}/transaction/:id`, Limit.perHour(500), Transaction.show),
  endpoint("POST", `${market}/transaction`, Limit.perDay(20), Order.place),
]);

export function open(state: State.Info): Service {
  const lists = new Map<number, () => Buffer>();

  function productList(vatRate: number): () => Buffer {
    const item = (machine: Machine.Info) => Product.wrapped(machine, vatRate, state.now());
    const list = lists.get(vatRate) ?? Listing.of(state.machines, item, (items) => `[${items}]`);
    lists.set(vatRate, list);
    return list;
  }

  return {
    answer(request) {
      const account = Login.check(state, request);
      if (account === null) return Login.refused();
      const found = find(request);
      if (found === undefined)
        return RobotReply.notFound(`No such resource: ${request.method} ${request.path}`);
      const { limit, handle, name, params } = found;
      if (Limit.isExceeded(state, account.user, name, limit)) return Limit.refused(limit);
      return handle({
        state,
        account,
        form: Inbound.form(request),
        params,
        productList: productList(account.vatRate),
      });
    },
    rateLimited: (request) => Limit.refused(find(request)?.limit ?? Limit.perHour(200)),
  };
}

function endpoint(method: string, pathname: string, limit: Limit.Info, handle: (call: Call) => Reply.Info) {
  return { method, pathname, name: `${method} ${pathname}`, limit, handle };
}
