export * as Limit from "./limit.ts";

import type { Inbound } from "../inbound.ts";
import type { Rate } from "../rate.ts";
import type { Reply } from "../reply.ts";
import type { State } from "./state.ts";
import { VultrReply } from "./vultr-reply.ts";

const second: Rate.Limit = { max: 30, seconds: 1 };

/**
 * Counts a request of an address, whoever's key it bears; a reply when it is one too many.
 * Undocumented: public calls count too, and what was refused here does not.
 */
export function check(state: State.Info, { ip }: Inbound.Info): Reply.Info | null {
  const { used, freeAt } = state.requests.usage(ip, second);
  if (used >= second.max) return refused(Math.ceil((freeAt - state.now()) / 1000));
  state.requests.count(ip, second.seconds);
  return null;
}

export function refused(retryAfterSeconds: number): Reply.Info {
  const reply = VultrReply.failure(429, "Too many requests. Please slow down.");
  return { ...reply, headers: { "retry-after": String(retryAfterSeconds) } };
}
