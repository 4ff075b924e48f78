export * as Connection from "./connection.ts";

import { createHash } from "node:crypto";
import * as z from "zod";
import { Currency } from "../money/money.ts";
import { ProviderId } from "../provider/id.ts";
import { Cause, type Failure } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import type { EncryptionContext } from "../vault/envelope.ts";

export const Status = z.enum(["VERIFYING", "VERIFIED", "ERROR"]);

/** Kinds of calls with a connection's credentials, of which the provider may refuse each as one too many. */
export const Kind = z.enum(["verify", "inventory", "quote", "order", "find", "prepare", "terminate"]);
export type Kind = z.infer<typeof Kind>;

/** One customer's account at one provider. The credentials are in `sealed` alone. */
export const Info = z.object({
  accountId: z.string(),
  /** New with every first save, so that what was sealed for a deleted connection fits no later one. */
  id: z.string(),
  provider: ProviderId,
  /** Grows with every save. */
  version: z.int().positive(),
  status: Status,
  /** The last check that ended proved these very credentials. While another one runs or waits, they go on working. */
  proven: z.boolean(),
  /** Enough of each field for its owner to recognise it. */
  hints: z.record(z.string(), z.string()),
  sealed: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  failure: z.object({ cause: Cause, message: z.string() }).nullable(),
  /** By which of the provider's price lists the account pays, where it has several: as the last check found it. */
  priceList: z.string().optional(),
  /** What that is in; null where CloudCO does not count in it. */
  currency: Currency.nullish(),
  /**
   * The provider waits for its customer to agree at `url`, which is there once a key was requested. Nobody checks
   * before `checkAt`, and nobody waits after `until`. Epoch ms.
   */
  consent: z
    .object({ url: z.string().optional(), until: z.int(), checkAt: z.int() })
    .nullable()
    .default(null),
  /** Set while the check waits for its turn. Epoch ms. */
  waitingUntil: z.int().nullable(),
  /** Until when the provider is left alone with a kind of call, because it refused one as one too many. Epoch ms. */
  rateLimitedUntil: z.partialRecord(Kind, z.int()).default({}),
  /** Why no order is sent for the account before `until`: the provider refused one for the account's sake. Epoch ms. */
  ordersHeld: z.object({ until: z.int(), cause: Cause, message: z.string() }).optional(),
  /** Somebody tries whether the provider still takes them; the others wait until that has ended. Epoch ms. */
  trialUntil: z.int().optional(),
  /** The last login with them had no answer, so that it may have failed. */
  unanswered: z.boolean().optional(),
  /** A hash of what the provider calls the account, where it tells: the same for every login of it. */
  owner: z.string().optional(),
  /** The provider has let this customer in before, with these or former credentials. */
  history: z.boolean().default(false),
  /** Epoch ms. `checkedAt`: when the provider last said whether it takes them. */
  createdAt: z.int(),
  savedAt: z.int(),
  checkedAt: z.int().nullable(),
});
export type Info = z.infer<typeof Info>;

/** The kind of unfinished work that a connection is while its check is under way. */
export const OPEN = "connections";

export const key = (accountId: string, provider: ProviderId) => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `CONNECTION#${provider}`,
});

/** What the credentials are sealed for: in no other place can they be opened. */
export function encryptionContext(
  connection: Pick<Info, "accountId" | "provider" | "id" | "version">,
): EncryptionContext {
  return {
    account: connection.accountId,
    provider: connection.provider,
    connection: connection.id,
    version: String(connection.version),
  };
}

export async function find(
  table: Table.Table,
  accountId: string,
  provider: ProviderId,
): Promise<Info | null> {
  return await Table.get(table, key(accountId, provider), Info);
}

export async function list(table: Table.Table, accountId: string): Promise<Info[]> {
  return await Table.list(table, `ACCOUNT#${accountId}`, "CONNECTION#", Info);
}

/** A step that fails a transaction unless the connection still is what it was and its credentials are proven. */
export function checkVerified(connection: Info): Table.Write {
  return {
    check: key(connection.accountId, connection.provider),
    condition: {
      expression: "#id = :id AND #version = :version AND #proven = :proven",
      values: { ":id": connection.id, ":version": connection.version, ":proven": true },
    },
  };
}

/** A step that fails a transaction where the account was found to pay by another price list than it was read with. */
export function checkPays(accountId: string, provider: ProviderId, connection: Info | null): Table.Write {
  const list = connection?.priceList;
  return {
    check: key(accountId, provider),
    condition: list
      ? { expression: "#priceList = :list", values: { ":list": list } }
      : { expression: "attribute_not_exists(#priceList)" },
  };
}

/**
 * Writes what a check of the credentials gave; false where they were replaced or deleted meanwhile.
 * @param only where the connection still has that status
 * @param pays how the account pays and which it is, where the check found it
 */
