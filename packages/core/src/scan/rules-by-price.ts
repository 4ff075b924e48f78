import type { Rule } from "../rule/rule.ts";

/** What an offer has of that of which rules ask for a least (of the setup fee: for a most). */
export type Offered = { cores: number; memoryGib: number; diskGb: number; setup: number };

/** Rules that ask for the same, but for what they pay: those that pay most first, once they are sorted. */
type Group = {
  readonly minCores: number;
  readonly minMemoryGib: number;
  readonly minDiskGb: number;
  readonly maxSetup: number;
  readonly rules: Rule.Info[];
  /** What the first rule pays. */
  most: number;
  sorted: boolean;
};

/** Rules for the same kind of offer, in groups by what they ask for at least. There are far fewer groups than rules. */
export class RulesByPrice {
  readonly #groups = new Map<string, Group>();
  /** The groups, the one with the rule that pays most first; null where they have to be sorted again. */
  #sorted: Group[] | null = null;

  add(rule: Rule.Info): void {
    const group = this.#groups.get(groupKey(rule)) ?? emptyGroup(rule);
    group.rules.push(rule);
    this.#touch(rule, group);
  }

  remove(rule: Rule.Info): void {
    const group = this.#groups.get(groupKey(rule));
    if (!group) return;
    group.rules.splice(group.rules.indexOf(rule), 1);
    this.#touch(rule, group);
  }

  /** Adds the rules that pay `price` or more and ask for no more than is offered. */
  collect(offered: Offered, price: number, found: Rule.Info[]): void {
    this.#sorted ??= sort(this.#groups.values());
    for (const group of this.#sorted) {
      if (group.most < price) return;
      if (!fits(group, offered)) continue;
      for (const rule of group.rules) {
        if (rule.maxMonthly < price) break;
        found.push(rule);
      }
    }
  }

  #touch(rule: Rule.Info, group: Group): void {
    if (group.rules.length > 0) this.#groups.set(groupKey(rule), group);
    else this.#groups.delete(groupKey(rule));
    group.sorted = false;
    this.#sorted = null;
  }
}

function fits(group: Group, offered: Offered): boolean {
  return (
    group.minCores <= offered.cores &&
    group.minMemoryGib <= offered.memoryGib &&
    group.minDiskGb <= offered.diskGb &&
    group.maxSetup >= offered.setup
  );
}

/** Put off until somebody looks, so that many rules can be added at a time. */
function sort(groups: Iterable<Group>): Group[] {
  const sorted = [...groups];
  for (const group of sorted) {
    if (!group.sorted) group.rules.sort((a, b) => b.maxMonthly - a.maxMonthly);
    group.sorted = true;
    group.most = group.rules[0]?.maxMonthly ?? 0;
  }
  return sorted.sort((a, b) => b.most - a.most);
}

function emptyGroup({ minCores, minMemoryGib, minDiskGb, maxSetup }: Rule.Info): Group {
  return { minCores, minMemoryGib, minDiskGb, maxSetup, rules: [], most: 0, sorted: true };
}

function groupKey(rule: Rule.Info): string {
  return `${rule.minCores}|${rule.minMemoryGib}|${rule.minDiskGb}|${rule.maxSetup}`;
}
