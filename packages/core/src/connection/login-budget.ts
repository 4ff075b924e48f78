export * as LoginBudget from "./login-budget.ts";

import * as z from "zod";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/**
 * A login whose outcome never arrived is given up after this long, and stays counted as failed. The provider may have
 * counted the failure at any moment of that time. So a failure counts for longer than the provider's window, by this much.
 */
const PENDING_MS = 30_000;
/** How soon to ask again while a login is being tried. */
const UNDECIDED_MS = 2_000;

/** `isNew`: of a customer whom the provider has never let in. */
const Attempt = z.object({
  id: z.string(),
  accountId: z.string(),
  at: z.int(),
  failed: z.boolean(),
  isNew: z.boolean().default(false),
});
const Row = z.object({ attempts: z.array(Attempt), revision: z.int() });
type Attempt = z.infer<typeof Attempt>;
type LoginBlock = NonNullable<Descriptor["loginBlock"]>;

export type Ticket = { granted: true; id: string } | { granted: false; retryAt: number };

const key = (provider: ProviderId) => ({ pk: `LOGINS#${provider}`, sk: "LOGINS" });

/**
 * Leave to try a login that may fail. A provider that blocks an address after a few failed logins would shut every
 * customer out, so all customers together stay one below that number, and each customer fails once at most within
 * the provider's window. A login that succeeds gives its place back. New customers together leave one place to those
 * whom the provider has let in before.
 */
export async function admit(
  table: Table.Table,
  descriptor: Descriptor,
  accountId: string,
  id: string,
  now: number,
  hasHistory = false,
): Promise<Ticket> {
  if (!descriptor.loginBlock) return { granted: true, id };
  const places = descriptor.loginBlock.failures - 1;
  for (;;) {
    const row = await Table.get(table, key(descriptor.id), Row);
    const recent = counted(row, descriptor.loginBlock, now);
    const wait = inTheWay(recent, accountId, places, hasHistory);
    if (wait.length > 0) {
      const freeAt = (wait[0]?.at ?? now) + windowMs(descriptor.loginBlock);
      const undecided = wait.some((attempt) => !spent(attempt, now));
      return { granted: false, retryAt: undecided ? now + UNDECIDED_MS : freeAt };
    }
    const attempts = [...recent, { id, accountId, at: now, failed: false, isNew: !hasHistory }];
    if (await write(table, descriptor.id, row, attempts, now)) return { granted: true, id };
  }
}

/** The logins of which one has to end, or to be forgotten, before this customer may try; the first is forgotten first. */
function inTheWay(
  recent: readonly Attempt[],
  accountId: string,
  places: number,
  hasHistory: boolean,
): readonly Attempt[] {
  // A customer with a history tries one at a time as it is: of their own only those that failed stand in the way.
  const own = recent.filter((attempt) => attempt.accountId === accountId && (!hasHistory || attempt.failed));
  if (own.length > 0) return own.slice(-1);
  if (recent.length >= places) return recent.slice(-places);
  const news = hasHistory ? [] : recent.filter(({ isNew }) => isNew);
  const mostNew = Math.max(1, places - 1);
  return news.length >= mostNew ? news.slice(-mostNew) : [];
}

/** Counts a login that failed without a ticket: credentials once proven that the provider no longer takes. */
export async function record(
  table: Table.Table,
  descriptor: Descriptor,
  accountId: string,
  id: string,
  now: number,
): Promise<void> {
  if (!descriptor.loginBlock) return;
  for (;;) {
    const row = await Table.get(table, key(descriptor.id), Row);
    const recent = counted(row, descriptor.loginBlock, now);
    const attempts = [...recent, { id, accountId, at: now, failed: true, isNew: false }];
    if (await write(table, descriptor.id, row, attempts, now)) return;
  }
}

/** Whether enough other logins failed before that this one may have been refused, or be counted, as one too many. */
export async function mayBeBlocked(
  table: Table.Table,
  { id: provider, loginBlock }: Descriptor,
  id: string,
  now: number,
): Promise<boolean> {
  if (!loginBlock) return false;
  const before = counted(await Table.get(table, key(provider), Row), loginBlock, now);
  const failed = before.filter((attempt) => attempt.id !== id && spent(attempt, now));
  return failed.length >= loginBlock.failures - 1;
}

/** Says how the login of a ticket ended. Anything but a proven failure gives the place back. */
export async function conclude(
  table: Table.Table,
  provider: ProviderId,
  id: string,
  failed: boolean,
  now: number,
): Promise<void> {
  for (;;) {
    const row = await Table.get(table, key(provider), Row);
    if (!row?.attempts.some((attempt) => attempt.id === id)) return;
    const attempts = failed
      ? row.attempts.map((attempt) => (attempt.id === id ? { ...attempt, failed } : attempt))
      : row.attempts.filter((attempt) => attempt.id !== id);
    if (await write(table, provider, row, attempts, now)) return;
  }
}

/** Replaces the list unless somebody else did so meanwhile. */
async function write(
  table: Table.Table,
  provider: ProviderId,
  before: z.infer<typeof Row> | null,
  attempts: Attempt[],
  now: number,
): Promise<boolean> {
  const revision = before?.revision ?? 0;
  const written = await Table.transact(table, [
    {
      put: { ...key(provider), attempts, revision: revision + 1, expiresAt: ttl(now, 1) },
      condition: before
        ? { expression: "#revision = :revision", values: { ":revision": revision } }
        : { expression: "attribute_not_exists(pk)" },
    },
  ]);
  return written.ok;
}

function windowMs({ windowSeconds }: LoginBlock): number {
  return windowSeconds * 1000 + PENDING_MS;
}

/** The logins that still count, the oldest first. */
function counted(row: z.infer<typeof Row> | null, block: LoginBlock, now: number): Attempt[] {
  return (row?.attempts ?? []).filter((attempt) => attempt.at > now - windowMs(block));
}

function spent(attempt: Attempt, now: number): boolean {
  return attempt.failed || attempt.at < now - PENDING_MS;
}
