import type { Context } from "@cloudco/core/context/context";
import type { Adapter } from "@cloudco/core/provider/provider";
import { intercepted } from "@cloudco/core/test/intercept";
import { around } from "@cloudco/providers/around";

/** A moment at which the process may die: before or after one call to the outside. */
export type Boundary = { index: number; call: string; when: "before" | "after" };

/** Waits at a boundary: at once to go on, never to die there. */
export type Gate = (boundary: Boundary) => Promise<void>;

/**
 * The same context and adapter, with every call to the database, the queue, the key service and the provider between
 * two boundaries. All of what an order does to the world happens between them.
 */
export function bounded(ctx: Context, adapter: Adapter, gate: Gate): { ctx: Context; adapter: Adapter } {
  let index = 0;
  const between = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    await gate({ index: index++, call, when: "before" });
    try {
      return await work();
    } finally {
      await gate({ index: index++, call, when: "after" });
    }
  };
  return {
    ctx: intercepted(ctx, (command, send) => between(command.constructor.name, send)),
    adapter: around(adapter, between),
  };
}
