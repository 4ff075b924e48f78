export * as ApiKey from "./api-key.ts";

import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { Account } from "../account/account.ts";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";
import { SecretText } from "./secret-text.ts";

/** What a key may be made for. Billing, keys, credentials, export and deletion are a person's alone. */
export const Scope = z.enum([
  "offers:read",
  "rules:read",
  "rules:write",
  "snipes:read",
  "snipes:buy",
  "snipes:terminate",
  "connections:read",
  "notifications:write",
]);
export type Scope = z.infer<typeof Scope>;

/** Times are epoch ms. */
export const Info = z.object({
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  createdAt: z.int(),
  expires: z.int().nullable(),
  lastUsedAt: z.int().nullable(),
  revokedAt: z.int().nullable(),
});
export type Info = z.infer<typeof Info>;

const Row = Info.extend({ hash: z.string() });
const Pointer = z.object({ id: z.string() });

export const KEYS_MOST = 20;
/** How often it is written that a key is in use. */
const USED_EVERY_MS = 3_600_000;
/** A key that is of no use any more is shown so long. */
const SHOWN_DAYS = 30;

const key = (id: string) => ({ pk: `KEY#${id}`, sk: "KEY" });
const pointer = (accountId: string, id: string) => ({ pk: `ACCOUNT#${accountId}`, sk: `KEY#${id}` });

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64url");

export type Wanted = { name: string; scopes: Scope[]; expires: number | null };

/**
 * Makes a key. Its text is given here, once: what is kept is its hash, which is enough for a secret of that length.
 * @returns null where the account has as many keys as it may
 */
export async function create(
  ctx: Context,
  accountId: string,
  wanted: Wanted,
): Promise<{ info: Info; text: string } | null> {
  const account = await Account.find(ctx, accountId);
  const known = await list(ctx, accountId);
  if (known.filter(({ revokedAt }) => revokedAt === null).length >= KEYS_MOST) return null;
  const { id, text } = SecretText.make();
  const info: Info = {
    ...wanted,
    id,
    accountId,
    createdAt: ctx.now(),
    lastUsedAt: null,
    revokedAt: null,
  };
  const isNew = { expression: "attribute_not_exists(pk)" };
  const expiresAt = wanted.expires === null ? {} : { expiresAt: ttl(wanted.expires, SHOWN_DAYS) };
  const { ok } = await Table.transact(ctx.table, [
    Account.advance(account), // so that two at once can't both be the last one
    { put: { ...key(id), ...info, hash: hashOf(text), ...expiresAt }, condition: isNew },
    { put: { ...pointer(accountId, id), id, ...expiresAt }, condition: isNew },
  ]);
  return ok ? { info, text } : await create(ctx, accountId, wanted);
}

/** The customer's keys, the latest first. */
export async function list({ table }: Context, accountId: string): Promise<Info[]> {
  const pointers = await Table.list(table, `ACCOUNT#${accountId}`, "KEY#", Pointer);
  const rows = await Promise.all(pointers.map(({ id }) => Table.get(table, key(id), Info)));
  return rows.filter((row) => row !== null).sort((a, b) => b.createdAt - a.createdAt);
}

/** From its return on the key opens nothing. False where the customer has no such key that is good. */
export async function revoke({ table, now }: Context, accountId: string, id: string): Promise<boolean> {
  const at = now();
  const gone = ttl(at, SHOWN_DAYS);
  const { ok } = await Table.transact(table, [
    {
      update: key(id),
      set: {
        expression: "SET #revokedAt = :at, #expiresAt = :gone",
        values: { ":at": at, ":gone": gone },
      },
      condition: {
        expression: "#accountId = :account AND #revokedAt = :none",
        values: { ":account": accountId, ":none": null },
      },
    },
    {
      update: pointer(accountId, id),
      set: { expression: "SET #expiresAt = :gone", values: { ":gone": gone } },
      condition: { expression: "attribute_exists(pk)" },
    },
  ]);
  return ok;
}

export type Use = { key: Info } | { refused: "unknown" | "revoked" | "expired" };

/** Whose key this is. It is read at every use, so that a revoked one is refused at once. */
export async function use(ctx: Context, text: string): Promise<Use> {
  const id = SecretText.idOf(text);
  const row = id === undefined ? null : await Table.get(ctx.table, key(id), Row);
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hashOf(text)))) {
    return { refused: "unknown" };
  }
  const now = ctx.now();
  if (row.revokedAt !== null) return { refused: "revoked" };
  if (row.expires !== null && row.expires <= now) return { refused: "expired" };
  if (row.lastUsedAt === null || row.lastUsedAt <= now - USED_EVERY_MS) await remember(ctx, row, now);
  return { key: Info.parse(row) };
}

async function remember(ctx: Context, { id, accountId }: Info, now: number): Promise<void> {
  await apart(ctx, "noting the use of a key", { accountId, keyId: id }, async () => {
    await Table.update(
      ctx.table,
      key(id),
      { expression: "SET #lastUsedAt = :now", values: { ":now": now } },
      { expression: "attribute_exists(pk)" },
    );
  });
}
