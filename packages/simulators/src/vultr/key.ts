export * as Key from "./key.ts";

import { randomUUID } from "node:crypto";
import * as z from "zod";
import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import { SshKey } from "../ssh-key.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";
import type { State } from "./state.ts";
import { VultrReply } from "./vultr-reply.ts";

export interface Info {
  readonly id: string;
  readonly account: string;
  readonly date_created: string;
  readonly name: string;
  readonly ssh_key: string;
}

const Body = z.strictObject({ name: z.string().min(1), ssh_key: z.string().min(1) });

/** GET /ssh-keys */
export function list({ state, account, request }: Api.Call): Reply.Info {
  const mine = state.keys.values().filter((key) => key.account === account.id);
  return Page.of(request, "ssh_keys", mine, shown);
}

/** POST /ssh-keys */
export function create({ state, account, request }: Api.Call): Reply.Info {
  const { success, data } = Body.safeParse(Inbound.json(request));
  if (!success || SshKey.parse(data.ssh_key.trim()) === null)
    return VultrReply.badRequest("Invalid SSH key.");
  const key = { id: randomUUID(), account: account.id, date_created: VultrReply.time(state.now()), ...data };
  state.keys.put(key.id, key);
  return Reply.json(201, { ssh_key: shown(key) });
}

export function isOf(state: State.Info, account: string, id: string): boolean {
  return state.keys.get(id)?.account === account;
}

function shown({ account: _, ...key }: Info): object {
  return key;
}
