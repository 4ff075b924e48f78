import type { FailureCause } from "../match/match.ts";

/** How long to leave the rule, and this very match, alone after a failed attempt. Seconds. */
export type Cooldown = { rule: number; match: number };

const MINUTE = 60;
const HOUR = 3600;

/** Doubles with every attempt. */
const growing = (seconds: number, most: number, attempt: number) =>
  Math.min(most, seconds * 2 ** Math.min(attempt - 1, 16));

/**
 * Where the cause lies with the offer, the rule may take another one at once; where it lies with the account or the
 * provider, every further attempt would end the same, and may use up a daily limit.
 * @param attempt 1 for the first
 */
export function cooldown(cause: FailureCause, attempt: number, retryAfterSeconds?: number): Cooldown {
  switch (cause) {
    case "sold":
    case "price":
    case "budget":
      return { rule: 0, match: 10 * MINUTE };
    case "stale":
    case "rule":
      return { rule: 0, match: 0 };
    case "contended": {
      const wait = growing(2, MINUTE, attempt);
      return { rule: wait, match: wait };
    }
    case "absent":
      return attempt < 3 ? { rule: 0, match: 0 } : { rule: 0, match: HOUR };
    case "unavailable":
    case "timeout":
    case "unreadable":
      return { rule: growing(2, 5 * MINUTE, attempt), match: 0 };
    case "rate_limited":
      return { rule: retryAfterSeconds ?? HOUR, match: 0 };
    // Verifying the connection again ends these two at once.
    case "credentials":
    case "connection":
      return { rule: HOUR, match: 0 };
    case "not_allowed":
    case "account_limit":
    case "payment":
      return { rule: growing(10 * MINUTE, 6 * HOUR, attempt), match: 0 };
    case "refused":
      return { rule: MINUTE, match: growing(HOUR, 24 * HOUR, attempt) };
  }
}
