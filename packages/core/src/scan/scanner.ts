import { createHash } from "node:crypto";
import type { Context } from "../context/context.ts";
import { Lease } from "../lease/lease.ts";
import { Listing } from "../offer/offer.ts";
import { usedPriceLists } from "../offer/price-lists.ts";
import { gone, offersOf, Stored, seen, toItem } from "../offer/stored.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Inventory } from "../provider/provider.ts";
import { OwnRules } from "../rule/own-rules.ts";
import { Rule } from "../rule/rule.ts";
import { LATE_MS, OVERLAP_MS, Replica } from "../table/replica.ts";
import { Table } from "../table/table.ts";
import { momentOf, position } from "../table/time.ts";
import { recordAll } from "./recorder.ts";
import { RulesByPayer } from "./rules-by-payer.ts";

/** Rules matched against everything on offer in one cycle. */
const DUE = 1_000;
/** A transaction takes 100 writes at most; one is the lease. */
const WRITES = 99;

export type Cycle = {
  superseded: boolean;
  changed: number;
  gone: number;
  matches: number;
  /** Rules whose turn has come, and is left for the next cycles. */
  backlog: number;
};

/**
 * What one scan of a provider knows: its offers and its rules, kept in memory from cycle to cycle. Where the inventory is
 * one account's own, that account's alone; its offers are then read only where the inventory is not the one before.
 */
export class Scanner {
  readonly #ctx: Context;
  readonly #provider: ProviderId;
  readonly #accountId: string | undefined;
  readonly #offers: Replica<Stored>;
  readonly #rules: Pick<Replica<Rule.Info>, "items" | "refresh">;
  readonly #index = new RulesByPayer();
  /** Rules to be matched against everything on offer, and from when (epoch ms). */
  readonly #waiting = new Map<string, number>();
  /** Those of them that changed, and were not matched since: half of each cycle is theirs. */
  readonly #fresh = new Set<string>();
  #inventory: Inventory | null = null;
  #digest: string | null = null;
  /** Of the inventory, what breaks the form of listings: an adapter let it pass. */
  #unfit: ReadonlySet<Listing> = new Set();

  constructor(ctx: Context, provider: ProviderId, accountId?: string) {
    this.#ctx = ctx;
    this.#provider = provider;
    this.#accountId = accountId;
    this.#offers = new Replica(ctx.table, offersOf(provider, accountId), Stored, ctx.now);
    this.#rules =
      accountId === undefined
        ? new Replica(ctx.table, Rule.collection(provider), Rule.Info, ctx.now)
        : new OwnRules(ctx.table, accountId, provider);
  }

