/** `expiresAt` for an item that may go `days` after `now` (epoch ms): epoch seconds, as DynamoDB's TTL wants it. */
export function ttl(now: number, days: number): number {
  return Math.floor(now / 1000) + days * 86_400;
}

/** A position within a collection: sorts by time, unique by id. */
export function position(at: number, id = ""): string {
  return `${new Date(at).toISOString()}#${id}`;
}