export async function conclude(
  table: Table.Table,
  connection: Pick<Info, "accountId" | "provider" | "id" | "version">,
  failure: Info["failure"],
  now: number,
  only?: z.infer<typeof Status>,
  pays: Pick<Info, "priceList" | "currency" | "owner"> = {},
): Promise<boolean> {
  const found = Object.entries(pays).filter(([, value]) => value !== undefined);
  return await Table.update(
    table,
    key(connection.accountId, connection.provider),
    {
      expression: [
        "SET #status = :status, #proven = :proven, #failure = :failure, #checkedAt = :now, #waitingUntil = :none",
        ...found.map(([name]) => `, #${name} = :${name}`),
        failure ? "" : ", #history = :proven",
        " REMOVE #open, #due, #trialUntil, #unanswered, #consent, #ordersHeld",
      ].join(""),
      values: {
        ":status": failure ? "ERROR" : "VERIFIED",
        ":proven": !failure,
        ":failure": failure,
        ":now": now,
        ":none": null,
        ...Object.fromEntries(found.map(([name, value]) => [`:${name}`, value])),
      },
    },
    {
      expression: `#id = :id AND #version = :version${only ? " AND #status = :only" : ""}`,
      values: {
        ":id": connection.id,
        ":version": connection.version,
        ...(only ? { ":only": only } : {}),
      },
    },
  );
}

/** None of these is the provider's word on the credentials. */
const PASSING: readonly Failure["cause"][] = ["unavailable", "timeout", "unreadable", "address_blocked"];

/**
 * Writes that a check of proven credentials came to nothing: they stay as good as they were. False where the failure is
 * the provider's word on them, or they are not proven.
 */
export async function keep(
  table: Table.Table,
  connection: Info,
  failure: NonNullable<Info["failure"]>,
): Promise<boolean> {
  const { accountId, provider, id, version, proven } = connection;
  if (!proven || !PASSING.includes(failure.cause)) return false;
  return await Table.update(
    table,
    key(accountId, provider),
    {
      expression:
        "SET #status = :verified, #failure = :failure, #waitingUntil = :none REMOVE #open, #due, #trialUntil, #consent",
      values: { ":verified": "VERIFIED", ":failure": failure, ":none": null },
    },
    {
      expression: "#id = :id AND #version = :version AND #proven = :proven",
      values: { ":id": id, ":version": version, ":proven": true },
    },
  );
}

/** Says that the check has to wait, so that its owner is not left guessing. Epoch ms. */
export async function wait(table: Table.Table, connection: Info, until: number): Promise<void> {
  await Table.update(
    table,
    key(connection.accountId, connection.provider),
    {
      expression: "SET #waitingUntil = :until, #due = :due",
      values: { ":until": until, ":due": position(until, connection.id) },
    },
    {
      expression: "#id = :id AND #version = :version AND #status = :verifying",
      values: { ":id": connection.id, ":version": connection.version, ":verifying": "VERIFYING" },
    },
  );
}

/** Of a match: whose account, and which saved credentials its order went out with. */
type Ordered = Pick<Info, "accountId" | "provider"> & {
  connection?: Pick<Info, "id" | "version"> | undefined;
};

/** Has no order sent for the account before `held.until`: verifying the connection, or saving it anew, ends that. */
export async function holdOrders(
  table: Table.Table,
  { accountId, provider, connection }: Ordered,
  held: NonNullable<Info["ordersHeld"]>,
): Promise<void> {
  if (!connection) return;
  const { id, version } = connection;
  await Table.update(
    table,
    key(accountId, provider),
    { expression: "SET #ordersHeld = :held", values: { ":held": held } },
    { expression: "#id = :id AND #version = :version", values: { ":id": id, ":version": version } },
  );
}

/** Why no order may be sent at `now`; null where one may. */
export function whyHeld({ ordersHeld }: Info, now: number): Failure | null {
  if (!ordersHeld || ordersHeld.until <= now) return null;
  const { until, cause, message } = ordersHeld;
  const retryAfterSeconds = Math.ceil((until - now) / 1000);
  return { cause, message, retryAfterSeconds, liesWith: "account" };
}

/** `owner` of the account that the provider calls `account`: it tells nobody what that is, nor that two customers share it. */
export function ownerOf(
  { accountId, provider }: Pick<Info, "accountId" | "provider">,
  account: string,
): string {
  return createHash("sha256")
    .update(JSON.stringify([accountId, provider, account]))
    .digest("base64url");
}

/** Whether an order went out with these very credentials, or with others of the same account of the provider's. */
export function isSameAccount(
  { id, version, owner }: Pick<Info, "id" | "version" | "owner">,
  ordered: Pick<Info, "id" | "version" | "owner"> | undefined,
): boolean {
  if (ordered?.id === id && ordered.version === version) return true;
  return owner !== undefined && ordered?.owner === owner;
}

/** Whether it is known that an order went out from another account of the provider's. */
export function isOtherAccount(
  { owner }: Pick<Info, "owner">,
  ordered: Pick<Info, "owner"> | undefined,
): boolean {
  return owner !== undefined && ordered?.owner !== undefined && ordered.owner !== owner;
}
