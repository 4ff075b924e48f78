export * as Rate from "./rate.ts";

import type { Store } from "./store.ts";

/** A number of requests within a number of seconds. Each is forgotten that many seconds after it came. */
export interface Limit {
  readonly max: number;
  readonly seconds: number;
}

/** What is used of a limit at a moment. */
interface Usage {
  readonly used: number;
  /** When the oldest request that counts stops counting; now where none does. Epoch milliseconds. */
  readonly freeAt: number;
}

/** The times of past requests by whose they were, for limits whose windows slide. */
export interface Log {
  usage(key: string, limit: Limit): Usage;
  /** Remembers a request; those older than `keptSeconds` are forgotten. */
  count(key: string, keptSeconds: number): void;
}

export function open(store: Store.Handle, now: () => number): Log {
  const { database } = store;
  database.exec("CREATE TABLE IF NOT EXISTS request (key TEXT NOT NULL, at REAL NOT NULL)");
  database.exec("CREATE INDEX IF NOT EXISTS request_by_key ON request (key, at)");
  const select = database.prepare(
    "SELECT count(*) AS used, min(at) AS oldest FROM request WHERE key = ? AND at > ?",
  );
  const insert = database.prepare("INSERT INTO request (key, at) VALUES (?, ?)");
  const forget = database.prepare("DELETE FROM request WHERE key = ? AND at <= ?");
  store.onClear(() => database.exec("DELETE FROM request"));
  return {
    usage(key, { seconds }) {
      const row = select.get(key, now() - seconds * 1000);
      const oldest = row?.oldest;
      return {
        used: Number(row?.used ?? 0),
        freeAt: typeof oldest === "number" ? oldest + seconds * 1000 : now(),
      };
    },
    count(key, keptSeconds) {
      insert.run(key, now());
      forget.run(key, now() - keptSeconds * 1000);
    },
  };
}
