export * as Database from "./database.ts";

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * SQLite's defaults (rollback journal, synchronous FULL) are what is wanted here: a commit is on the disk when it
 * returns, and the state is one file that can be copied.
 */
export function open(file: string, schema: string): DatabaseSync {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file);
  database.exec("PRAGMA foreign_keys = ON");
  database.exec(schema);
  return database;
}

/** All of `work` or nothing of it. `work` is synchronous, so nothing comes between. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite may have rolled back by itself, on a full disk for one.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
