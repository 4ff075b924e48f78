export * as Account from "./account.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import type { State } from "./state.ts";
import { Token } from "./token.ts";

const Fields = z.strictObject({
  name: z.string(),
  email: z.string().min(1),
  /** US dollars; below nought is a credit. */
  balance: z.number(),
  pendingCharges: z.number(),
  /** Off: there is neither credit nor a card, so nothing can be ordered. */
  paymentMethod: z.boolean(),
});
export const Patch = Fields.partial();
export const Input = Patch.extend({ id: z.string().min(1).optional() });

const defaults: z.infer<typeof Fields> = {
  name: "Example Account",
  email: "admin@example.com",
  balance: -100.55,
  pendingCharges: 60.25,
  paymentMethod: true,
};

export type Info = z.infer<typeof Fields> & { readonly id: string };

/** Makes the account, or replaces the one of this id. */
export function put(state: State.Info, { id, ...input }: z.infer<typeof Input>): Info {
  const account = { id: id ?? `account-${state.nextAccount()}`, ...Fields.parse({ ...defaults, ...input }) };
  state.accounts.put(account.id, account);
  return account;
}

export function change(state: State.Info, id: string, patch: z.infer<typeof Patch>): Info {
  return put(state, { ...get(state, id), ...patch });
}

/** Fails with 404 where there is no such account. */
export function get(state: State.Info, id: string): Info {
  const account = state.accounts.get(id);
  if (account === undefined) throw Control.failure(404, `There is no account "${id}".`);
  return account;
}

/** GET /account: the ACLs are those of the user whose key it is. */
export function show({ account, token }: Api.Call): Reply.Info {
  return Reply.json(200, {
    account: {
      name: account.name,
      email: account.email,
      acls: token.acls ?? Token.allAcls,
      balance: account.balance,
      pending_charges: account.pendingCharges,
      last_payment_date: "2026-09-10T01:56:20+00:00",
      last_payment_amount: -1.25,
    },
  });
}
