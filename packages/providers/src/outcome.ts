export * as Outcome from "./outcome.ts";

import type { Failure, OrderOutcome } from "@cloudco/core/provider/provider";

/** An order of which it is not known whether it went through. */
export function unknown({ message, ...failure }: Failure): OrderOutcome {
  const doubt =
    "The order may have gone through: it is not sent again, and is looked up in the provider's own records.";
  return { kind: "unknown", ...failure, message: `${message} ${doubt}` };
}
