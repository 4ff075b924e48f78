import type { FailureCause } from "../match/match.ts";
import type { Failure } from "../provider/provider.ts";

/** How long to leave the rule, and this very match, alone after a failed attempt. Seconds. */
export type Cooldown = { rule: number; match: number };

const MINUTE = 60;
const HOUR = 3600;

/** Doubles with every attempt. */
const growing = (seconds: number, most: number, attempt: number) =>
  Math.min(most, seconds * 2 ** Math.min(attempt - 1, 16));

/** Of a daily limit of twenty orders, as Hetzner's, a rule that is refused for its account's sake uses up four. */
const REFUSED_SECONDS = 6 * HOUR;

/** How an attempt failed. */
export type Attempt = {
  cause: FailureCause;
  /** 1 for the first. */
  attempt: number;
  retryAfterSeconds?: number | undefined;
  liesWith?: Failure["liesWith"];
  /** Whether an order may have been sent. */
  sent: boolean;
};

/** Whether every order of the account would fail so. */
export function liesWithAccount({ cause, liesWith }: Pick<Attempt, "cause" | "liesWith">): boolean {
  if (liesWith) return liesWith === "account";
  return cause === "not_allowed" || cause === "account_limit" || cause === "payment";
}

/**
 * Where the cause lies with the offer, the rule may take another one at once; where it lies with the account or the
 * provider, every further attempt would end the same, and may use up a daily limit. Before anything was sent, what could
 * not be read in time is the offer's own trouble.
 */
export function cooldown(failed: Attempt): Cooldown {
  const { cause, attempt, retryAfterSeconds, sent } = failed;
  // Verifying the connection again ends the wait, and so does changing the rule.
  if (failed.liesWith === "rule" || liesWithAccount(failed)) {
    return { rule: retryAfterSeconds ?? REFUSED_SECONDS, match: 0 };
  }
  if (failed.liesWith === "offer") return { rule: 0, match: REFUSED_SECONDS };
  switch (cause) {
    case "sold":
    case "price":
    case "budget":
      return { rule: 0, match: 10 * MINUTE };
    case "stale":
    case "rule":
      return { rule: 0, match: 0 };
    case "contended":
      return { rule: 0, match: growing(2, 10 * MINUTE, attempt) };
    case "absent":
      return attempt < 3 ? { rule: 0, match: 0 } : { rule: 0, match: HOUR };
    case "timeout":
    case "unreadable": {
      const wait = growing(sent ? 2 : 10, 5 * MINUTE, attempt);
      return sent ? { rule: wait, match: 0 } : { rule: 0, match: wait };
    }
    case "unavailable":
      return { rule: growing(2, 5 * MINUTE, attempt), match: 0 };
    case "address_blocked":
      return { rule: retryAfterSeconds ?? 10 * MINUTE, match: 0 };
    case "rate_limited":
      return { rule: retryAfterSeconds ?? MINUTE, match: 0 };
    case "credentials":
    case "connection":
      return { rule: HOUR, match: 0 };
    default:
      return { rule: MINUTE, match: growing(HOUR, 24 * HOUR, attempt) };
  }
}
