export * as Account from "./account.ts";

import * as z from "zod";
import { Secret } from "../secret.ts";
import type { State } from "./state.ts";

export const Input = z.strictObject({
  /** The name of the web-service user; may hold `#` and `+`. No colon, since Basic authentication ends it there. */
  user: z
    .string()
    .min(1)
    .regex(/^[^:]+$/, "a user name has no colon"),
  password: z.string().min(1),
  /** Off: the web-service user was switched off, so every login fails. */
  webservice: z.boolean().default(true),
  /** Off: ordering was not activated in Robot. */
  ordering: z.boolean().default(true),
  serverLimitReached: z.boolean().default(false),
  paymentProblem: z.boolean().default(false),
  vatRate: z
    .number()
    .max(100)
    .refine((rate) => rate === 0 || rate >= 1, "vatRate is a percentage: 19, not 0.19")
    .default(19),
});
export type Info = Omit<z.infer<typeof Input>, "password"> & { readonly passwordHash: string };

/** Makes the account, or replaces the one of this user. Gives what may be shown of it. */
export function put(state: State.Info, input: z.infer<typeof Input>): Omit<Info, "passwordHash"> {
  const { password, ...shown } = input;
  state.accounts.put(shown.user, { ...shown, passwordHash: Secret.hash(password) });
  return shown;
}

export function hasPassword(account: Info, password: string): boolean {
  return account.passwordHash === Secret.hash(password);
}
