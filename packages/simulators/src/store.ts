export * as Store from "./store.ts";

import { DatabaseSync } from "node:sqlite";

/** Rows by id, read from memory and written through to SQLite. Values are replaced, never changed in place. */
export class Collection<T> {
  /** Grows with every change, so that what is derived from the rows can tell when it is stale. */
  version = 0;
  readonly #rows = new Map<string, T>();
  readonly #database: DatabaseSync;
  readonly #name: string;
  readonly #upsert;
  readonly #delete;

  constructor(database: DatabaseSync, name: string) {
    this.#database = database;
    this.#name = name;
    database.exec(`CREATE TABLE IF NOT EXISTS "${name}" (id TEXT PRIMARY KEY, value TEXT NOT NULL)`);
    this.#upsert = database.prepare(
      `INSERT INTO "${name}" (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value`,
    );
    this.#delete = database.prepare(`DELETE FROM "${name}" WHERE id = ?`);
    this.reload();
  }

  get(id: string | number): T | undefined {
    return this.#rows.get(String(id));
  }

  /** All rows, the oldest first. */
  values(): T[] {
    return [...this.#rows.values()];
  }

  /** All rows with their ids, the oldest first. */
  entries(): [string, T][] {
    return [...this.#rows];
  }

  put(id: string | number, value: T): void {
    this.#upsert.run(String(id), JSON.stringify(value));
    this.#rows.set(String(id), value);
    this.version += 1;
  }

  delete(id: string | number): boolean {
    this.#delete.run(String(id));
    this.version += 1;
    return this.#rows.delete(String(id));
  }

  clear(): void {
    this.#database.exec(`DELETE FROM "${this.#name}"`);
    this.#rows.clear();
    this.version += 1;
  }

  /** Forgets what is in memory and reads the rows again: at the start, and after a rollback. */
  reload(): void {
    this.#rows.clear();
    for (const row of this.#database.prepare(`SELECT id, value FROM "${this.#name}" ORDER BY rowid`).all()) {
      this.#rows.set(String(row.id), JSON.parse(String(row.value)));
    }
    this.version += 1;
  }
}

/** One value that is kept, such as the settings. */
export interface Document<T> {
  get(): T;
  set(value: T): void;
}

export interface Handle {
  readonly database: DatabaseSync;
  collection<T>(name: string): Collection<T>;
  document<T>(name: string, initial: T): Document<T>;
  /** Everything `work` changes is kept, or nothing of it when it throws. */
  transaction<T>(work: () => T): T;
  /** Empties every collection and document, and whatever else was to be told of it. */
  clear(): void;
  /** Adds something to empty with the rest, such as a table of one's own. */
  onClear(work: () => void): void;
  close(): void;
}

/** Opens the state of a simulator: a file, which survives `kill -9`, or `:memory:`. */
export function open(file: string): Handle {
  const database = new DatabaseSync(file);
  // A write is in the log before it is answered; only a crash of the machine, not of the process, can lose it.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  const collections: Collection<unknown>[] = [];
  const clearings: (() => void)[] = [];

  function collection<T>(name: string): Collection<T> {
    const created = new Collection<T>(database, name);
    collections.push(created as Collection<unknown>);
    return created;
  }

  return {
    database,
    collection,
    document<T>(name: string, initial: T) {
      const rows = collection<T>(name);
      return { get: () => rows.get("current") ?? initial, set: (value: T) => rows.put("current", value) };
    },
    transaction(work) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        for (const rows of collections) rows.reload();
        throw error;
      }
    },
    clear: () => {
      for (const rows of collections) rows.clear();
      for (const work of clearings) work();
    },
    onClear: (work) => {
      clearings.push(work);
    },
    close: () => database.close(),
  };
}

/** Gives `first`, `first + 1`, and so on; a restart goes on where it stopped. */
export function counter(store: Handle, name: string, first: number): () => number {
  const next = store.document(`${name}_counter`, first);
  return () => {
    const value = next.get();
    next.set(value + 1);
    return value;
  };
}
