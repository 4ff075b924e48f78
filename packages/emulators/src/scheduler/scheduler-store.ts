export * as SchedulerStore from "./scheduler-store.ts";

import { Database } from "../database.ts";
import type { Schedule } from "./schedule.ts";

export interface Key {
  readonly group: string;
  readonly name: string;
}

export interface Stored extends Key {
  readonly definition: Schedule.Definition;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  /** Null: it does not fire (again). */
  readonly nextMs: number | null;
}

export interface Group {
  readonly name: string;
  readonly createdAtMs: number;
}

/** A firing that is not yet over: new, running, or waiting for its next attempt. */
export interface Invocation extends Key {
  /** A UUID, AWS's execution id. */
  readonly id: string;
  readonly target: Schedule.Definition["Target"];
  readonly scheduledMs: number;
  readonly firedMs: number;
  readonly failures: number;
  readonly nextAttemptMs: number;
}

export interface Page {
  readonly prefix: string;
  /** Strictly after this one, in the order of group and name. */
  readonly after: Key;
  readonly limit: number;
}

export type SchedulerStore = ReturnType<typeof open>;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS schedules (
  group_name TEXT NOT NULL REFERENCES groups ON DELETE CASCADE, name TEXT NOT NULL, definition TEXT NOT NULL,
  created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, next_at INTEGER, PRIMARY KEY (group_name, name)
) STRICT;
CREATE INDEX IF NOT EXISTS schedules_next ON schedules (next_at);
CREATE TABLE IF NOT EXISTS invocations (
  id TEXT PRIMARY KEY, group_name TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, scheduled_at INTEGER NOT NULL,
  fired_at INTEGER NOT NULL, failures INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, request TEXT NOT NULL, response TEXT NOT NULL, seen_at INTEGER NOT NULL
) STRICT;`;

const SCHEDULE = `group_name AS "group", name, definition, created_at AS createdAtMs, modified_at AS modifiedAtMs,
  next_at AS nextMs`;
const INVOCATION = `id, group_name AS "group", name, target, scheduled_at AS scheduledMs, fired_at AS firedMs, failures,
  next_attempt_at AS nextAttemptMs`;

type Row = Record<string, unknown>;
// The columns are named as the members; only the JSON is not yet read.
const toSchedule = (row: Row) =>
  ({ ...row, definition: JSON.parse(String(row.definition)) }) as unknown as Stored;
const toInvocation = (row: Row) =>
  ({ ...row, target: JSON.parse(String(row.target)) }) as unknown as Invocation;

/** Everything the scheduler must still know after a kill -9. Times are epoch milliseconds. */
export function open(file = ":memory:") {
  const database = Database.open(file, SCHEMA);
  const sql = {
    addGroup: database.prepare("INSERT OR IGNORE INTO groups VALUES (?, ?)"),
    group: database.prepare("SELECT name, created_at AS createdAtMs FROM groups WHERE name = ?"),
    groups: database.prepare(
      `SELECT name, created_at AS createdAtMs FROM groups
       WHERE name > ? AND substr(name, 1, length(?)) = ? ORDER BY name LIMIT ?`,
    ),
    removeGroup: database.prepare("DELETE FROM groups WHERE name = ?"),
    put: database.prepare("INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?, ?)"),
    schedule: database.prepare(`SELECT ${SCHEDULE} FROM schedules WHERE group_name = ? AND name = ?`),
    schedules: database.prepare(
      `SELECT ${SCHEDULE} FROM schedules
       WHERE (group_name, name) > (?, ?) AND substr(name, 1, length(?)) = ? AND group_name = coalesce(?, group_name)
         AND definition ->> '$.State' = coalesce(?, definition ->> '$.State')
       ORDER BY group_name, name LIMIT ?`,
    ),
    due: database.prepare(`SELECT ${SCHEDULE} FROM schedules WHERE next_at <= ? ORDER BY next_at`),
    setNext: database.prepare("UPDATE schedules SET next_at = ? WHERE group_name = ? AND name = ?"),
    remove: database.prepare("DELETE FROM schedules WHERE group_name = ? AND name = ?"),
    addInvocation: database.prepare("INSERT INTO invocations VALUES (?, ?, ?, ?, ?, ?, 0, ?)"),
    dueInvocations: database.prepare(`SELECT ${INVOCATION} FROM invocations WHERE next_attempt_at <= ?`),
    postpone: database.prepare("UPDATE invocations SET failures = ?, next_attempt_at = ? WHERE id = ?"),
    removeInvocation: database.prepare("DELETE FROM invocations WHERE id = ?"),
    removeInvocationsOf: database.prepare("DELETE FROM invocations WHERE group_name = ? AND name = ?"),
    removeInvocationsOfGroup: database.prepare("DELETE FROM invocations WHERE group_name = ?"),
    token: database.prepare("SELECT request, response FROM tokens WHERE token = ?"),
    addToken: database.prepare("INSERT INTO tokens VALUES (?, ?, ?, ?)"),
    forgetTokens: database.prepare("DELETE FROM tokens WHERE seen_at < ?"),
  };

  return {
    transaction: <T>(work: () => T): T => Database.transaction(database, work),
    close: () => database.close(),

    /** False where the group exists. */
    addGroup: (name: string, nowMs: number): boolean => sql.addGroup.run(name, nowMs).changes === 1,
    group: (name: string) => sql.group.get(name) as unknown as Group | undefined,
    groups: ({ prefix, after, limit }: Page) =>
      sql.groups.all(after.name, prefix, prefix, limit) as unknown as Group[],
    /** With all its schedules and their invocations. */
    removeGroup(name: string): void {
      sql.removeInvocationsOfGroup.run(name);
      sql.removeGroup.run(name);
    },

    put({ group, name, definition, createdAtMs, modifiedAtMs, nextMs }: Stored): void {
      sql.put.run(group, name, JSON.stringify(definition), createdAtMs, modifiedAtMs, nextMs);
    },
    schedule({ group, name }: Key): Stored | undefined {
      const row = sql.schedule.get(group, name);
      return row && toSchedule(row);
    },
    schedules: ({ prefix, after, limit }: Page, group: string | null, state: string | null) =>
      sql.schedules.all(after.group, after.name, prefix, prefix, group, state, limit).map(toSchedule),
    due: (nowMs: number) => sql.due.all(nowMs).map(toSchedule),
    setNext: ({ group, name }: Key, nextMs: number | null) => sql.setNext.run(nextMs, group, name),
    /** What has fired goes on, as after the last firing of a schedule that deletes itself. */
    remove: ({ group, name }: Key) => sql.remove.run(group, name),
    removeInvocationsOf: ({ group, name }: Key) => sql.removeInvocationsOf.run(group, name),

    addInvocation(id: string, schedule: Stored, nowMs: number): void {
      const target = JSON.stringify(schedule.definition.Target);
      sql.addInvocation.run(id, schedule.group, schedule.name, target, schedule.nextMs, nowMs, nowMs);
    },
    dueInvocations: (nowMs: number) => sql.dueInvocations.all(nowMs).map(toInvocation),
    postpone: (id: string, failures: number, nextAttemptMs: number) =>
      sql.postpone.run(failures, nextAttemptMs, id),
    removeInvocation: (id: string) => sql.removeInvocation.run(id),

    token: (token: string) => sql.token.get(token) as { request: string; response: string } | undefined,
    addToken: (token: string, request: string, response: string, nowMs: number) =>
      sql.addToken.run(token, request, response, nowMs),
    forgetTokens: (beforeMs: number) => sql.forgetTokens.run(beforeMs),
  };
}
