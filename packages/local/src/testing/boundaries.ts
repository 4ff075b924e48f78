import type { Context } from "@cloudco/core/context/context";
import type { Adapter } from "@cloudco/core/provider/provider";

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
    const result = await work();
    await gate({ index: index++, call, when: "after" });
    return result;
  };
  const client = <T extends object>(real: T): T =>
    new Proxy(real, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "send") return value.bind(target);
        return (command: object, ...rest: unknown[]) =>
          between(
            command.constructor.name,
            async () => await Reflect.apply(value, target, [command, ...rest]),
          );
      },
    });
  return {
    ctx: {
      ...ctx,
      table: { ...ctx.table, client: client(ctx.table.client) },
      kms: client(ctx.kms),
      sqs: client(ctx.sqs),
    },
    adapter: {
      descriptor: adapter.descriptor,
      verify: (...args) => between("verify", () => adapter.verify(...args)),
      inventory: (...args) => between("inventory", () => adapter.inventory(...args)),
      quote: (...args) => between("quote", () => adapter.quote(...args)),
      order: (...args) => between("order", () => adapter.order(...args)),
      find: (...args) => between("find", () => adapter.find(...args)),
    },
  };
}
