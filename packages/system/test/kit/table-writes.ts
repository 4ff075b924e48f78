import type { Context } from "@cloudco/core/context/context";
import { intercepted } from "@cloudco/core/test/intercept";

type Keyed = { Key?: { sk?: string }; Item?: { sk?: string } };
type Input = Keyed & { TransactItems?: { Put?: Keyed; Update?: Keyed; Delete?: Keyed }[] };

const WRITES = new Set(["PutCommand", "UpdateCommand", "DeleteCommand", "TransactWriteCommand"]);

/** The sort keys that a command writes, once for each time. */
export function written(command: object): string[] {
  if (!WRITES.has(command.constructor.name)) return [];
  const { input } = command as { input: Input };
  const single = input.Key || input.Item ? [input] : [];
  const steps = (input.TransactItems ?? []).flatMap(
    ({ Put, Update, Delete }) => Put ?? Update ?? Delete ?? [],
  );
  return [...single, ...steps].map(({ Item, Key }) => String((Item ?? Key)?.sk));
}

/** The same context, and the sort keys of everything that was tried to be written with it since it was last asked. */
export function recorded(ctx: Context): { ctx: Context; writes(): string[] } {
  let keys: string[] = [];
  return {
    ctx: intercepted(ctx, (command, send) => {
      keys.push(...written(command));
      return send();
    }),
    writes: () => {
      const all = keys;
      keys = [];
      return all;
    },
  };
}
