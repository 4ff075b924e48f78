export * as Acceptance from "./acceptance.ts";

import type { Currency } from "../money/money.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor, Extra } from "../provider/provider.ts";
import type { Rule } from "./rule.ts";
import { askedOf } from "./wanted.ts";

/** What of a rule can't be done, and what to do instead. */
export type Problem = { field: string; message: string };

/** How the customer's account at the provider pays, as far as that is known. */
export type Pays = { priceList?: string | undefined; currency?: Currency | null | undefined };

/**
 * Whether a rule can do what it says at its provider, so that nobody waits for it in vain. This is the one place that
 * knows what Auto-Buy can order where.
 * @returns the criteria with the provider's currency where they name none
 */
export function accept<C extends Rule.Criteria>(
  descriptors: readonly Descriptor[],
  provider: ProviderId,
  criteria: C,
  pays: Pays = {},
): { criteria: C & { currency: Currency; priceList?: string } } | { problems: Problem[] } {
  const descriptor = descriptors.find(({ id }) => id === provider);
  if (!descriptor) {
    return { problems: [{ field: "provider", message: "CloudCO does not serve this provider yet." }] };
  }
  const rule = { ...criteria, currency: criteria.currency ?? pays.currency ?? descriptor.currency };
  const problems = [
    ...purchase(descriptor, rule),
    ...currencyOf(descriptor, rule, pays),
    ...terms(descriptor, rule),
    ...extras(descriptor, rule),
    ...untold(descriptor, rule),
  ];
  if (problems.length > 0) return { problems };
  const list = descriptor.priceLists?.find(({ currency }) => currency === rule.currency)?.id;
  const priceList = pays.priceList ?? list;
  return { criteria: { ...rule, ...(priceList === undefined ? {} : { priceList }) } };
}

function purchase({ name, categories, orderable }: Descriptor, rule: Rule.Criteria): Problem[] {
  const { category, autoBuy, budget } = rule;
  const problems: Problem[] = [];
  if (!categories.includes(category)) {
    const message = `${name} lists no ${category}. Choose from: ${categories.join(", ")}.`;
    problems.push({ field: "category", message });
  } else if (autoBuy && !orderable.includes(category)) {
    const message = `Auto-Buy can order ${orderable.join(", ")} at ${name}, but no ${category}. Turn it off to be told of matches.`;
    problems.push({ field: "autoBuy", message });
  }
  if (autoBuy && budget === 0) {
    const message = "Auto-Buy with a budget of 0 never buys. Raise it, or turn Auto-Buy off.";
    problems.push({ field: "budget", message });
  }
  return problems;
}

/** A rule's currency is what the account pays in; before there is one, any that the provider sells in. */
function currencyOf({ name, currency, priceLists }: Descriptor, rule: Rule.Criteria, pays: Pays): Problem[] {
  if (pays.currency === null) {
    const message = `Your account at ${name} pays in a currency that CloudCO does not count in, so no rule of yours can match there.`;
    return [{ field: "currency", message }];
  }
  const sold = pays.currency
    ? [pays.currency]
    : [...new Set((priceLists ?? [{ currency }]).map((list) => list.currency))];
  if (rule.currency && sold.includes(rule.currency)) return [];
  const whose = pays.currency ? `Your account at ${name} pays in` : `${name} sells in`;
  const message = `${whose} ${sold.join(", ")}, so a rule in ${rule.currency} would never match. Give ${sold.join(" or ")}.`;
  return [{ field: "currency", message }];
}

function terms({ name, terms, payments }: Descriptor, rule: Rule.Criteria): Problem[] {
  const problems: Problem[] = [];
  if (!terms.includes(rule.termMonths)) {
    const message = `${name} does not sell servers for ${rule.termMonths} months. Choose from: ${terms.join(", ")}.`;
    problems.push({ field: "termMonths", message });
  }
  if (!payments.includes(rule.payment)) {
    const message = `At ${name} an order can't be paid so. Choose from: ${payments.join(", ")}.`;
    problems.push({ field: "payment", message });
  }
  return problems;
}

const REFUSALS: Record<Extra, (name: string) => string> = {
  hostname: (name) =>
    `${name} takes no host name with an order. Leave it out, and name the server once you have it.`,
  image: (name) => `${name} installs no image with an order. Leave it out.`,
  sshKeys: (name) => `${name} takes no SSH keys with an order. Leave them out.`,
  waiveWithdrawal: (name) => `${name} does not ask for this. Leave it out, or give false.`,
};

/** What the provider does not tell of its machines: a rule that asks for it would never match. */
function untold({ name, tells }: Descriptor, rule: Rule.Criteria): Problem[] {
  return askedOf(rule)
    .filter((field) => !tells.includes(field))
    .map((field) => {
      const message = `${name} does not tell this of its machines, so nothing would ever match. Leave it out.`;
      return { field, message };
    });
}

function extras({ name, takes }: Descriptor, rule: Rule.Criteria): Problem[] {
  const asked: Record<Extra, boolean> = {
    hostname: rule.hostname !== undefined,
    image: rule.image !== undefined,
    sshKeys: rule.sshKeys.length > 0,
    waiveWithdrawal: rule.waiveWithdrawal,
  };
  return Object.entries(REFUSALS).flatMap(([field, message]) =>
    asked[field as Extra] && !takes.includes(field as Extra) ? [{ field, message: message(name) }] : [],
  );
}
