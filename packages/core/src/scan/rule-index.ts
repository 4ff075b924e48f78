import { diskGb, type Listing, monthlyNet, places } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { satisfiedBy } from "../rule/satisfies.ts";
import { RulesByPrice } from "./rules-by-price.ts";

/** Where rules stand that ask for no place, or for more than one. No place has such a name: it is trimmed, and not empty. */
const ANYWHERE = "";
const SEVERAL = " ";

/**
 * Finds the rules that a listing satisfies without looking at the others: every rule stands in one place, among
 * those of its provider, category, currency and kind of price.
 */
export class RuleIndex {
  readonly #kinds = new Map<string, Map<string, RulesByPrice>>();
  readonly #rules = new Map<string, Rule.Info>();

  /** Adds a rule or replaces its former version; anything but an active rule is taken out. */
  set(rule: Rule.Info): void {
    const before = this.#rules.get(rule.id);
    if (before) this.#neighboursOf(before).remove(before);
    this.#rules.delete(rule.id);
    if (rule.status !== "active") return;
    this.#rules.set(rule.id, rule);
    this.#neighboursOf(rule).add(rule);
  }

  get(id: string): Rule.Info | undefined {
    return this.#rules.get(id);
  }

  /** Every active rule that the listing satisfies, each once; of those with (without) an IPv4 address alone where asked. */
  matching(listing: Listing, ipv4?: boolean): Rule.Info[] {
    const { provider, category, cpu, memoryGib, price } = listing;
    const offered = { cores: cpu.cores ?? 0, memoryGib, diskGb: diskGb(listing), setup: price.setup.net };
    const isSatisfied = satisfiedBy(listing);
    const named = [ANYWHERE, ...places(listing), SEVERAL];
    const found: Rule.Info[] = [];
    for (const withIpv4 of ipv4 === undefined ? [true, false] : [ipv4]) {
      const kind = this.#kinds.get(kindKey(provider, category, price.currency, withIpv4));
      const monthly = monthlyNet(listing, withIpv4);
      for (const place of named) kind?.get(place)?.collect(offered, monthly, isSatisfied, found);
    }
    return found;
  }

  #neighboursOf({ provider, category, currency, ipv4, locations }: Rule.Info): RulesByPrice {
    const key = kindKey(provider, category, currency, ipv4);
    const kind = this.#kinds.get(key) ?? new Map<string, RulesByPrice>();
    this.#kinds.set(key, kind);
    const place = locations.length > 1 ? SEVERAL : (locations[0] ?? ANYWHERE);
    const neighbours = kind.get(place) ?? new RulesByPrice();
    kind.set(place, neighbours);
    return neighbours;
  }
}

function kindKey(provider: string, category: string, currency: string, ipv4: boolean): string {
  return `${provider}|${category}|${currency}|${ipv4}`;
}
