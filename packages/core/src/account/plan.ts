import * as z from "zod";

export const Plan = z.enum(["free", "pro", "business", "enterprise"]);
export type Plan = z.infer<typeof Plan>;

/** How many rules may be active at once; paused and completed ones don't count. */
export const ACTIVE_RULES: Record<Plan, number> = {
  free: 1,
  pro: 10,
  business: 100,
  enterprise: Number.POSITIVE_INFINITY,
};

/** Rules of the others notify only. */
export function mayAutoBuy(plan: Plan): boolean {
  return plan !== "free";
}
