import type { Rule } from "../rule/rule.ts";

/** What an offer has of that of which rules ask for a least (of the setup fee: for a most). */
export type Offered = { cores: number; memoryGib: number; diskGb: number; setup: number };

/** Rules that ask for the same, but for what they pay: those that pay most first, once they are sorted. */
type Shelf = {
  readonly minCores: number;
  readonly minMemoryGib: number;
  readonly minDiskGb: number;
  readonly maxSetup: number;
  readonly rules: Rule.Info[];
  /** What the first rule pays. */
  most: number;
  sorted: boolean;
};

/** Rules for the same kind of offer, on shelves by what they ask for at least. There are far fewer shelves than rules. */
export class Aisle {
  readonly #shelves = new Map<string, Shelf>();
  /** The shelves, the one with the rule that pays most first; null where they have to be sorted again. */
  #sorted: Shelf[] | null = null;

  add(rule: Rule.Info): void {
    const shelf = this.#shelves.get(shelfKey(rule)) ?? emptyShelf(rule);
    shelf.rules.push(rule);
    this.#touch(rule, shelf);
  }

  remove(rule: Rule.Info): void {
    const shelf = this.#shelves.get(shelfKey(rule));
    if (!shelf) return;
    shelf.rules.splice(shelf.rules.indexOf(rule), 1);
    this.#touch(rule, shelf);
  }

  /** Adds the rules that pay `price` or more and ask for no more than is offered. */
  collect(offered: Offered, price: number, found: Rule.Info[]): void {
    this.#sorted ??= sort(this.#shelves.values());
    for (const shelf of this.#sorted) {
      if (shelf.most < price) return;
      if (!fits(shelf, offered)) continue;
      for (const rule of shelf.rules) {
        if (rule.maxMonthly < price) break;
        found.push(rule);
      }
    }
  }

  #touch(rule: Rule.Info, shelf: Shelf): void {
    if (shelf.rules.length > 0) this.#shelves.set(shelfKey(rule), shelf);
    else this.#shelves.delete(shelfKey(rule));
    shelf.sorted = false;
    this.#sorted = null;
  }
}

function fits(shelf: Shelf, offered: Offered): boolean {
  return (
    shelf.minCores <= offered.cores &&
    shelf.minMemoryGib <= offered.memoryGib &&
    shelf.minDiskGb <= offered.diskGb &&
    shelf.maxSetup >= offered.setup
  );
}

/** Put off until somebody looks, so that many rules can be added at a time. */
function sort(shelves: Iterable<Shelf>): Shelf[] {
  const sorted = [...shelves];
  for (const shelf of sorted) {
    if (!shelf.sorted) shelf.rules.sort((a, b) => b.maxMonthly - a.maxMonthly);
    shelf.sorted = true;
    shelf.most = shelf.rules[0]?.maxMonthly ?? 0;
  }
  return sorted.sort((a, b) => b.most - a.most);
}

function emptyShelf({ minCores, minMemoryGib, minDiskGb, maxSetup }: Rule.Info): Shelf {
  return { minCores, minMemoryGib, minDiskGb, maxSetup, rules: [], most: 0, sorted: true };
}

function shelfKey(rule: Rule.Info): string {
  return `${rule.minCores}|${rule.minMemoryGib}|${rule.minDiskGb}|${rule.maxSetup}`;
}
