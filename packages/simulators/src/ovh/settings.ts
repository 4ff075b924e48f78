export * as Settings from "./settings.ts";

import * as z from "zod";

export const Fields = z.strictObject({
  /** How long a paid order is checked before its delivery begins, and how long it takes until it is delivered. */
  deliveringAfterSeconds: z.number().min(0),
  deliveredAfterSeconds: z.number().min(0),
  /** How long a new order is not found: look-ups come after the checkout. */
  listedAfterSeconds: z.number().min(0),
  /** How long after that it has no lines yet, or lines without a plan, as not yet decomposed. */
  linesAfterSeconds: z.number().min(0),
  earlyLines: z.enum(["none", "without plan"]),
  /** How long a cart lives that does not say so itself. */
  cartSeconds: z.number().min(1),
  /** How far a request's timestamp may be off, before or after; OVHcloud does not say. */
  timestampToleranceSeconds: z.number().min(0),
  /** What a timestamp that is off gets: the documented error, or the one that was seen now and then instead. */
  timestampRefusal: z.enum(["QUERY_TIME_OUT", "INVALID_KEY"]),
  /** What a filter that no availability fits gets. Both were seen. */
  emptyAvailabilities: z.enum(["not found", "empty list"]),
  /** Whether a checkout without an option of a mandatory family is refused, or gets the default. Both were seen. */
  missingOptions: z.enum(["refused", "default"]),
  /** Whether an order is left behind unpaid when paying it at once fails. It is not known. */
  failedPaymentLeaves: z.enum(["nothing", "unpaid order"]),
  /** What a cart is after its checkout, which was never verified. It can't be checked out again in any case. */
  cartAfterCheckout: z.enum(["read-only", "unchanged", "gone"]),
  /** How long it takes for the e-mail with the token of a termination to come. */
  emailAfterSeconds: z.number().min(0),
  /** Requests a minute of a consumer key, beyond which it gets 429: fair use, in the words of OVHcloud's staff. Null for no limit. */
  requestsPerMinute: z.int().positive().nullable(),
});
export type Info = z.infer<typeof Fields>;

export const initial: Info = {
  deliveringAfterSeconds: 10,
  deliveredAfterSeconds: 60,
  listedAfterSeconds: 0,
  linesAfterSeconds: 0,
  earlyLines: "none",
  cartSeconds: 86_400,
  timestampToleranceSeconds: 30,
  timestampRefusal: "QUERY_TIME_OUT",
  emptyAvailabilities: "not found",
  missingOptions: "refused",
  failedPaymentLeaves: "nothing",
  cartAfterCheckout: "read-only",
  emailAfterSeconds: 0,
  requestsPerMinute: 60,
};
