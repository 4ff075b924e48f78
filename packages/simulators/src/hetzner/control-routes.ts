export * as ControlRoutes from "./control-routes.ts";

import { Hono } from "hono";
import { Control } from "../control.ts";
import type { Store } from "../store.ts";
import { Account } from "./account.ts";
import { Machine } from "./machine.ts";
import { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import { Transaction } from "./transaction.ts";

/** The control API of Hetzner alone: accounts, the auction's stock, what was ordered (and to call it off), settings. */
export function routes(state: State.Info, store: Store.Handle): Hono {
  const app = new Hono();
  app.post("/accounts", async (c) => c.json(Account.put(state, await Control.body(c, Account.Input)), 201));
  app.delete("/accounts/:user", (c) => {
    const user = c.req.param("user");
    if (!state.accounts.delete(user)) throw Control.failure(404, `There is no account "${user}".`);
    return c.body(null, 204);
  });

  const { Input, Patch } = Machine;
  app.route(
    "/",
    Control.stock({
      store,
      Input,
      Patch,
      list: () => state.machines.values(),
      put: (input) => Machine.list(state, input),
      change: (key, patch) => Machine.change(state, machineId(key), patch),
      remove: (key) => {
        const id = machineId(key);
        if (!state.machines.delete(id)) throw Control.failure(404, `Machine ${id} is not on offer.`);
      },
    }),
  );

  app.get("/orders", (c) => c.json(state.transactions.values().map((order) => summary(state, order))));
  app.delete("/orders/:id", (c) => {
    Transaction.callOff(state, c.req.param("id"));
    return c.body(null, 204);
  });
  app.route("/", Control.settings(state.settings, Settings.Fields));
  return app;
}

function machineId(text: string): number {
  if (!/^\d+$/.test(text)) throw Control.failure(400, `"${text}" is not the id of a machine.`);
  return Number(text);
}

/** What a test wants to know of an order: whose, what, at which net price, when by the wall clock, and what shows it. */
function summary(state: State.Info, order: Transaction.Info): object {
  return {
    id: order.id,
    account: order.user,
    productId: order.machine.id,
    status: Transaction.status(order, state.now()),
    test: order.isTest,
    priceCents: order.machine.priceCents,
    setupCents: order.machine.setupCents,
    addons: order.addons,
    at: order.at,
    listedAt: order.listedAt,
    shownUntil: state.sold.get(order.machine.id)?.shownUntil ?? null,
  };
}
