import { Rule } from "../rule/rule.ts";

/** What does not tell rules of one group apart, or is told otherwise: by the index, the price, the first part of the key. */
const APART: ReadonlySet<string> = new Set<keyof Rule.Criteria>([
  ...(["name", "description", "budget", "prefer", "autoBuy", "quantity"] as const),
  ...(["sshKeys", "image", "hostname", "termMonths", "payment", "waiveWithdrawal"] as const),
  ...(["category", "currency", "ipv4", "locations", "maxMonthly"] as const),
  ...(["minCores", "minMemoryGib", "minDiskGb", "maxSetup"] as const),
]);
/**
 * All else that rules ask for, a new criterion too: rules are in one group only if they agree in all of it, so that one of
 * them answers for the others. Few rules ask for any of it.
 */
const RARE = (Object.keys(Rule.Criteria.shape) as (keyof Rule.Criteria)[]).filter((name) => !APART.has(name));

/** What an offer has of that of which rules ask for a least (of the setup fee: for a most). */
export type Offered = { cores: number; memoryGib: number; diskGb: number; setup: number };

/** Rules that ask for the same machine: those that pay most first, once they are sorted. */
type Group = {
  readonly minCores: number;
  readonly minMemoryGib: number;
  readonly minDiskGb: number;
  readonly maxSetup: number;
  readonly rules: Rule.Info[];
  /** What each of them pays, in that order. Beside them, since to look into each of thousands of rules is slow. */
  prices: number[];
  sorted: boolean;
};

/** Rules of one place, in groups by what they ask for. There are far fewer groups than rules. */
export class RulesByPrice {
  readonly #groups = new Map<string, Group>();
  /** The groups, the one with the rule that pays most first; null where they have to be sorted again. */
  #sorted: Group[] | null = null;

  add(rule: Rule.Info): void {
    const key = groupKey(rule);
    const group = this.#groups.get(key) ?? emptyGroup(rule);
    group.rules.push(rule);
    this.#touch(key, group);
  }

  remove(rule: Rule.Info): void {
    const key = groupKey(rule);
    const group = this.#groups.get(key);
    if (!group) return;
    group.rules.splice(group.rules.indexOf(rule), 1);
    this.#touch(key, group);
  }

  /**
   * Adds the rules that are satisfied by what is offered at this price.
   * @param isSatisfied decides; asked once a group, of the rule that pays most, where what is offered is enough
   */
  collect(
    offered: Offered,
    price: number,
    isSatisfied: (rule: Rule.Info) => boolean,
    found: Rule.Info[],
  ): void {
    this.#sorted ??= sort(this.#groups.values());
    for (const group of this.#sorted) {
      if (most(group) < price) return;
      if (!fits(group, offered)) continue;
      const [dearest] = group.rules;
      if (!dearest || !isSatisfied(dearest)) continue;
      const { rules, prices } = group;
      for (let at = 0; at < rules.length && (prices[at] ?? 0) >= price; at++)
        found.push(rules[at] as Rule.Info);
    }
  }

  #touch(key: string, group: Group): void {
    if (group.rules.length > 0) this.#groups.set(key, group);
    else this.#groups.delete(key);
    group.sorted = false;
    this.#sorted = null;
  }
}

/** Put off until somebody looks, so that many rules can be added at a time. */
function sort(groups: Iterable<Group>): Group[] {
  const sorted = [...groups];
  for (const group of sorted) {
    if (group.sorted) continue;
    group.rules.sort((a, b) => b.maxMonthly - a.maxMonthly);
    group.prices = group.rules.map((rule) => rule.maxMonthly);
    group.sorted = true;
  }
  return sorted.sort((a, b) => most(b) - most(a));
}

/** What the rule pays that pays most. */
function most({ prices }: Group): number {
  return prices[0] ?? 0;
}

function fits(group: Group, offered: Offered): boolean {
  return (
    group.minCores <= offered.cores &&
    group.minMemoryGib <= offered.memoryGib &&
    group.minDiskGb <= offered.diskGb &&
    group.maxSetup >= offered.setup
  );
}

function emptyGroup({ minCores, minMemoryGib, minDiskGb, maxSetup }: Rule.Info): Group {
  return { minCores, minMemoryGib, minDiskGb, maxSetup, rules: [], prices: [], sorted: true };
}

/** Most rules ask for little of all that there is to ask for. */
function groupKey(rule: Rule.Info): string {
  const { minCores, minMemoryGib, minDiskGb, maxSetup, locations } = rule;
  let key = `${minCores}|${minMemoryGib}|${minDiskGb}|${maxSetup}`;
  for (const name of RARE) if (rule[name]) key += `|${name}${JSON.stringify(rule[name])}`;
  // A place may be called anything: names that are only strung together could pass for others.
  return locations.length > 1 ? `${key}|${JSON.stringify(locations)}` : key;
}
