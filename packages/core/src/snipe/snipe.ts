export * as Snipe from "./snipe.ts";

import { createHash } from "node:crypto";
import * as z from "zod";
import { Match } from "../match/match.ts";
import { Currency } from "../money/money.ts";
import { Listing } from "../offer/offer.ts";
import { ProviderId } from "../provider/id.ts";
import { Cause, type Placed } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";

export const ServerState = z.enum(["unpaid", "provisioning", "ready", "cancelled"]);

/** Something is still to come of it. */
export function isOpen(state: z.infer<typeof ServerState>): boolean {
  return state === "unpaid" || state === "provisioning";
}

/** What became of its owner's wish to end a server. */
export const Termination = z.object({
  /** `unknown`: the provider could not be asked, or did not answer, for a day; it may have ended the server. */
  state: z.enum(["terminating", "terminated", "refused", "unknown"]),
  /** Grows with every wish and every attempt, so that whoever had it before can write nothing any more. */
  fence: z.int(),
  attempts: z.int(),
  askedAt: z.int(),
  /** Nobody else tries it before this moment. Epoch ms. */
  heldUntil: z.int(),
  /** The saved credentials that are known to be of the account that bought it, by their version. */
  provenVersion: z.int().nullable(),
  /** When the server ends, where the provider tells: it may lie ahead. Epoch ms. */
  endsAt: z.int().nullable(),
  /** Why it is not ended, or not yet. */
  failure: z.object({ cause: Cause, message: z.string() }).nullable(),
});
export type Termination = z.infer<typeof Termination>;

/** One server that was bought, as its owner sees it. */
export const Info = z.object({
  id: z.string(),
  accountId: z.string(),
  provider: ProviderId,
  ruleId: z.string(),
  matchId: z.string(),
  /** The provider's id of the order. */
  reference: z.string(),
  /** As the provider told of it last. */
  server: z.object({ id: z.string().nullable(), ipv4: z.string().nullable(), state: ServerState }),
  termination: Termination.optional(),
  listing: Listing,
  termMonths: z.int().default(1),
  /**
   * Net, minor units: what the provider asked at the moment of the order. `monthly` is the rent that stays once promotions
   * and coupons that end are over, `firstPayment` what was due at once, setup included.
   */
  price: z.object({ currency: Currency, monthly: z.int(), setup: z.int(), firstPayment: z.int() }),
  /** The order as it left: see Match; `trace` is what it is followed by. */
  order: z.object({
    id: z.string(),
    sentAt: z.int(),
    connection: z.object({ id: z.string(), version: z.int(), owner: z.string().optional() }).nullable(),
    trace: z.unknown(),
  }),
  /** Why nothing comes of it, or nobody knows; null where all is well. */
  failure: z.object({ cause: Cause, message: z.string() }).nullable().default(null),
  /** True where the provider's reply was lost and the order was found in its records. */
  reconciled: z.boolean(),
  /** Epoch ms. */
  boughtAt: z.int(),
});
export type Info = z.infer<typeof Info>;

/** The kinds of unfinished work that a snipe is: until its server is ready, and while that is being terminated. */
export const OPEN = "snipes";
export const TERMINATING = "terminations";

const LOOK_AGAIN_MS = 15_000;

export const key = (accountId: string, id: string) => ({ pk: `ACCOUNT#${accountId}`, sk: `SNIPE#${id}` });
export const collection = (accountId: string) => `SNIPES#${accountId}`;

export async function find(table: Table.Table, accountId: string, id: string): Promise<Info | null> {
  return await Table.get(table, key(accountId, id), Info);
}

/** One attempt buys once, so it gives the id. */
export function idOf({ id, attempt }: Pick<Match.Info, "id" | "attempt">): string {
  if (attempt === 1) return id.replace(/^mat_/, "snp_");
  return `snp_${createHash("sha256").update(`${id}-${attempt}`).digest("hex").slice(0, 32)}`;
}

/** The row of what a match bought. */
export function item(match: Match.Info, placed: Placed, reconciled: boolean, now: number): Table.Item {
  const id = idOf(match);
  const { accountId, listing, asked, connection } = match;
  const snipe: Info = {
    id,
    accountId,
    provider: match.provider,
    ruleId: match.ruleId,
    matchId: match.id,
    reference: placed.reference,
    server: placed.server,
    listing,
    termMonths: match.termMonths,
    price: {
      currency: listing.price.currency,
      monthly: Match.rentOf(match),
      setup: asked?.setup ?? listing.price.setup.net,
      firstPayment: match.amount,
    },
    order: {
      id: Match.orderId(match),
      sentAt: Match.leftAt(match),
      connection: connection ?? null,
      trace: placed.trace ?? match.trace ?? null,
    },
    failure: null,
    reconciled,
    boughtAt: now,
  };
  return {
    ...key(accountId, id),
    ...snipe,
    collection: collection(accountId),
    position: position(now, id),
    ...(isOpen(placed.server.state) ? { open: OPEN, due: position(now + LOOK_AGAIN_MS, id) } : {}),
  };
}
