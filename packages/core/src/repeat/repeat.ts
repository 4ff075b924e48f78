export * as Repeat from "./repeat.ts";

import * as z from "zod";
import type { Context } from "../context/context.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/** An answer as it was given. */
export const Answer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type Answer = z.infer<typeof Answer>;

const Row = z.object({
  asked: z.string(),
  token: z.string(),
  until: z.int(),
  answer: Answer.nullable(),
});

const KEPT_MS = 24 * 3_600_000;

const keyOf = (accountId: string, key: string) => ({ pk: `ACCOUNT#${accountId}`, sk: `REPEAT#${key}` });

export type Begun = { token: string } | { answer: Answer } | { refused: "other" | "running" };

/**
 * Takes a request that may be a repetition. Who gets a token does it, and then calls `complete` or `abandon` with it.
 * @param asked says what is asked for: under the same key another wish is refused
 * @param runningSeconds how long whoever has a token may take; then another may have it
 */
export async function begin(
  ctx: Context,
  accountId: string,
  key: string,
  asked: string,
  runningSeconds: number,
): Promise<Begun> {
  for (;;) {
    const now = ctx.now();
    const token = ctx.id();
    const until = now + runningSeconds * 1000;
    const taken = await Table.update(
      ctx.table,
      keyOf(accountId, key),
      {
        expression:
          "SET #asked = :asked, #token = :token, #until = :until, #answer = :none, #expiresAt = :gone",
        values: {
          ":asked": asked,
          ":token": token,
          ":until": until,
          ":none": null,
          ":gone": ttl(now, 2),
        },
      },
      // What has an answer is kept `until`, too; what ran out of time may be begun again, by the same wish alone.
      {
        expression:
          "attribute_not_exists(#until) OR (#until < :now AND (#asked = :asked OR NOT #answer = :none))",
        values: { ":now": now, ":asked": asked, ":none": null },
      },
    );
    if (taken) return { token };
    const row = await Table.get(ctx.table, keyOf(accountId, key), Row);
    if (!row) continue;
    if (row.asked !== asked) return { refused: "other" };
    if (row.answer) return { answer: row.answer };
    if (row.until >= ctx.now()) return { refused: "running" };
  }
}

/** Keeps the answer for 24 hours. */
export async function complete(
  ctx: Context,
  accountId: string,
  key: string,
  token: string,
  answer: Answer,
): Promise<void> {
  await Table.update(
    ctx.table,
    keyOf(accountId, key),
    {
      expression: "SET #answer = :answer, #until = :until",
      values: { ":answer": answer, ":until": ctx.now() + KEPT_MS },
    },
    { expression: "#token = :token", values: { ":token": token } },
  );
}

/** Nothing was done: the key may be used again. */
export async function abandon(ctx: Context, accountId: string, key: string, token: string): Promise<void> {
  await Table.update(
    ctx.table,
    keyOf(accountId, key),
    { expression: "REMOVE #until" },
    { expression: "#token = :token", values: { ":token": token } },
  );
}