  /**
   * Reads what the table holds. Rules that an earlier scan has dealt with are not matched again, except those that
   * buy: what they lost to another customer may be free by now.
   * @param since epoch ms up to which an earlier scan has evaluated everything
   * @param digest of the inventory that it evaluated last, where that is one account's own
   * @param freshSince epoch ms: rules changed since then go before those that wait longer, which take turns with them
   */
  async load(since: number, digest: string | null = null, freshSince = since): Promise<void> {
    this.#digest = digest;
    await Promise.all([this.#accountId === undefined ? this.#offers.refresh() : [], this.#refreshRules()]);
    const seen = since - LATE_MS; // what changed later may have come too late for that scan
    for (const rule of this.#rules.items.values()) {
      const changedAt = momentOf(rule.position);
      if (!rule.autoBuy && changedAt < seen && rule.evaluateAt < seen) this.#waiting.delete(rule.id);
      if (changedAt < freshSince - OVERLAP_MS) this.#fresh.delete(rule.id);
    }
    this.#shuffle();
  }

  /** A process may end before it has come to all that wait. So each begins somewhere else, and none is always the last. */
  #shuffle(): void {
    if (this.#waiting.size <= DUE) return;
    const seed = this.#ctx.id();
    const drawn = [...this.#waiting].map(
      ([id, at]) =>
        [
          createHash("sha256")
            .update(seed + id)
            .digest("hex"),
          id,
          at,
        ] as const,
    );
    this.#waiting.clear();
    for (const [, id, at] of drawn.sort(([a], [b]) => (a < b ? -1 : 1))) this.#waiting.set(id, at);
  }

  /** The price lists that somebody pays by. */
  async priceLists(): Promise<string[]> {
    await this.#refreshRules();
    const used = await usedPriceLists(this.#ctx.table, this.#provider);
    return [...new Set([...this.#index.priceLists(), ...used])].sort();
  }

  /**
   * Matches an inventory and writes what changed. Matching comes first: a crash in between only repeats it.
   * @param kept what the inventory does not have stays on offer
   */
  async cycle(lease: Lease.Lease, inventory: Inventory, { kept } = { kept: false }): Promise<Cycle> {
    const now = this.#ctx.now();
    const digest = this.#accountId === undefined ? null : digestOf(inventory);
    const isKnown = inventory === this.#inventory || (digest !== null && digest === this.#digest);
    if (!isKnown && digest !== null) await this.#offers.refresh();
    const changed = isKnown ? [] : this.#diff(inventory, now, kept);
    await this.#refreshRules();
    const matches = await this.#match(changed, this.#readable(inventory), now);
    const superseded = !(await this.#write(lease, changed));
    // What was kept is to be missed by the next reading.
    if (!superseded) [this.#inventory, this.#digest] = kept ? [null, null] : [inventory, digest];
    const left = changed.filter((offer) => !offer.available).length;
    const backlog = [...this.#waiting.values()].filter((at) => at <= now).length;
    return { superseded, changed: changed.length - left, gone: left, matches, backlog };
  }

  /** Of the inventory that was evaluated last, where it is one account's own. */
  get digest(): string | null {
    return this.#digest;
  }

  #diff(inventory: Inventory, now: number, kept: boolean): Stored[] {
    const listed = new Set<string>();
    const changed: Stored[] = [];
    const unfit = new Set<Listing>();
    for (const listing of inventory.listings) {
      const offer = seen(this.#offers.items.get(listing.id), listing, now);
      if (offer && !Listing.safeParse(listing).success) {
        unfit.add(listing);
        continue;
      }
      listed.add(listing.id);
      if (offer) changed.push(offer);
    }
    if (unfit.size > 0) this.#ctx.log.error("listings not fit to be stored", { count: unfit.size });
    this.#unfit = unfit;
    for (const offer of this.#offers.items.values()) {
      if (offer.available && !listed.has(offer.id) && !kept) changed.push(gone(offer, now));
    }
    return changed;
  }

  /** All but what nobody could read again once it were stored. */
  #readable({ listings }: Inventory): readonly Listing[] {
    return this.#unfit.size > 0 ? listings.filter((listing) => !this.#unfit.has(listing)) : listings;
  }

  async #refreshRules(): Promise<void> {
    for (const rule of await this.#rules.refresh()) {
      this.#index.set(rule);
      const waits = rule.status === "active" && !rule.openMatch;
      if (waits) this.#waiting.set(rule.id, rule.evaluateAt);
      else this.#waiting.delete(rule.id);
      if (waits) this.#fresh.add(rule.id);
      else this.#fresh.delete(rule.id);
    }
  }

  #dueRules(now: number): Rule.Info[] {
    const due = new Set<Rule.Info>();
    // The rest in the next cycle: nothing new has to wait for them.
    const choose = (ids: Iterable<string>, most: number) => {
      for (const id of ids) {
        if (due.size >= most) return;
        const rule = (this.#waiting.get(id) ?? now + 1) <= now ? this.#index.get(id) : undefined;
        if (rule) due.add(rule);
      }
    };
    choose(this.#fresh, DUE / 2);
    choose(this.#waiting.keys(), DUE);
    return [...due];
  }

  async #match(changed: readonly Stored[], all: readonly Listing[], now: number): Promise<number> {
    const due = this.#dueRules(now);
    const fresh = changed.filter((offer) => offer.available).map((offer) => offer.listing);
    if (due.length === 0 && fresh.length === 0) return 0;
    const found = this.#index.candidates(fresh, due, all);
    for (const { id } of due) {
      this.#waiting.delete(id);
      this.#fresh.delete(id);
    }
    // Its last attempt failed: its turn will come, against everything on offer.
    for (const rule of found.keys()) if (rule.evaluateAt > now) found.delete(rule);
    const { orders, again } = await recordAll(this.#ctx, found, this.#back(changed));
    for (const [id, at] of again) this.#waiting.set(id, Math.min(at, this.#waiting.get(id) ?? at));
    return orders;
  }

  /** Those that are in stock again. */
  #back(changed: readonly Stored[]): Set<string> {
    const wasGone = ({ id }: Stored) => this.#offers.items.get(id)?.available === false;
    return new Set(changed.filter((offer) => offer.available && wasGone(offer)).map(({ id }) => id));
  }

  /** False where another scan has taken over. */
  async #write(lease: Lease.Lease, changed: readonly Stored[]): Promise<boolean> {
    for (let from = 0; from < changed.length; from += WRITES) {
      // A large scan writes for a while: each batch has its own time, or readers would have passed it by.
      const now = this.#ctx.now();
      const batch = changed
        .slice(from, from + WRITES)
        .map((offer) => ({ ...offer, position: position(now, offer.id) }));
      const puts = batch.map((offer) => ({ put: toItem(offer, this.#accountId) }));
      const written: Table.Outcome = await Table.transact(this.#ctx.table, [Lease.check(lease), ...puts]);
      if (!written.ok) return false;
      for (const offer of batch) this.#offers.set(offer);
    }
    return true;
  }
}

function digestOf({ listings }: Inventory): string {
  return createHash("sha256").update(JSON.stringify(listings)).digest("base64");
}
