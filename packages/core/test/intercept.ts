import type { Context } from "../src/context/context.ts";

/** Stands around one call to the database, the queue or the key service: may watch it, hold it up or never make it. */
export type Around = (command: object, send: () => Promise<unknown>) => Promise<unknown>;

/** The same context, with `around` about every call that its clients make. */
export function intercepted(ctx: Context, around: Around): Context {
  const client = <T extends object>(real: T): T =>
    new Proxy(real, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "send") return value.bind(target);
        return (command: object, ...rest: unknown[]) =>
          around(command, async () => await Reflect.apply(value, target, [command, ...rest]));
      },
    });
  return {
    ...ctx,
    table: { ...ctx.table, client: client(ctx.table.client) },
    kms: client(ctx.kms),
    sqs: client(ctx.sqs),
  };
}
