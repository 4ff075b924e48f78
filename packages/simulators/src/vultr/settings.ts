export * as Settings from "./settings.ts";

import * as z from "zod";

export const Fields = z.strictObject({
  /** How long a machine is pending. Counts for machines ordered from now on. */
  readyAfterSeconds: z.number().min(0),
  /** How long a new machine is in no list and is not found by its id: look-ups come after the order. */
  listedAfterSeconds: z.number().min(0),
  /** Whether deleting a pending machine is refused. */
  deleteWhilePending: z.enum(["accepted", "refused"]),
  /** What a call from an address that is not allowed gets; which of the two it is was never verified. */
  ipRefusalStatus: z.literal([401, 403]),
});
export type Info = z.infer<typeof Fields>;

export const initial: Info = {
  readyAfterSeconds: 60,
  listedAfterSeconds: 0,
  deleteWhilePending: "accepted",
  ipRefusalStatus: 401,
};
