export * as Account from "./account.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Reply } from "../reply.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

const Fields = z.strictObject({
  email: z.string().min(1),
  /** Of the subsidiaries of the installation: FR, DE, GB … in Europe, CA, QC, AU … in Canada. */
  subsidiary: z.string(),
  state: z.enum(["complete", "incomplete"]),
  kycValidated: z.boolean(),
  /** Off: a checkout is refused with 403 "You are not allowed". */
  ordering: z.boolean(),
  /** The default payment method: a card that works, one that has expired, or none. */
  paymentMethod: z.enum(["valid", "expired", "none"]),
});
export const Patch = Fields.partial();
export const Input = Patch.extend({ id: z.string().min(1).optional() });

/** A customer; its id is its "nichandle". */
export type Info = z.infer<typeof Fields> & { readonly id: string };

const defaults = {
  email: "ops@example.com",
  state: "complete",
  kycValidated: true,
  ordering: true,
  paymentMethod: "valid",
};

/** Makes the account, or replaces the one of this id. Fails with 400 where the installation has no such subsidiary. */
export function put(state: State.Info, { id, ...input }: z.infer<typeof Input>): Info {
  const { standard, subsidiaries, region } = state.installation;
  const fields = Fields.parse({ ...defaults, subsidiary: standard, ...input });
  if (!subsidiaries.has(fields.subsidiary)) {
    throw Control.failure(400, `ovh-${region} has no subsidiary "${fields.subsidiary}".`);
  }
  const account = { id: id ?? `ab${state.nextAccount()}-ovh`, ...fields };
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

/** Where customers of subsidiaries live that are no country's: `country` is one of OVHcloud's enum. */
const COUNTRIES: Record<string, string> = { ASIA: "JP", QC: "CA", WE: "US", WS: "MX" };

/** GET /me */
export function show({ state, account }: Service.SignedCall): Reply.Info {
  const { subsidiary } = account;
  const locale = state.installation.subsidiaries.get(subsidiary);
  return Reply.json(200, {
    nichandle: account.id,
    email: account.email,
    name: "Doe",
    firstname: "Jane",
    organisation: "Example SAS",
    country: COUNTRIES[subsidiary] ?? subsidiary,
    language: "en_GB",
    ovhCompany: "ovh",
    ovhSubsidiary: subsidiary,
    currency: { code: locale?.currency, symbol: locale?.symbol },
    state: account.state,
    legalform: "corporation",
    kycValidated: account.kycValidated,
    vat: null,
    customerCode: "1234-5678-90",
    phone: "+33.123456789",
  });
}
