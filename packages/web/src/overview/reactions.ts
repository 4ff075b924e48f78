import type { Match } from "../api/schema.d.ts";

/** From the match to the moment when the order left, milliseconds, of every order that left. */
export function reactions(matches: readonly Match[]): number[] {
  return matches.flatMap(({ sentAt, matchedAt }) =>
    sentAt ? [Date.parse(sentAt) - Date.parse(matchedAt)] : [],
  );
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
