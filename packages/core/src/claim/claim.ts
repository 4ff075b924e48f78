export * as Claim from "./claim.ts";

import type { Listing } from "../offer/offer.ts";
import type { Write } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/**
 * One physical machine is ordered by one match at a time, whoever's it is: two orders for it could not both succeed,
 * and the provider's records could not tell two of the same customer apart.
 */
const key = (listing: Listing) => ({ pk: `CLAIM#${listing.provider}#${listing.id}`, sk: "CLAIM" });

const KEPT_DAYS = 30;

/** Steps that take the claim; none for capacity that many can buy. */
export function take(listing: Listing, matchId: string, now: number): Write[] {
  if (!listing.unique) return [];
  return [
    {
      put: { ...key(listing), matchId, expiresAt: ttl(now, KEPT_DAYS) },
      condition: {
        expression: "attribute_not_exists(pk) OR #matchId = :matchId",
        values: { ":matchId": matchId },
      },
    },
  ];
}

/** Steps that free the machine for others, after a proof that it was not bought. */
export function release(listing: Listing, matchId: string): Write[] {
  if (!listing.unique) return [];
  return [
    {
      delete: key(listing),
      condition: {
        expression: "attribute_not_exists(pk) OR #matchId = :matchId",
        values: { ":matchId": matchId },
      },
    },
  ];
}
