export * as LoginBudget from "./login-budget.ts";

import * as z from "zod";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor } from "../provider/provider.ts";
import { get, type Table, transact } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/** A login whose outcome never arrived is given up after this long, and stays counted as failed. */
const PENDING_MS = 30_000;
const RETRY_PENDING_MS = 2_000;

const Attempt = z.object({ id: z.string(), accountId: z.string(), at: z.int(), failed: z.boolean() });
const Row = z.object({ attempts: z.array(Attempt), revision: z.int() });
type Attempt = z.infer<typeof Attempt>;

export type Ticket = { granted: true; id: string } | { granted: false; retryAt: number };

const key = (provider: ProviderId) => ({ pk: `LOGINS#${provider}`, sk: "LOGINS" });

/**
 * Leave to try a login that may fail. A provider that blocks an address after so many failed logins would shut every
 * customer out, so all customers together stay one below that number, and each customer fails once at most within
 * the provider's window. A login that succeeds gives its place back.
 */
export async function take(
  table: Table,
  descriptor: Descriptor,
  accountId: string,
  id: string,
  now: number,
): Promise<Ticket> {
  if (!descriptor.loginBlock) return { granted: true, id };
  const { failures, windowSeconds } = descriptor.loginBlock;
  for (;;) {
    const row = await get(table, key(descriptor.id), Row);
    const recent = (row?.attempts ?? []).filter((attempt) => attempt.at > now - windowSeconds * 1000);
    const blocking = recent.find((attempt) => attempt.accountId === accountId && spent(attempt, now));
    if (blocking) return { granted: false, retryAt: blocking.at + windowSeconds * 1000 };
    if (recent.length >= failures - 1) {
      const waiting = recent.some((attempt) => !spent(attempt, now));
      const oldest = Math.min(...recent.map((attempt) => attempt.at));
      return {
        granted: false,
        retryAt: waiting ? now + RETRY_PENDING_MS : oldest + windowSeconds * 1000,
      };
    }
    const attempts = [...recent, { id, accountId, at: now, failed: false }];
    if (await write(table, descriptor.id, row, attempts, now)) return { granted: true, id };
  }
}

/** Counts a login that failed without a ticket: credentials once proven that the provider no longer takes. */
export async function count(
  table: Table,
  descriptor: Descriptor,
  accountId: string,
  id: string,
  now: number,
): Promise<void> {
  if (!descriptor.loginBlock) return;
  for (;;) {
    const row = await get(table, key(descriptor.id), Row);
    const attempts = [...(row?.attempts ?? []), { id, accountId, at: now, failed: true }];
    if (await write(table, descriptor.id, row, attempts, now)) return;
  }
}

/** Says how the login of a ticket ended. Anything but a proven failure gives the place back. */
export async function settle(
  table: Table,
  provider: ProviderId,
  id: string,
  failed: boolean,
  now: number,
): Promise<void> {
  for (;;) {
    const row = await get(table, key(provider), Row);
    if (!row?.attempts.some((attempt) => attempt.id === id)) return;
    const attempts = failed
      ? row.attempts.map((attempt) => (attempt.id === id ? { ...attempt, failed } : attempt))
      : row.attempts.filter((attempt) => attempt.id !== id);
    if (await write(table, provider, row, attempts, now)) return;
  }
}

/** Replaces the list unless somebody else did so meanwhile. */
async function write(
  table: Table,
  provider: ProviderId,
  before: z.infer<typeof Row> | null,
  attempts: Attempt[],
  now: number,
): Promise<boolean> {
  const revision = before?.revision ?? 0;
  const written = await transact(table, [
    {
      put: { ...key(provider), attempts, revision: revision + 1, expiresAt: ttl(now, 1) },
      condition: before
        ? { expression: "#revision = :revision", values: { ":revision": revision } }
        : { expression: "attribute_not_exists(pk)" },
    },
  ]);
  return written.ok;
}

function spent(attempt: Attempt, now: number): boolean {
  return attempt.failed || attempt.at < now - PENDING_MS;
}
