export * as Quote from "./quote.ts";

import { Availability } from "./availability.ts";
import { Cart } from "./cart.ts";
import { Item } from "./item.ts";
import { Money } from "./money.ts";
import { Plan } from "./plan.ts";
import { Pricing } from "./pricing.ts";
import type { State } from "./state.ts";

/** One thing that is charged. */
export interface Line {
  readonly item: Cart.Item;
  readonly product: string;
  readonly description: string;
  readonly detailType: "INSTALLATION" | "DURATION";
  /** The placeholder that a delivered server's name takes the place of. */
  readonly domain: string;
  readonly unitCents: number;
  /** Without a promotion. */
  readonly fullCents: number;
}

/** What a checkout would order. */
export interface Info {
  readonly lines: readonly Line[];
  readonly machines: readonly Machine[];
}
export interface Machine {
  readonly plan: Plan.Info;
  readonly addons: readonly Plan.Addon[];
  readonly item: Cart.Item;
  readonly domain: string;
  /** The combination as availabilities name it. */
  readonly fqn: string;
  readonly datacenter: string;
}

/**
 * A cart, checked in everything that the checkout checks: the quote, or what is wrong. What is missing and not refused is
 * filled up with the default of its family.
 */
export function of(state: State.Info, cart: Cart.Info): Info | string {
  const bought = cart.items.filter((item) => item.parent === null);
  if (bought.length === 0) return "This cart is empty";
  const machines: Machine[] = [];
  for (const [index, item] of bought.entries()) {
    const machine = resolve(state, cart, item, `*${String(index + 1).padStart(3, "0")}`);
    if (typeof machine === "string") return machine;
    machines.push(machine);
    const { fqn, datacenter } = machine;
    const same = machines.filter((other) => other.fqn === fqn && other.datacenter === datacenter);
    const count = same.reduce((sum, other) => sum + other.item.quantity, 0);
    if (!Availability.isOrderable(state, fqn, datacenter, count)) {
      return `${item.planCode} (${fqn}) is not available in ${datacenter}`;
    }
  }
  return { machines, lines: machines.flatMap((machine) => lines(state, cart, machine)) };
}

/** What the lines come to: net, tax, gross, and net without promotions. Cents. */
export function totals(state: State.Info, cart: Cart.Info, quote: Info) {
  const sum = (cents: (line: Line) => number) =>
    quote.lines.reduce((total, line) => total + cents(line) * line.item.quantity, 0);
  const net = sum((line) => line.unitCents);
  const tax = Money.tax(net, Cart.locale(state, cart));
  return { net, tax, gross: net + tax, full: sum((line) => line.fullCents) };
}

/** The quote as GET and POST checkout answer it; the order and its link are added by the latter. */
export function shown(state: State.Info, cart: Cart.Info, quote: Info): object {
  const { net, tax, gross, full } = totals(state, cart, quote);
  const locale = Cart.locale(state, cart);
  const price = (cents: number) => Money.price(cents, locale);
  return {
    orderId: null,
    url: null,
    prices: {
      withoutTax: price(net),
      tax: price(tax),
      withTax: price(gross),
      originalWithoutTax: price(full),
      reduction: price(full - net),
    },
    contracts: [{ name: "Terms of service", url: "https://www.ovh.com/terms.pdf", content: "…" }],
    details: quote.lines.map(({ item, unitCents, fullCents, ...line }) => ({
      cartItemID: item.id,
      description: line.description,
      detailType: line.detailType,
      domain: line.domain,
      quantity: item.quantity,
      unitPrice: price(unitCents),
      totalPrice: price(unitCents * item.quantity),
      originalTotalPrice: price(fullCents * item.quantity),
      reductionTotalPrice: price((fullCents - unitCents) * item.quantity),
      reductions: [],
    })),
  };
}

function resolve(state: State.Info, cart: Cart.Info, item: Cart.Item, domain: string): Machine | string {
  const plan = state.plans.get(item.planCode);
  if (plan === undefined) return `Plan code not found: ${item.planCode}`;
  const addons = chosen(state, cart, item, plan);
  if (typeof addons === "string") return addons;
  const datacenter = configured(plan, item);
  if (datacenter.mistake !== null) return datacenter.mistake;
  const fqn = Availability.fqn(plan, Availability.combination(plan, addons));
  return { plan, addons, item, domain, fqn, datacenter: datacenter.value };
}

/** The addons of a plan's item, one of each mandatory family at least and one of each exclusive family at most. */
function chosen(state: State.Info, cart: Cart.Info, item: Cart.Item, plan: Plan.Info): Plan.Addon[] | string {
  const options = cart.items.filter(({ parent }) => parent === item.id);
  const addons: Plan.Addon[] = [];
  for (const { name, mandatory, exclusive, addons: offered } of plan.families) {
    const taken = offered.filter((addon) => options.some(({ planCode }) => planCode === addon.planCode));
    const count = options.filter(({ planCode }) =>
      offered.some((addon) => addon.planCode === planCode),
    ).length;
    if (exclusive && count > 1) return `Option family ${name} is exclusive for product ${plan.planCode}`;
    if (mandatory && count === 0) {
      if (state.settings.get().missingOptions === "refused") {
        return `Option family ${name} is mandatory for product ${plan.planCode}`;
      }
      taken.push(...offered.slice(0, 1));
    }
    addons.push(...taken);
  }
  return addons;
}

/** The datacentre of an item, or what is wrong with its configuration. The region may be missing, whatever is said of it. */
function configured(plan: Plan.Info, item: Cart.Item): { value: string; mistake: string | null } {
  const labels = { dedicated_datacenter: plan.datacenters, dedicated_os: plan.os, region: plan.regions };
  const values = (label: string) => item.configurations.filter((one) => one.label === label);
  const wrong = (mistake: string) => ({ value: "", mistake });
  for (const [label, allowed] of Object.entries(labels)) {
    const [first, second] = values(label);
    if (second !== undefined)
      return wrong(`Custom field ${label} is duplicated for product ${plan.planCode}`);
    if (first !== undefined && !allowed.includes(first.value)) {
      return wrong(`Custom field ${label} has an invalid value for product ${plan.planCode}`);
    }
  }
  const [datacenter] = values("dedicated_datacenter");
  if (datacenter === undefined) {
    return wrong("in customFields there must be a field with name 'dedicated_datacenter'");
  }
  if (values("dedicated_os").length === 0) {
    return wrong(`Custom field dedicated_os is mandatory for product ${plan.planCode}`);
  }
  return { value: datacenter.value, mistake: null };
}

function lines(state: State.Info, cart: Cart.Info, machine: Machine): Line[] {
  const { plan, item, domain, datacenter } = machine;
  const charges = (of: Cart.Item, product: string, description: string, place: string) =>
    Item.rows(state, cart, of).map((row) => ({
      item: of,
      product,
      description,
      detailType: row.capacity === "installation" ? ("INSTALLATION" as const) : ("DURATION" as const),
      domain: place,
      unitCents: Pricing.charged(row),
      fullCents: row.cents,
    }));
  const options = machine.addons.flatMap((addon, index) => {
    const option = cart.items.find(
      ({ parent, planCode }) => parent === item.id && planCode === addon.planCode,
    );
    const place = `${domain}.${String(index + 1).padStart(3, "0")}`;
    // A default that was filled in is not charged: it is part of the plan.
    return option === undefined ? [] : charges(option, addon.product, Plan.addonName(addon), place);
  });
  return [...charges(item, plan.product, `${plan.invoiceName} - ${datacenter}`, domain), ...options];
}
