export * as OvhSimulator from "./ovh.ts";

import type { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import { Router } from "../router.ts";
import { Simulator } from "../simulator.ts";
import type { Store } from "../store.ts";
import { Checkout } from "./checkout.ts";
import { ControlRoutes } from "./control-routes.ts";
import { Credential } from "./credential.ts";
import { Endpoints } from "./endpoints.ts";
import { Installation } from "./installation.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Service } from "./service.ts";
import { State } from "./state.ts";

export interface Options extends Simulator.Options {
  /** Which installation it is: ovh-eu or ovh-ca. They share no account and no key. */
  readonly region: Installation.Region;
}

/**
 * Starts one of OVHcloud's installations: the API (https://eu.api.ovh.com/console/) as far as buying Eco servers needs it,
 * under `/1.0` and `/v1` of `url`, and a control API with which a test makes accounts, keys, plans and availabilities,
 * follows validation links and commands faults. Rejects when a port is taken or the data file can't be opened.
 */
export function start({ region, ...options }: Options): Promise<Simulator.Running> {
  return Simulator.run((store, now) => provider(Installation.of(region), store, now), options);
}

function provider(
  installation: Installation.Info,
  store: Store.Handle,
  now: () => number,
): Simulator.Provider {
  const state = State.open(installation, store, now);
  const find = Router.of(Endpoints.of(state));
  return {
    answer: (request) =>
      Service.withQueryId(
        state,
        isValidationPage(request) ? validationPage() : Service.answer(state, request, find),
      ),
    rateLimited: () => Service.withQueryId(state, OvhReply.rateLimited()),
    sellElsewhere: (request) => Checkout.sellElsewhere(state, request),
    identify: (request) => Credential.of(state, request)?.account ?? null,
    control: ControlRoutes.routes(state, store),
  };
}

/** Where a validation link leads. What the customer does there, a test does at the control API. */
function isValidationPage({ method, path }: Inbound.Info): boolean {
  return method === "GET" && path === "/auth/";
}

function validationPage(): Reply.Info {
  const text = "Log in to authorise the application: POST /validations at the control API does it.";
  return { status: 200, contentType: "text/html; charset=utf-8", body: `<!DOCTYPE html><p>${text}</p>` };
}
