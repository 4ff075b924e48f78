export * as AddressShare from "./address-share.ts";

import * as z from "zod";
import type { Context } from "../context/context.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/** What a provider takes from one address is shared by all customers; no kind of call can use up another's share of it. */
export type Kind = "order" | "verify" | "find";

/** Of `requests` that one call sends at most, `burst` go at once, and so many a second over any time. */
export type Share = { requests: number; burst: number; perSecond: number };

/** Leave to call after so long; or none, since too many wait. Ms. */
export type Permit = { granted: boolean; waitMs: number };

/** How long a call waits for its turn rather than come again: shorter than an order's message is left to itself. */
const PATIENCE_MS = 8_000;

const NOW: Permit = { granted: true, waitMs: 0 };
/** Until when what was granted uses up the share, epoch ms. */
const Row = z.object({ usedUntil: z.number() });
const key = (provider: string, kind: Kind) => ({ pk: `ADDRESS_SHARE#${provider}`, sk: kind });

type Paced = Pick<Descriptor, "id" | "addressShares">;

/**
 * Leave to make one call. All addresses that calls leave from count as one: where there are several, they send less than
 * they might, and never more.
 */
export async function admit(
  { table, now }: Pick<Context, "table" | "now">,
  { id, addressShares }: Paced,
  kind: Kind,
): Promise<Permit> {
  if (!addressShares) return NOW;
  const { requests, burst, perSecond } = addressShares[kind];
  const cost = Math.ceil((requests * 1000) / perSecond);
  const ahead = Math.floor((burst / requests - 1) * cost);
  for (;;) {
    const at = now();
    const set = (usedUntil: string, value: number) => ({
      expression: `SET #usedUntil = ${usedUntil}, #expiresAt = :expiresAt`,
      values: { ":value": value, ":expiresAt": ttl(at, 1) },
    });
    const inTurn = await Table.updated(
      table,
      key(id, kind),
      set("#usedUntil + :value", cost),
      {
        expression: "#usedUntil BETWEEN :now AND :latest",
        values: { ":now": at, ":latest": at + ahead + PATIENCE_MS },
      },
      Row,
    );
    if (inTurn) return { granted: true, waitMs: Math.max(0, inTurn.usedUntil - cost - ahead - at) };
    const first = await Table.updated(
      table,
      key(id, kind),
      set(":value", at + cost),
      // What can't be read holds nobody up.
      {
        expression: "#usedUntil < :now OR NOT attribute_type(#usedUntil, :number)",
        values: { ":now": at, ":number": "N" },
      },
      Row,
    );
    if (first) return NOW;
    const row = await Table.get(table, key(id, kind), Row);
    const waitMs = (row?.usedUntil ?? 0) - ahead - at;
    if (waitMs > PATIENCE_MS) return { granted: false, waitMs };
  }
}

/** Leaves the provider alone for so long, because it asked for that: an address is refused whoever calls from it. */
export async function hold(
  { table, now }: Pick<Context, "table" | "now">,
  { id, addressShares }: Paced,
  seconds: number,
): Promise<void> {
  if (!addressShares) return;
  const at = now();
  for (const kind of ["order", "verify", "find"] as const) {
    const until =
      at + seconds * 1000 + Math.ceil((addressShares[kind].burst * 1000) / addressShares[kind].perSecond);
    await Table.updated(
      table,
      key(id, kind),
      {
        expression: "SET #usedUntil = :until, #expiresAt = :expiresAt",
        values: { ":until": until, ":expiresAt": ttl(at, 2) },
      },
      { expression: "attribute_not_exists(#usedUntil) OR #usedUntil < :until" },
      Row,
    );
  }
}
