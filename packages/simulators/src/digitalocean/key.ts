export * as Key from "./key.ts";

import * as z from "zod";
import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import { SshKey } from "../ssh-key.ts";
import type { Api } from "./api.ts";
import { DoReply } from "./do-reply.ts";
import { Page } from "./page.ts";
import type { State } from "./state.ts";

export interface Info {
  readonly id: number;
  readonly account: string;
  readonly fingerprint: string;
  readonly public_key: string;
  readonly name: string;
}

const Body = z.strictObject({ name: z.string().min(1), public_key: z.string().min(1) });

/** GET /v2/account/keys */
export function list({ state, account, request }: Api.Call): Reply.Info {
  const mine = state.keys.values().filter((key) => key.account === account.id);
  return Page.of(request, "ssh_keys", mine, shown);
}

/** POST /v2/account/keys */
export function create({ state, account, request }: Api.Call): Reply.Info {
  const { success, data } = Body.safeParse(Inbound.json(request));
  const parsed = success ? SshKey.parse(data.public_key.trim()) : null;
  if (!success || parsed === null)
    return DoReply.unprocessable("Key invalid, key should be of the format `type key [comment]`");
  const { fingerprint } = parsed;
  if (find(state, account.id, fingerprint) !== undefined) {
    return DoReply.unprocessable("SSH Key is already in use on your account");
  }
  const key = { id: state.nextKey(), account: account.id, fingerprint, ...data };
  state.keys.put(key.id, key);
  return Reply.json(201, { ssh_key: shown(key) });
}

/** By its number or its fingerprint, among those of the account. */
export function find(state: State.Info, account: string, idOrFingerprint: string | number): Info | undefined {
  return state.keys
    .values()
    .find(
      (key) =>
        key.account === account &&
        [key.id, key.fingerprint].some((name) => String(name) === String(idOrFingerprint)),
    );
}

function shown({ account: _, ...key }: Info): object {
  return key;
}
