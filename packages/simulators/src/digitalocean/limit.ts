export * as Limit from "./limit.ts";

import type { Rate } from "../rate.ts";
import type { Reply } from "../reply.ts";
import { DoReply } from "./do-reply.ts";
import type { State } from "./state.ts";
import type { Token } from "./token.ts";

const hour: Rate.Limit = { max: 5000, seconds: 3600 };
const minute: Rate.Limit = { max: 250, seconds: 60 };
/** GET /v2/account/keys has one of its own. */
const keyList: Rate.Limit = { max: 10, seconds: 60 };

/**
 * Counts a request of a token; a reply when it is one too many.
 * Undocumented: a request that was refused here is not counted, and the one of its own counts with the others too.
 */
export function check(state: State.Info, token: Token.Info, isKeyList: boolean): Reply.Info | null {
  const keysOf = `${token.id} keys`;
  const bursts = [state.requests.usage(token.id, minute), minute] as const;
  const lists = [state.requests.usage(keysOf, keyList), keyList] as const;
  for (const [usage, { max }] of isKeyList ? [bursts, lists] : [bursts]) {
    if (usage.used >= max) return refused(Math.ceil((usage.freeAt - state.now()) / 1000));
  }
  if (state.requests.usage(token.id, hour).used >= hour.max) return refused();
  state.requests.count(token.id, hour.seconds);
  if (isKeyList) state.requests.count(keysOf, keyList.seconds);
  return null;
}

/** The headers of every response: the hour's limit, and when its oldest request stops counting. */
export function headers(state: State.Info, token: Token.Info): Record<string, string> {
  const { used, freeAt } = state.requests.usage(token.id, hour);
  return {
    "ratelimit-limit": String(hour.max),
    "ratelimit-remaining": String(Math.max(0, hour.max - used)),
    "ratelimit-reset": String(Math.ceil(freeAt / 1000)),
  };
}

/** Only a burst is told how long to wait; of the hour the reset tells. */
export function refused(retryAfterSeconds?: number): Reply.Info {
  const reply = DoReply.failure(429, "too_many_requests", "API rate limit exceeded.");
  return retryAfterSeconds === undefined
    ? reply
    : { ...reply, headers: { "retry-after": String(retryAfterSeconds) } };
}
