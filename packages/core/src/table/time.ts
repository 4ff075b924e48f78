/** `expiresAt` for an item that may go `days` after `now` (epoch ms): epoch seconds, as DynamoDB's TTL wants it. */
export function ttl(now: number, days: number): number {
  return Math.floor(now / 1000) + days * 86_400;
}

/** The moment of a position, epoch ms. */
export function momentOf(position: string): number {
  return Date.parse(position.slice(0, position.indexOf("#")));
}

/** A position within a collection: sorts by time, unique by id. */
export function position(at: number, id = ""): string {
  return `${new Date(at).toISOString()}#${id}`;
}
