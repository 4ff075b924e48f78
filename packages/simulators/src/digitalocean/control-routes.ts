export * as ControlRoutes from "./control-routes.ts";

import { Hono } from "hono";
import { Control } from "../control.ts";
import type { Store } from "../store.ts";
import { Account } from "./account.ts";
import { Droplet } from "./droplet.ts";
import { Region } from "./region.ts";
import { Settings } from "./settings.ts";
import { Size } from "./size.ts";
import type { State } from "./state.ts";
import { Token } from "./token.ts";

/**
 * The control API of DigitalOcean alone:
 * - `POST /accounts` `{ id?, status?, dropletLimit?, email?, … }` makes or replaces an account, `PATCH /accounts/:id`
 *   changes one, `DELETE /accounts/:id` makes its tokens worthless;
 * - `POST /tokens` `{ account, token, scopes? }` gives an account a token, with all scopes or these; `PATCH /tokens/:id`
 *   `{ scopes }`; `DELETE /tokens/:id` revokes it. A token itself is never answered;
 * - `POST /stock` makes a size, or several of an array: `{ slug, priceMonthly, regions, capacity, gpu, … }`;
 *   `PATCH /stock/:slug` changes one, `DELETE /stock/:slug` removes it, `GET /stock` lists them;
 * - `PATCH /regions/:slug` `{ available }` closes or opens a region;
 * - `GET /orders` lists every Droplet ever ordered, deleted ones too;
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

  const { Input, Patch } = Size;
  app.route(
    "/",
    Control.stock({
      store,
      Input,
      Patch,
      list: () => state.sizes.values(),
      put: (input) => Size.put(state, input),
      change: (slug, patch) => Size.change(state, slug, patch),
      remove: (slug) => state.sizes.delete(Size.get(state, slug).slug),
    }),
  );
  app.patch("/regions/:slug", async (c) => {
    const slug = c.req.param("slug");
    if (!Region.slugs.includes(slug)) throw Control.failure(404, `There is no region "${slug}".`);
    state.regions.put(slug, await Control.body(c, Region.Patch));
    return c.json(Region.shown(state, slug));
  });

  app.get("/orders", (c) =>
    c.json(state.droplets.values().map((droplet) => Droplet.summary(droplet, state.now()))),
  );
  app.route("/", Control.settings(state.settings, Settings.Fields));
  return app;
}
