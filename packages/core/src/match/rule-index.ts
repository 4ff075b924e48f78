import { diskGb, type Listing, monthlyNet } from "../offer/offer.ts";
import type { Rule } from "../rule/rule.ts";
import { places } from "../rule/satisfies.ts";

/** Rules that ask for the same, but for their price: sorted by the highest price they pay. */
type Shelf = {
  minCores: number;
  minMemoryGib: number;
  minDiskGb: number;
  maxSetup: number;
  rules: Rule.Info[];
  sorted: boolean;
};

const ANYWHERE = "*";

/**
 * Finds the rules that a listing satisfies without looking at the others. Rules lie on shelves by what they ask for,
 * of which there are far fewer than rules; on each shelf those that pay enough stand together at its front.
 */
export class RuleIndex {
  readonly #shelves = new Map<string, Map<string, Shelf>>();
  readonly #rules = new Map<string, Rule.Info>();

  /** Adds a rule or replaces its former version; anything but an active rule is taken out. */
  set(rule: Rule.Info): void {
    this.#remove(rule.id);
    if (rule.status !== "active") return;
    this.#rules.set(rule.id, rule);
    for (const aisle of aislesOf(rule)) this.#shelf(aisle, rule).rules.push(rule);
  }

  /** Every active rule that the listing satisfies, each once. */
  matching(listing: Listing): Rule.Info[] {
    const found = new Set<Rule.Info>();
    const fits = fitting(listing);
    for (const [aisle, price] of this.#aisles(listing)) {
      for (const shelf of aisle.values()) if (fits(shelf)) collect(shelf, price, found);
    }
    return [...found];
  }

  /** Where rules for such a listing lie, with what it costs them. */
  *#aisles(listing: Listing): Generator<[Map<string, Shelf>, number]> {
    for (const ipv4 of [true, false]) {
      const price = monthlyNet(listing, ipv4);
      for (const place of [ANYWHERE, ...places(listing)]) {
        const key = aisleKey(listing.category, listing.price.currency, ipv4, place);
        const aisle = this.#shelves.get(key);
        if (aisle) yield [aisle, price];
      }
    }
  }

  get(id: string): Rule.Info | undefined {
    return this.#rules.get(id);
  }

  #shelf(aisle: string, rule: Rule.Info): Shelf {
    const shelves = this.#shelves.get(aisle) ?? new Map<string, Shelf>();
    this.#shelves.set(aisle, shelves);
    const key = shelfKey(rule);
    const { minCores, minMemoryGib, minDiskGb, maxSetup } = rule;
    const shelf = shelves.get(key) ?? {
      minCores,
      minMemoryGib,
      minDiskGb,
      maxSetup,
      rules: [],
      sorted: true,
    };
    shelves.set(key, shelf);
    shelf.sorted = false;
    return shelf;
  }

  #remove(id: string): void {
    const before = this.#rules.get(id);
    if (!before) return;
    this.#rules.delete(id);
    for (const aisle of aislesOf(before)) {
      const shelves = this.#shelves.get(aisle);
      const shelf = shelves?.get(shelfKey(before));
      if (!(shelves && shelf)) continue;
      shelf.rules.splice(shelf.rules.indexOf(before), 1);
      if (shelf.rules.length === 0) shelves.delete(shelfKey(before));
    }
  }
}

function fitting(listing: Listing): (shelf: Shelf) => boolean {
  const disk = diskGb(listing);
  const cores = listing.cpu.cores ?? 0;
  const { memoryGib } = listing;
  const setup = listing.price.setup.net;
  return (shelf) =>
    shelf.minCores <= cores &&
    shelf.minMemoryGib <= memoryGib &&
    shelf.minDiskGb <= disk &&
    shelf.maxSetup >= setup;
}

/** Takes the rules that pay `price` or more. One that asks for several places stands in several aisles. */
function collect(shelf: Shelf, price: number, found: Set<Rule.Info>): void {
  if (!shelf.sorted) {
    shelf.rules.sort((a, b) => b.maxMonthly - a.maxMonthly);
    shelf.sorted = true;
  }
  for (const rule of shelf.rules) {
    if (rule.maxMonthly < price) return;
    found.add(rule);
  }
}

function aislesOf(rule: Rule.Info): string[] {
  const asked = rule.locations.length > 0 ? new Set(rule.locations) : [ANYWHERE];
  return [...asked].map((place) => aisleKey(rule.category, rule.currency, rule.ipv4, place));
}

function aisleKey(category: string, currency: string, ipv4: boolean, place: string): string {
  return `${category}|${currency}|${ipv4}|${place}`;
}

function shelfKey(rule: Rule.Info): string {
  return `${rule.minCores}|${rule.minMemoryGib}|${rule.minDiskGb}|${rule.maxSetup}`;
}
