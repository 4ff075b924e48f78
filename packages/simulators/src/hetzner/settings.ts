export * as Settings from "./settings.ts";

import * as z from "zod";

export const Fields = z.strictObject({
  /** How long an order stays in process. Counts for orders placed from now on. */
  readyAfterSeconds: z.number().min(0),
  /** How long the list of orders leaves out a new one, and how long Robot's market still shows a machine that was sold. */
  listedAfterSeconds: z.number().min(0),
  soldAfterSeconds: z.number().min(0),
  /** The auction feed as it was seen live, or as the older sample of it has it. */
  feedForm: z.enum(["observed", "sample"]),
  /** How long an address is shut out after three failed logins. */
  loginBlockSeconds: z.number().min(0),
});
export type Info = z.infer<typeof Fields>;

export const initial: Info = {
  readyAfterSeconds: 60,
  listedAfterSeconds: 0,
  soldAfterSeconds: 0,
  feedForm: "observed",
  loginBlockSeconds: 600,
};
