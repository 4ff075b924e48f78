import type { Context } from "../context/context.ts";
import { Queue } from "../queue/queue.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Snipe } from "./snipe.ts";

/** A termination that nobody has taken up by then is published again: its message may never have left. */
const TAKEN_UP_MS = 15_000;

export type Asked =
  | { ok: true; snipe: Snipe.Info }
  | { ok: false; refused: "missing" | "cancelled" | "terminating" | "terminated" };

/**
 * Leaves the wish to end a server, to be carried out by whoever may log in to its provider. The wish lasts until the
 * provider has answered it; after `refused` or `unknown` it may be repeated.
 */
export async function askTermination(ctx: Context, accountId: string, id: string): Promise<Asked> {
  for (;;) {
    const snipe = await Snipe.find(ctx.table, accountId, id);
    if (!snipe) return { ok: false, refused: "missing" };
    const before = snipe.termination;
    if (before?.state === "terminating" || before?.state === "terminated") {
      return { ok: false, refused: before.state };
    }
    if (snipe.server.state === "cancelled") return { ok: false, refused: "cancelled" };
    const now = ctx.now();
    const termination: Snipe.Termination = {
      state: "terminating",
      fence: (before?.fence ?? 0) + 1,
      attempts: 0,
      askedAt: now,
      heldUntil: now,
      provenVersion: before?.provenVersion ?? null,
      endsAt: null,
      failure: null,
    };
    const marked = await Table.update(
      ctx.table,
      Snipe.key(accountId, id),
      {
        expression: "SET #termination = :termination, #open = :open, #due = :due",
        values: {
          ":termination": termination,
          ":open": Snipe.TERMINATING,
          ":due": position(now + TAKEN_UP_MS, id),
        },
      },
      unchanged(snipe),
    );
    if (!marked) continue; // asked for or removed at this moment
    await Queue.publishTermination(ctx, { accountId, snipeId: id });
    return { ok: true, snipe: { ...snipe, termination } };
  }
}

/** Clears the row, and touches nothing at the provider. Not while a termination is under way, which would be lost. */
export async function removeSnipe(
  ctx: Context,
  accountId: string,
  id: string,
): Promise<"removed" | "missing" | "terminating"> {
  for (;;) {
    const snipe = await Snipe.find(ctx.table, accountId, id);
    if (!snipe) return "missing";
    if (snipe.termination?.state === "terminating") return "terminating";
    const removed = await Table.transact(ctx.table, [
      { delete: Snipe.key(accountId, id), condition: unchanged(snipe) },
    ]);
    if (removed.ok) return "removed";
  }
}

/** Nobody has asked for the end of the server since it was read. */
function unchanged({ termination }: Snipe.Info): Table.Condition {
  return termination
    ? { expression: "#termination.#fence = :fence", values: { ":fence": termination.fence } }
    : { expression: "attribute_exists(pk) AND attribute_not_exists(#termination)" };
}
