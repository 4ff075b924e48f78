export * as Token from "./token.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Inbound } from "../inbound.ts";
import { Secret } from "../secret.ts";
import type { State } from "./state.ts";

export const allAcls = [
  ["manage_users", "subscriptions_view", "subscriptions", "billing", "support", "provisioning", "dns"],
  ["abuse", "upgrade", "firewall", "alerts", "objstore", "loadbalancer"],
].flat();

const Flags = z.strictObject({
  /** The access-control list of the key's user; null for everything. */
  acls: z.array(z.enum(allAcls)).nullable(),
  /** Off: the caller's address is not on the key's allow-list. */
  ipAllowed: z.boolean(),
});
export const Patch = Flags.partial();
export const Input = Patch.extend({
  /** The id of the account that the API key is of. */
  account: z.string(),
  token: z.string().min(1).regex(/^\S+$/, "an API key has no blanks"),
});

const defaults: z.infer<typeof Flags> = { acls: null, ipAllowed: true };

export type Info = z.infer<typeof Flags> & { readonly id: string; readonly account: string };

/** Gives an account that exists an API key. Gives back what may be shown of it. */
export function put(state: State.Info, { token, account, ...flags }: z.infer<typeof Input>): Info {
  const made = { id: `token-${state.nextToken()}`, account, ...Flags.parse({ ...defaults, ...flags }) };
  state.tokens.put(Secret.hash(token), made);
  return made;
}

export function change(state: State.Info, id: string, patch: z.infer<typeof Patch>): Info {
  const [hash, { account, id: _, ...flags }] = find(state, id);
  const changed = { id, account, ...Flags.parse({ ...flags, ...patch }) };
  state.tokens.put(hash, changed);
  return changed;
}

/** Revokes a key: it is unknown from then on. Fails with 404 where there is none of this id. */
export function revoke(state: State.Info, id: string): void {
  state.tokens.delete(find(state, id)[0]);
}

/** The key a request names, where there is one such. */
export function of(state: State.Info, request: Inbound.Info): Info | undefined {
  return state.tokens.get(Secret.hash(Inbound.bearer(request)));
}

export function has(token: Info, acl: string): boolean {
  return token.acls === null || token.acls.includes(acl);
}

function find(state: State.Info, id: string): [string, Info] {
  const found = state.tokens.entries().find(([, token]) => token.id === id);
  if (found === undefined) throw Control.failure(404, `There is no API key "${id}".`);
  return found;
}
