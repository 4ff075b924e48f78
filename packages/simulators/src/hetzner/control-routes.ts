export * as ControlRoutes from "./control-routes.ts";

import { type Context, Hono } from "hono";
import * as z from "zod";
import { Control } from "../control.ts";
import type { Store } from "../store.ts";
import { Account } from "./account.ts";
import { Machine } from "./machine.ts";
import { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import { Transaction } from "./transaction.ts";

/** The control API of Hetzner alone: accounts, the auction's stock, what was ordered, settings. */
export function routes(state: State.Info, store: Store.Handle): Hono {
  const app = new Hono();
  app.post("/accounts", async (c) => c.json(Account.put(state, await Control.body(c, Account.Input)), 201));
  app.delete("/accounts/:user", (c) => {
    const user = c.req.param("user");
    if (!state.accounts.delete(user)) throw Control.failure(404, `There is no account "${user}".`);
    return c.body(null, 204);
  });

  app.get("/stock", (c) => c.json(state.machines.values()));
  app.post("/stock", async (c) => {
    const given = await Control.json(c);
    const inputs = z.array(Machine.Input).parse([given].flat());
    const listed = store.transaction(() => inputs.map((input) => Machine.list(state, input)));
    return c.json(Array.isArray(given) ? listed : listed[0], 201);
  });
  app.patch("/stock/:id", async (c) => {
    const patch = await Control.body(c, Machine.Patch);
    return c.json(Machine.change(state, machineId(c), patch));
  });
  app.delete("/stock/:id", (c) => {
    const id = machineId(c);
    if (!state.machines.delete(id)) throw Control.failure(404, `Machine ${id} is not on offer.`);
    return c.body(null, 204);
  });

  app.get("/orders", (c) => c.json(state.transactions.values().map((order) => summary(order, state.now()))));
  app.route("/", Control.settings(state.settings, Settings.Fields));
  return app;
}

function machineId(c: Context): number {
  const text = c.req.param("id") ?? "";
  if (!/^\d+$/.test(text)) throw Control.failure(400, `"${text}" is not the id of a machine.`);
  return Number(text);
}

/** What a test wants to know of an order: whose, what, at which net price, and when by the wall clock. */
function summary(order: Transaction.Info, now: number): object {
  return {
    id: order.id,
    account: order.user,
    productId: order.machine.id,
    status: Transaction.status(order, now),
    test: order.isTest,
    priceCents: order.machine.priceCents,
    setupCents: order.machine.setupCents,
    addons: order.addons,
    at: order.at,
  };
}
