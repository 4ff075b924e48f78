export * as Listing from "./listing.ts";

import type { Store } from "../store.ts";
import type { Machine } from "./machine.ts";

/**
 * The serialised list of all machines, made anew only after the stock has changed, and then only for the machines that
 * have. So what it says about time is as old as the last change of a machine; a provider's cached list is no better.
 */
export function of(
  machines: Store.Collection<Machine.Info>,
  item: (machine: Machine.Info) => object,
  envelope: (items: string, count: number) => string,
): () => Buffer {
  const items = new WeakMap<Machine.Info, string>();
  let version = -1;
  let body = Buffer.alloc(0);

  function serialised(machine: Machine.Info): string {
    const text = items.get(machine) ?? JSON.stringify(item(machine));
    items.set(machine, text);
    return text;
  }

  return () => {
    if (version !== machines.version) {
      const all = machines.values();
      body = Buffer.from(envelope(all.map(serialised).join(","), all.length));
      version = machines.version;
    }
    return body;
  };
}
