export * as Login from "./login.ts";

import { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import { Account } from "./account.ts";
import { RobotReply } from "./robot-reply.ts";
import type { State } from "./state.ts";

const failuresToBlock = 3;

/** What an address did: the times of its failed logins, and until when it is shut out. */
export interface History {
  readonly failures: number[];
  readonly blockedUntil: number;
}

/**
 * The account of a request, or null where the login fails or its address is blocked.
 * The third failure within the block's own length blocks the address. Undocumented, so the harsh reading: a success in
 * between does not make up for a failure, and a block answers even the right password with the same 401.
 */
export function check(state: State.Info, request: Inbound.Info): Account.Info | null {
  const now = state.now();
  const blockMs = state.settings.get().loginBlockSeconds * 1000;
  const history = state.logins.get(request.ip) ?? { failures: [], blockedUntil: 0 };
  if (now < history.blockedUntil) return null;

  const credentials = Inbound.basic(request);
  if (credentials === null) return null;
  const account = state.accounts.get(credentials.user);
  if (account?.webservice && Account.hasPassword(account, credentials.password)) return account;

  const failures = [...history.failures.filter((at) => at > now - blockMs), now];
  const isLast = failures.length >= failuresToBlock;
  state.logins.put(
    request.ip,
    isLast ? { failures: [], blockedUntil: now + blockMs } : { failures, blockedUntil: 0 },
  );
  return null;
}

export function refused(): Reply.Info {
  return RobotReply.failure(401, "UNAUTHORIZED", "Unauthorized");
}
