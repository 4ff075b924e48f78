export * as Customers from "./customers.ts";

import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { buyingRule, connectHetzner } from "../testing/customer.ts";
import type { Market } from "./market.ts";
import type { Site } from "./site.ts";

/** `user` is the name of the customer's account at the provider. */
export type Customer = { accountId: string; user: string };

const CHEAPEST = 3000;

/** So many customers with a verified account each. */
export async function connect({ ctx, controlUrl }: Site.Offline, count: number): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (let at = 0; at < count; at++) {
    const accountId = `buyer-${at}`;
    const { user } = await connectHetzner(ctx, adapter, controlUrl, accountId);
    customers.push({ accountId, user });
  }
  return customers;
}

/** A rule that the machine of the same number fits, and of all such machines this one alone. */
export async function ruleFor(
  ctx: Site.Offline["ctx"],
  { accountId }: Customer,
  number: number,
): Promise<void> {
  const maxMonthly = CHEAPEST + 10 * number + IPV4;
  await buyingRule(ctx, accountId, { minMemoryGib: 64 + number, maxMonthly, budget: maxMonthly });
}

const IPV4 = 170;

/** A bargain that many rules may want; the greater its number the more memory, and the dearer. */
export function bargain(number: number): Partial<Market.Machine> {
  return { memory: 64 + number, priceCents: CHEAPEST + 10 * number };
}
