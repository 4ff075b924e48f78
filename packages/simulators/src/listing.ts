export * as Listing from "./listing.ts";

import type { Store } from "./store.ts";

/**
 * The serialised list of all rows, made anew only after they have changed, and then only for the rows that have. So what
 * it says about time is as old as the last change of a row; a provider's cached list is no better.
 */
export function of<Row extends object>(
  rows: Store.Collection<Row>,
  item: (row: Row) => object,
  envelope: (items: string, count: number) => string,
): () => Buffer {
  const items = new WeakMap<Row, string>();
  let version = -1;
  let body = Buffer.alloc(0);

  function serialised(row: Row): string {
    const text = items.get(row) ?? JSON.stringify(item(row));
    items.set(row, text);
    return text;
  }

  return () => {
    if (version !== rows.version) {
      const all = rows.values();
      body = Buffer.from(envelope(all.map(serialised).join(","), all.length));
      version = rows.version;
    }
    return body;
  };
}
