export * as HetznerSimulator from "./hetzner.ts";

import { Inbound } from "../inbound.ts";
import { Listing } from "../listing.ts";
import type { Reply } from "../reply.ts";
import { Simulator } from "../simulator.ts";
import type { Store } from "../store.ts";
import { ControlRoutes } from "./control-routes.ts";
import { Feed } from "./feed.ts";
import { Machine } from "./machine.ts";
import { Robot } from "./robot.ts";
import { State } from "./state.ts";

export interface Running extends Simulator.Running {
  /** The public auction feed, on the listener of the API. */
  readonly feedUrl: string;
}

/**
 * Starts a Hetzner of its own: the Robot webservice (https://robot.hetzner.com/doc/webservice/en.html), the public
 * auction feed, and a control API with which a test fills the stock and commands faults.
 * Rejects when a port is taken or the data file can't be opened.
 */
export async function start(options: Simulator.Options = {}): Promise<Running> {
  const running = await Simulator.run(provider, options);
  return { ...running, feedUrl: running.url + Feed.path };
}

function provider(store: Store.Handle, now: () => number): Simulator.Provider {
  const state = State.open(store, now);
  const robot = Robot.open(state);
  const feeds = {
    observed: Listing.of(state.machines, (machine) => Feed.observed(machine, now()), Feed.observedEnvelope),
    sample: Listing.of(state.machines, (machine) => Feed.sample(machine, now()), Feed.sampleEnvelope),
  };

  function feed(): Reply.Info {
    return { status: 200, contentType: "application/json", body: feeds[state.settings.get().feedForm]() };
  }

  return {
    answer: (request) =>
      request.method === "GET" && request.path === Feed.path ? feed() : robot.answer(request),
    rateLimited: robot.rateLimited,
    sellElsewhere(request) {
      Machine.sell(state, Number(Inbound.form(request).get("product_id")));
    },
    identify(request) {
      return state.accounts.get(Inbound.basic(request)?.user ?? "")?.user ?? null;
    },
    control: ControlRoutes.routes(state, store),
  };
}
