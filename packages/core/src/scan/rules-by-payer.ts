import type { Listing } from "../offer/offer.ts";
import { type Payer, pricedFor } from "../offer/payer.ts";
import type { Rule } from "../rule/rule.ts";
import { type Candidates, candidates } from "./candidates.ts";
import { RuleIndex } from "./rule-index.ts";

/** All rules of a scan, those together that pay by the same prices: each such group sees the offers as it would pay them. */
export class RulesByPayer {
  readonly #groups = new Map<string, { payer: Payer; index: RuleIndex }>();
  readonly #keys = new Map<string, string>();

  /** As `RuleIndex.set`. */
  set(rule: Rule.Info): void {
    const key = keyOf(rule);
    const before = this.#keys.get(rule.id);
    if (before !== undefined && before !== key) {
      this.#groups.get(before)?.index.set({ ...rule, status: "deleted" });
    }
    const { priceList, termMonths } = rule;
    const group = this.#groups.get(key) ?? { payer: { priceList, termMonths }, index: new RuleIndex() };
    this.#groups.set(key, group);
    this.#keys.set(rule.id, key);
    group.index.set(rule);
  }

  get(id: string): Rule.Info | undefined {
    const key = this.#keys.get(id);
    return key === undefined ? undefined : this.#groups.get(key)?.index.get(id);
  }

  /** The price lists that a rule pays by. */
  priceLists(): Set<string> {
    return new Set([...this.#groups.values()].flatMap(({ payer }) => payer.priceList ?? []));
  }

  /** As `candidates`, each rule by its own prices. */
  candidates(changed: readonly Listing[], rules: readonly Rule.Info[], all: readonly Listing[]): Candidates {
    const due = Map.groupBy(rules, keyOf);
    const found: Candidates = new Map();
    for (const [key, { payer, index }] of this.#groups) {
      const priced = (listings: readonly Listing[]) =>
        listings.flatMap((listing) => pricedFor(listing, payer) ?? []);
      const own = due.get(key) ?? [];
      const some = candidates(index, priced(changed), own, own.length > 0 ? priced(all) : []);
      for (const [rule, listings] of some) found.set(rule, listings);
    }
    return found;
  }
}

function keyOf({ priceList = "", termMonths }: Rule.Info): string {
  return `${priceList}|${termMonths}`;
}
