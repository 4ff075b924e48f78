import * as z from "zod";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { move, told } from "../match/move.ts";
import type { AdapterOf } from "../provider/provider.ts";
import { Queue } from "../queue/queue.ts";
import { Table } from "../table/table.ts";
import { momentOf } from "../table/time.ts";
import { lookUp } from "./lookup.ts";
import { settleUnknown } from "./settle.ts";

const Due = Match.Info.extend({ due: z.string() });

/** A match that is published again has this long to be taken before it is published once more. */
const ORDER_AGAIN_MS = 15_000;

/**
 * Looks after every match that is due: those whose message may have been lost, those whose holder died, and those of
 * which nobody knows whether they were bought. Safe to run at any time, by any number of processes.
 */
export async function reconcile(ctx: Context, adapterOf: AdapterOf): Promise<void> {
  const matches = await Table.due(ctx.table, Match.OPEN, Match.Info, ctx.now());
  const waiting = matches.filter((match) => match.state === "matched" || match.state === "reserved");
  await publishAgain(ctx, waiting);
  for (const match of matches) {
    await apart(ctx, "reconciliation", told(match), () => bringOn(ctx, adapterOf, match));
  }
}

async function bringOn(ctx: Context, adapterOf: AdapterOf, match: Match.Info): Promise<void> {
  if (match.state === "sending" && match.deadline < ctx.now()) {
    const message = "The process that sent the order ended before its answer came.";
    await settleUnknown(ctx, match, { cause: "timeout", message });
  }
  if (match.state === "unknown") await lookUp(ctx, adapterOf(match.provider), match);
}

/** When the next match will be due, epoch ms, if that is before `until`; null where none will. */
export async function nextDue(ctx: Context, until: number): Promise<number | null> {
  const [next] = await Table.due(ctx.table, Match.OPEN, Due, until);
  return next ? momentOf(next.due) : null;
}

/** The order function settles whatever it is given, also the stale ones. */
async function publishAgain(ctx: Context, matches: readonly Match.Info[]): Promise<void> {
  const now = ctx.now();
  const orders: { accountId: string; matchId: string }[] = [];
  for (const match of matches) {
    await apart(ctx, "publishing", told(match), async () => {
      const postponed = await Table.transact(ctx.table, [
        move(match, match.state, now, {}, now + ORDER_AGAIN_MS),
      ]);
      if (postponed.ok) orders.push({ accountId: match.accountId, matchId: match.id });
    });
  }
  await Queue.publishOrders(ctx, orders);
}
