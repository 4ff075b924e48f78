export * as ControlRoutes from "./control-routes.ts";

import { Hono } from "hono";
import { Control } from "../control.ts";
import type { Store } from "../store.ts";
import { Account } from "./account.ts";
import { Machine } from "./machine.ts";
import { Plan } from "./plan.ts";
import { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import { Token } from "./token.ts";

/**
 * The control API of Vultr alone:
 * - `POST /accounts` `{ id?, paymentMethod?, balance?, email?, … }` makes or replaces an account, `PATCH /accounts/:id`
 *   changes one, `DELETE /accounts/:id` makes its keys worthless;
 * - `POST /tokens` `{ account, token, acls?, ipAllowed? }` gives an account an API key, with all ACLs or these;
 *   `PATCH /tokens/:id` `{ acls?, ipAllowed? }`; `DELETE /tokens/:id` revokes it. A key itself is never answered;
 * - `POST /stock` makes a plan, or several of an array: `{ id, type, monthlyCost, locations, locationCost, capacity, … }`,
 *   bare metal with `type: "vbm"`; `PATCH /stock/:id` changes one, `DELETE /stock/:id` removes it, `GET /stock` lists them;
 * - `GET /orders` lists every machine ever ordered, deleted ones too;
 * - `GET /settings`, `PUT /settings`: see `Settings.Fields`.
 */
export function routes(state: State.Info, store: Store.Handle): Hono {
  const app = new Hono();
  app.post("/accounts", async (c) => c.json(Account.put(state, await Control.body(c, Account.Input)), 201));
  app.patch("/accounts/:id", async (c) => {
    const patch = await Control.body(c, Account.Patch);
    return c.json(Account.change(state, c.req.param("id"), patch));
  });
  app.delete("/accounts/:id", (c) => {
    state.accounts.delete(Account.get(state, c.req.param("id")).id);
    return c.body(null, 204);
  });

  app.post("/tokens", async (c) => {
    const input = await Control.body(c, Token.Input);
    Account.get(state, input.account);
    return c.json(Token.put(state, input), 201);
  });
  app.patch("/tokens/:id", async (c) => {
    const patch = await Control.body(c, Token.Patch);
    return c.json(Token.change(state, c.req.param("id"), patch));
  });
  app.delete("/tokens/:id", (c) => {
    Token.revoke(state, c.req.param("id"));
    return c.body(null, 204);
  });

  const { Input, Patch } = Plan;
  app.route(
    "/",
    Control.stock({
      store,
      Input,
      Patch,
      list: () => state.plans.values(),
      put: (input) => Plan.put(state, input),
      change: (id, patch) => Plan.change(state, id, patch),
      remove: (id) => state.plans.delete(Plan.get(state, id).id),
    }),
  );

  app.get("/orders", (c) =>
    c.json(state.machines.values().map((machine) => Machine.summary(machine, state.now()))),
  );
  app.route("/", Control.settings(state.settings, Settings.Fields));
  return app;
}
