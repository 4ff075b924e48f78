export * as Account from "./account.ts";

import { createHash, randomUUID } from "node:crypto";
import * as z from "zod";
import { Control } from "../control.ts";
import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { DoReply } from "./do-reply.ts";
import type { State } from "./state.ts";
import { Token } from "./token.ts";

const Fields = z.strictObject({
  email: z.string().min(1),
  name: z.string(),
  /** A locked account can't create anything. */
  status: z.enum(["active", "warning", "locked"]),
  statusMessage: z.string(),
  emailVerified: z.boolean(),
  dropletLimit: z.int().min(0),
});
export const Patch = Fields.partial();
export const Input = Patch.extend({ id: z.string().min(1).optional() });

const defaults: z.infer<typeof Fields> = {
  email: "ops@example.com",
  name: "Ops",
  status: "active",
  statusMessage: "",
  emailVerified: true,
  dropletLimit: 25,
};

export type Info = z.infer<typeof Fields> & { readonly id: string; readonly vpc: string };

/** Makes the account, or replaces the one of this id. */
export function put(state: State.Info, { id, ...input }: z.infer<typeof Input>): Info {
  const chosen = id ?? `team-${state.nextAccount()}`;
  const vpc = state.accounts.get(chosen)?.vpc ?? randomUUID();
  const account = { id: chosen, vpc, ...Fields.parse({ ...defaults, ...input }) };
  state.accounts.put(chosen, account);
  return account;
}

export function change(state: State.Info, id: string, patch: z.infer<typeof Patch>): Info {
  const { vpc: _, ...fields } = get(state, id);
  return put(state, { ...fields, ...patch });
}

/** Fails with 404 where there is no such account. */
export function get(state: State.Info, id: string): Info {
  const account = state.accounts.get(id);
  if (account === undefined) throw Control.failure(404, `There is no account "${id}".`);
  return account;
}

/** GET /v2/account: what the token may not read is left out. */
export function show({ account, token }: Api.Call): Reply.Info {
  const mayReadDroplets = Token.has(token, "droplet:read");
  const mayReadAddresses = Token.has(token, "reserved_ip:read");
  return Reply.json(200, {
    account: {
      ...(mayReadDroplets ? { droplet_limit: account.dropletLimit } : {}),
      ...(mayReadAddresses ? { floating_ip_limit: 5, reserved_ip_limit: 5 } : {}),
      volume_limit: 100,
      email: account.email,
      name: account.name,
      uuid: digest(account.email),
      email_verified: account.emailVerified,
      status: account.status,
      status_message: account.statusMessage,
      team: { uuid: digest(account.id), name: "My Team" },
    },
  });
}

/** GET /v2/customers/my/balance: decimal strings in US dollars. */
export function balance({ state }: Api.Call): Reply.Info {
  return Reply.json(200, {
    month_to_date_balance: "23.44",
    account_balance: "12.23",
    month_to_date_usage: "11.21",
    generated_at: DoReply.time(state.now()),
  });
}

/** Forty hex digits that are always the same for the same text, as DigitalOcean's uuids of people and teams are. */
function digest(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
