export * as VerificationLimit from "./verification-limit.ts";

import * as z from "zod";
import type { ProviderId } from "../provider/id.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

const TRIES = 5;
const WINDOW_MS = 60_000;

const Row = z.object({ tries: z.array(z.int()), revision: z.int() });

const key = (accountId: string, provider: ProviderId) => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `VERIFICATIONS#${provider}`,
});

export type Taken = { granted: true } | { granted: false; retryAt: number };

/**
 * Counts one more check of a customer's credentials for a provider: five a minute, so that nobody guesses passwords
 * through us. What is refused does not count.
 * @param now epoch ms, as is `retryAt`
 */
export async function admit(
  table: Table.Table,
  accountId: string,
  provider: ProviderId,
  now: number,
): Promise<Taken> {
  for (;;) {
    const row = await Table.get(table, key(accountId, provider), Row);
    const recent = (row?.tries ?? []).filter((at) => at > now - WINDOW_MS);
    if (recent.length >= TRIES) return { granted: false, retryAt: Math.min(...recent) + WINDOW_MS };
    const revision = row?.revision ?? 0;
    const counted = await Table.update(
      table,
      key(accountId, provider),
      {
        expression: "SET #tries = :tries, #revision = :next, #expiresAt = :expiresAt",
        values: { ":tries": [...recent, now], ":next": revision + 1, ":expiresAt": ttl(now, 1) },
      },
      row
        ? { expression: "#revision = :revision", values: { ":revision": revision } }
        : { expression: "attribute_not_exists(pk)" },
    );
    if (counted) return { granted: true };
  }
}
