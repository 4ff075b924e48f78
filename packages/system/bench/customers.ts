export * as Customers from "./customers.ts";

import type { Context } from "@cloudco/core/context/context";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { buyingRule, connectHetzner } from "../test/kit/customer.ts";
import type { Sample } from "./sample.ts";
import type { Site } from "./site.ts";

/** `user` is the name of the customer's account at the provider. */
export type Customer = { number: number; accountId: string; user: string };

const CHEAPEST = 4600;
const IPV4 = 170;

/** So many customers with a verified account each. */
export async function connect({ ctx, controlUrl }: Site.Offline, count: number): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (let number = 0; number < count; number++) {
    const accountId = `buyer-${number}`;
    const { user } = await connectHetzner(ctx, adapter, controlUrl, accountId);
    customers.push({ number, accountId, user });
  }
  return customers;
}

/** Of 50,000 rules some ninety want it. The greater the number, the more memory it has, and the dearer it is. */
export function machineFor({ number }: Customer): Partial<Sample.Machine> {
  return { memory: 64 + number, priceCents: CHEAPEST + 10 * number };
}

/** A rule that the customer's own machine fits, and of all these machines no other. */
export async function makeRule(ctx: Context, { number, accountId }: Customer): Promise<void> {
  const maxMonthly = CHEAPEST + 10 * number + IPV4;
  await buyingRule(ctx, accountId, { minMemoryGib: 64 + number, maxMonthly, budget: maxMonthly });
}
