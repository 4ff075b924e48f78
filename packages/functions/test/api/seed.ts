import { randomBytes } from "node:crypto";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { Listing } from "@cloudco/core/offer/offer";
import { type Stored, seen, toItem } from "@cloudco/core/offer/stored";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { position } from "@cloudco/core/table/time";

export function listing(changes: Partial<Listing> = {}): Listing {
  return Listing.parse({
    id: randomBytes(4).readUInt32BE().toString(),
    provider: "hetzner",
    category: "auction",
    name: "Ryzen 9",
    cpu: { name: "Ryzen 9 3900", cores: 12 },
    memoryGib: 128,
    disks: [{ kind: "nvme", count: 2, sizeGb: 1920 }],
    gpu: null,
    location: { code: "FSN1-DC14", site: "FSN1", country: "DE" },
    price: { currency: "EUR", monthly: { net: 5000, gross: null }, setup: { net: 0, gross: null } },
    ipv4: 170,
    unique: true,
    ...changes,
  });
}

/** Puts offers where the scan would have put them. */
export async function putOffers(
  ctx: Context,
  listings: readonly Listing[],
  now = ctx.now(),
): Promise<Stored[]> {
  const offers = listings.flatMap((each) => seen(undefined, each, now) ?? []);
  for (let from = 0; from < offers.length; from += 100) {
    await Table.transact(
      ctx.table,
      offers.slice(from, from + 100).map((offer) => ({ put: toItem(offer) })),
    );
  }
  return offers;
}

export async function putMatch(
  ctx: Context,
  accountId: string,
  changes: Partial<Match.Info> = {},
): Promise<Match.Info> {
  const now = ctx.now();
  const match = Match.Info.parse({
    id: `mat_${randomBytes(16).toString("hex")}`,
    accountId,
    ruleId: `rul_${randomBytes(8).toString("hex")}`,
    ruleRevision: 1,
    provider: "hetzner",
    listing: listing(),
    monthly: 5170,
    state: "alerted",
    fence: 0,
    attempt: 1,
    amount: 0,
    failure: null,
    retryAt: now,
    matchedAt: now,
    deadline: now,
    lookups: 0,
    history: [{ state: "alerted", at: now }],
    ...changes,
  });
  await Table.transact(ctx.table, [
    {
      put: {
        ...Match.key(accountId, match.id),
        ...match,
        collection: Match.collection(accountId),
        position: position(match.matchedAt, match.id),
      },
    },
  ]);
  return match;
}

export async function putSnipe(ctx: Context, match: Match.Info, now = ctx.now()): Promise<string> {
  const placed = {
    reference: "B20150121-344958-251479",
    server: { id: "321", ipv4: "192.0.2.7", state: "ready" as const },
  };
  const item = Snipe.item(match, placed, false, now);
  await Table.transact(ctx.table, [{ put: item }]);
  return String(item.id);
}
