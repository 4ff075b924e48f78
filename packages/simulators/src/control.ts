export * as Control from "./control.ts";

import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import * as z from "zod";
import type { Clock } from "./clock.ts";
import { Fault } from "./fault.ts";
import type { Journal } from "./journal.ts";
import { Latency } from "./latency.ts";
import type { Store } from "./store.ts";

export interface World {
  readonly store: Store.Handle;
  readonly clock: Clock.Handle;
  readonly latency: Latency.Handle;
  readonly faults: Fault.Queue;
  readonly journal: Journal.Log;
}

const ClockInput = z.strictObject({ advanceSeconds: z.number().min(0) });
const Since = z.coerce.number("since is the number of an entry").int().min(0).default(0);

/** The control API that every provider simulator has: latency, faults, journal, clock, reset. */
export function routes(world: World): Hono {
  const app = new Hono();
  app.put("/latency", async (c) => {
    world.latency.set(await body(c, Latency.Input));
    return c.json(world.latency.get());
  });
  app.get("/faults", (c) => c.json(world.faults.list()));
  app.post("/faults", async (c) => c.json(world.faults.add(await body(c, Fault.Input)), 201));
  app.delete("/faults", (c) => {
    world.faults.clear();
    return c.body(null, 204);
  });
  app.get("/journal", (c) => c.json(world.journal.since(Since.parse(c.req.query("since")))));
  app.delete("/journal", (c) => {
    world.journal.clear();
    return c.body(null, 204);
  });
  app.post("/clock", async (c) => {
    world.clock.advance((await body(c, ClockInput)).advanceSeconds);
    return c.json({ now: world.clock.now() });
  });
  app.post("/reset", (c) => {
    world.store.transaction(() => {
      world.store.clear();
      world.journal.clear();
    });
    return c.body(null, 204);
  });
  app.notFound((c) => c.json({ error: `The control API has no ${c.req.method} ${c.req.path}.` }, 404));
  app.onError(answerError);
  return app;
}

/** GET /settings, and PUT /settings, which changes what is given and leaves the rest. */
export function settings<Fields extends z.ZodObject>(
  document: Store.Document<z.output<Fields>>,
  fields: Fields,
): Hono {
  const app = new Hono();
  const change = fields.partial();
  app.get("/settings", (c) => c.json(document.get()));
  app.put("/settings", async (c) => {
    const given = await body(c, change);
    document.set(fields.parse({ ...document.get(), ...given }));
    return c.json(document.get());
  });
  return app;
}

type Stock<Input extends z.ZodType, Patch extends z.ZodType> = {
  store: Store.Handle;
  Input: Input;
  Patch: Patch;
  list(): object;
  put(input: z.output<Input>): object;
  change(key: string, patch: z.output<Patch>): object;
  remove(key: string): void;
};

/** What a simulator sells. POST makes one, or all of an array or none; PATCH and DELETE take one by its key. */
export function stock<Input extends z.ZodType, Patch extends z.ZodType>(of: Stock<Input, Patch>): Hono {
  const app = new Hono();
  app.get("/stock", (c) => c.json(of.list()));
  app.post("/stock", async (c) => {
    const given = await json(c);
    const inputs = z.array(of.Input).parse([given].flat());
    const made = of.store.transaction(() => inputs.map(of.put));
    return c.json(Array.isArray(given) ? made : made[0], 201);
  });
  app.patch("/stock/:key", async (c) => c.json(of.change(c.req.param("key"), await body(c, of.Patch))));
  app.delete("/stock/:key", (c) => {
    of.remove(c.req.param("key"));
    return c.body(null, 204);
  });
  return app;
}

/** Reads a JSON body strictly. What does not fit is answered with 400 and what to change. */
export async function body<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse(await json(c));
}

/** Reads a JSON body of any shape. */
async function json(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    throw failure(400, `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** An error of the control API with a message for the person who called it. */
export function failure(status: 400 | 404 | 409, message: string): HTTPException {
  return new HTTPException(status, { message });
}

function answerError(error: Error, c: Context): Response {
  if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
  return c.json({ error: `The simulator itself failed: ${error.message}` }, 500);
}
