export * as Journal from "./journal.ts";

import type { Fault } from "./fault.ts";
import { Inbound } from "./inbound.ts";
import type { Store } from "./store.ts";

const keptEntries = 100_000;

/** A request as it is remembered: never its headers, and its body without what is secret. */
interface Entry {
  readonly seq: number;
  /** When it came in, by the wall clock: epoch milliseconds with a fraction. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** The status that was sent; null while unanswered, and for ever where the caller got none. */
  readonly status: number | null;
  readonly account: string | null;
  /** The provider did what it was asked, whatever the caller was told. */
  readonly applied: boolean;
  readonly fault?: Fault.Kind;
  readonly body: unknown;
}

export interface Log {
  /** Writes down a request on its arrival and gives its number. */
  arrived(request: Inbound.Info, at: number, account: string | null, fault: Fault.Kind | undefined): number;
  /** Completes an entry with what became of the request. */
  answered(seq: number, status: number | null, applied: boolean): void;
  /** The entries after `seq`, the oldest first. */
  since(seq: number): Entry[];
  /** Forgets all entries; the numbers go on. */
  clear(): void;
}

/** The wall clock: epoch milliseconds with a fraction. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

export function open({ database }: Store.Handle): Log {
  database.exec(
    "CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL)",
  );
  const insert = database.prepare("INSERT INTO journal (entry) VALUES (?)");
  const forget = database.prepare("DELETE FROM journal WHERE seq <= ?");
  const answer = database.prepare(
    "UPDATE journal SET entry = json_set(entry, '$.status', ?, '$.applied', json(?)) WHERE seq = ?",
  );
  const select = database.prepare("SELECT seq, entry FROM journal WHERE seq > ? ORDER BY seq");
  return {
    arrived(request, at, account, fault) {
      const { method } = request;
      const path = Inbound.redactedTarget(request);
      const body = Inbound.redactedBody(request);
      const entry = { at, method, path, status: null, account, applied: false, fault, body };
      const seq = Number(insert.run(JSON.stringify(entry)).lastInsertRowid);
      forget.run(seq - keptEntries);
      return seq;
    },
    answered: (seq, status, applied) => {
      answer.run(status, String(applied), seq);
    },
    since: (seq) =>
      select.all(seq).map((row) => ({ seq: Number(row.seq), ...JSON.parse(String(row.entry)) })),
    clear: () => database.exec("DELETE FROM journal"),
  };
}
