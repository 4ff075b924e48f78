import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import { Table } from "@cloudco/core/table/table";
import type { World } from "./world.ts";

export type Clock = { now(): number; ahead(): number; advance(seconds: number): void };

/** The real clock, which a test may set forward. */
export const clock = (): Clock => advancing(Date.now);

/** A clock that stands still until the test sets it forward: nothing is late because the machine is busy. */
export function standing(): Clock {
  const start = Date.now();
  return advancing(() => start);
}

function advancing(real: () => number): Clock {
  let ahead = 0;
  return {
    now: () => real() + ahead,
    ahead: () => ahead,
    advance: (seconds) => {
      ahead += seconds * 1000;
    },
  };
}

/** Lets time pass, with redeliveries, scans and reconciliation, until no match is open any more. */
export async function settleAll(w: World, time: Clock, accountId: string): Promise<void> {
  for (let minute = 0; minute < 40; minute++) {
    await reconcile(w.ctx, () => w.adapter);
    for (const match of await w.matches(accountId)) {
      await execute(w.ctx, () => w.adapter, { v: 1, accountId, matchId: match.id });
    }
    const open = await Table.due(w.ctx.table, Match.OPEN, Match.Info, time.now() + 1e10);
    if (open.length === 0) return;
    time.advance(61);
  }
  throw new Error("Some match never came to an end.");
}
