export * as DigitalOceanSimulator from "./digitalocean.ts";

import { Simulator } from "../simulator.ts";
import type { Store } from "../store.ts";
import { Api } from "./api.ts";
import { ControlRoutes } from "./control-routes.ts";
import { Order } from "./order.ts";
import { State } from "./state.ts";
import { Token } from "./token.ts";

/**
 * Starts a DigitalOcean of its own: API v2 (https://docs.digitalocean.com/reference/api/) as far as buying Droplets
 * needs it, under `/v2` of `url`, and a control API with which a test makes accounts, tokens and sizes and commands
 * faults. Rejects when a port is taken or the data file can't be opened.
 */
export function start(options: Simulator.Options = {}): Promise<Simulator.Running> {
  return Simulator.run(provider, options);
}

function provider(store: Store.Handle, now: () => number): Simulator.Provider {
  const state = State.open(store, now);
  const api = Api.open(state);
  return {
    answer: api.answer,
    rateLimited: api.rateLimited,
    sellElsewhere: (request) => Order.sellElsewhere(state, request),
    identify: (request) => Token.of(state, request)?.account ?? null,
    control: ControlRoutes.routes(state, store),
  };
}
