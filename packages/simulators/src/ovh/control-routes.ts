export * as ControlRoutes from "./control-routes.ts";

import { Hono } from "hono";
import { Control } from "../control.ts";
import type { Store } from "../store.ts";
import { Account } from "./account.ts";
import { Application } from "./application.ts";
import { Availability } from "./availability.ts";
import { Credential } from "./credential.ts";
import { Order } from "./order.ts";
import { Plan } from "./plan.ts";
import { Settings } from "./settings.ts";
import type { State } from "./state.ts";

/**
 * The control API of OVHcloud alone:
 * - `POST /accounts` `{ id?, subsidiary?, paymentMethod?, ordering?, kycValidated?, … }` makes or replaces an account,
 *   `PATCH /accounts/:id` changes one, `DELETE /accounts/:id` makes its consumer keys worthless;
 * - `POST /applications` `{ key, secret }` registers an application, `DELETE /applications/:key` removes it;
 * - `POST /credentials` `{ application, account, consumerKey, rules?, status?, expiresInSeconds?, allowedIPs? }` makes a
 *   consumer key, with every right or these; `PATCH /credentials/:id` changes it. Keys and secrets are never answered;
 * - `POST /validations` `{ url, account, answer?, expiresInSeconds? }` follows the validation link of a POST
 *   /auth/credential and logs in as the account;
 * - `POST /stock` makes a plan with its availabilities, or several of an array: `{ planCode, cents, setupCents, families,
 *   datacenters, availability, … }`; `PATCH /stock/:planCode` changes its prices, `DELETE /stock/:planCode` removes it,
 *   `GET /stock` lists them;
 * - `PUT /availability` `{ planCode, memory?, storage?, datacenter?, availability, left? }` sets what the combinations that
 *   fit are; `GET /availability` lists all, with how many are left;
 * - `GET /orders` lists every order, `DELETE /orders/:id` calls one off; `GET /emails` what the customers were sent;
 * - `GET /settings`, `PUT /settings`: see `Settings.Fields`.
 */
export function routes(state: State.Info, store: Store.Handle): Hono {
  const app = new Hono();
  customers(app, state);
  stock(app, state, store);
  app.get("/orders", (c) => c.json(state.orders.values().map((order) => Order.summary(order, state.now()))));
  app.delete("/orders/:id", (c) => {
    Order.callOff(state, c.req.param("id"));
    return c.body(null, 204);
  });
  app.get("/emails", (c) => c.json(state.emails.values()));
  app.route("/", Control.settings(state.settings, Settings.Fields));
  return app;
}

function customers(app: Hono, state: State.Info): void {
  app.post("/accounts", async (c) => c.json(Account.put(state, await Control.body(c, Account.Input)), 201));
  app.patch("/accounts/:id", async (c) => {
    const patch = await Control.body(c, Account.Patch);
    return c.json(Account.change(state, c.req.param("id"), patch));
  });
  app.delete("/accounts/:id", (c) => {
    state.accounts.delete(Account.get(state, c.req.param("id")).id);
    return c.body(null, 204);
  });

  app.post("/applications", async (c) =>
    c.json(Application.put(state, await Control.body(c, Application.Input)), 201),
  );
  app.delete("/applications/:key", (c) => {
    Application.remove(state, c.req.param("key"));
    return c.body(null, 204);
  });
  app.post("/credentials", async (c) => {
    const input = await Control.body(c, Credential.Input);
    Account.get(state, input.account);
    if (state.applications.get(input.application) === undefined) {
      throw Control.failure(404, "There is no application of this key.");
    }
    return c.json(Credential.put(state, input), 201);
  });
  app.patch("/credentials/:id", async (c) => {
    const patch = await Control.body(c, Credential.Patch);
    return c.json(Credential.change(state, Number(c.req.param("id")), patch));
  });
  app.post("/validations", async (c) => {
    const input = await Control.body(c, Credential.Click);
    Account.get(state, input.account);
    return c.json(Credential.click(state, input));
  });
}

function stock(app: Hono, state: State.Info, store: Store.Handle): void {
  const { Input, Patch } = Plan;
  app.route(
    "/",
    Control.stock({
      store,
      Input,
      Patch,
      list: () => state.plans.values(),
      put: (input) => Plan.put(state, input),
      change: (planCode, patch) => Plan.change(state, planCode, patch),
      remove: (planCode) => Plan.remove(state, planCode),
    }),
  );
  app.get("/availability", (c) => c.json(state.availabilities.values()));
  app.put("/availability", async (c) => {
    const input = await Control.body(c, Availability.Input);
    return c.json(store.transaction(() => Availability.change(state, input)));
  });
}
