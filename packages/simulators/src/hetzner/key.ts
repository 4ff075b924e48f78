export * as Key from "./key.ts";

import { Reply } from "../reply.ts";
import { SshKey } from "../ssh-key.ts";
import { Berlin } from "./berlin.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";
import type { State } from "./state.ts";

/** An SSH key of an account; orders name it by its MD5 fingerprint. */
export interface Info {
  readonly user: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly type: string;
  readonly size: number;
  readonly data: string;
  readonly created_at: string;
}

/** GET /key */
export function list({ state, account }: Robot.Call): Reply.Info {
  const mine = state.keys.values().filter((key) => key.user === account.user);
  return RobotReply.list(mine.map(wrapped), RobotReply.notFound("No keys found"));
}

/** POST /key with `name` and `data`, an OpenSSH public key. */
export function create({ state, account, form }: Robot.Call): Reply.Info {
  const name = form.get("name") ?? "";
  const data = form.get("data")?.trim() ?? "";
  const missing = [name === "" ? "name" : "", data === "" ? "data" : ""].filter(Boolean);
  const parsed = SshKey.parse(data);
  if (missing.length > 0) return RobotReply.invalidInput(missing, []);
  if (parsed === null) return RobotReply.invalidInput([], ["data"]);
  if (find(state, account.user, parsed.fingerprint) !== undefined) {
    return RobotReply.failure(409, "KEY_ALREADY_EXISTS", "key already exists");
  }
  const key = { user: account.user, name, ...parsed, data, created_at: Berlin.time(state.now()) };
  state.keys.put(`${key.fingerprint} ${key.user}`, key);
  return Reply.json(201, wrapped(key));
}

export function find(state: State.Info, user: string, fingerprint: string): Info | undefined {
  return state.keys.get(`${fingerprint} ${user}`);
}

function wrapped({ user: _, ...key }: Info): object {
  return { key };
}
