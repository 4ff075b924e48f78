export * as Limit from "./limit.ts";

import type { Reply } from "../reply.ts";
import { RobotReply } from "./robot-reply.ts";
import type { State } from "./state.ts";

/** A number of requests in an interval, seconds, for each account and endpoint. */
export interface Info {
  readonly max: number;
  readonly interval: number;
}

/** When the interval began, and how much of it is used. */
export interface Window {
  readonly since: number;
  readonly used: number;
}

export const perHour = (max: number): Info => ({ max, interval: 3600 });
export const perDay = (max: number): Info => ({ max, interval: 86_400 });

/**
 * Counts a request; true when it is one too many. Every request counts, refused and test orders too.
 * Undocumented: the interval begins with its first request, and what was refused here does not lengthen it.
 */
export function isExceeded(state: State.Info, user: string, endpoint: string, limit: Info): boolean {
  const id = `${endpoint} ${user}`;
  const now = state.now();
  const current = state.limits.get(id);
  const window = current && now < current.since + limit.interval * 1000 ? current : { since: now, used: 0 };
  if (window.used >= limit.max) return true;
  state.limits.put(id, { ...window, used: window.used + 1 });
  return false;
}

/** The document calls the field `max_request`; the live API sends `max_requests`. */
export function refused(limit: Info): Reply.Info {
  const details = { max_requests: limit.max, interval: limit.interval };
  return RobotReply.failure(403, "RATE_LIMIT_EXCEEDED", "rate limit exceeded", details);
}
