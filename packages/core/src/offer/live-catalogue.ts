import { setTimeout } from "node:timers/promises";
import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import { Replica } from "../table/replica.ts";
import { Catalogue } from "./catalogue.ts";
import { offersOf, Stored } from "./stored.ts";

/** After a reading that took longer than this comes a rest, five times as long as it took; the longest is a poll's. */
const QUICK_MS = 200;
const REST_TIMES = 5;
const REST_MOST_MS = 5_000;
/**
 * Whoever asks waits for so long, and longer only where what there is is older than a poll: a page that looks every ten
 * seconds is not one look late.
 */
const WAIT_MS = 1_000;
const STALE_MS = 5_000;

/**
 * The catalogue as the scans keep it. It is read whenever somebody asks, by one reader at a time, so that what a scan has
 * written is in the very next answer. While much changes it may be up to five seconds behind: nobody is held up for long by
 * a large reading, and after one comes a rest; whoever asks is given what there is meanwhile.
 */
export class LiveCatalogue {
  readonly #now: () => number;
  readonly #replicas: readonly Replica<Stored>[];
  #catalogue = new Catalogue([]);
  #readAt = Number.NEGATIVE_INFINITY;
  #restMs = 0;
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /** @param accountId whose it is, where the providers show each account its own */
  constructor(
    { table, now }: Pick<Context, "table" | "now">,
    providers: readonly ProviderId[],
    accountId?: string,
  ) {
    this.#now = now;
    this.#replicas = providers.map(
      (provider) => new Replica(table, offersOf(provider, accountId), Stored, now),
    );
  }

  /** Throws what the table throws, where there is nothing recent enough to give. */
  async current(): Promise<Catalogue> {
    const age = this.#now() - this.#readAt;
    if (age < this.#restMs) return this.#catalogue;
    const reading = this.#begin();
    if (age >= STALE_MS) await reading;
    // One that nobody needs may fail: the next call tries again.
    else await Promise.race([reading.catch(() => undefined), setTimeout(WAIT_MS, undefined, { ref: false })]);
    return this.#catalogue;
  }

  /** A reading that begins from now on: one that is under way may have missed what was written since. */
  #begin(): Promise<void> {
    if (!this.#reading) return this.#start();
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<void> {
    const reading = this.#read().finally(() => {
      this.#reading = null;
    });
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<void> {
    const startedAt = this.#now();
    const changed = await Promise.all(this.#replicas.map((replica) => replica.refresh()));
    if (changed.some(({ length }) => length > 0)) {
      this.#catalogue = new Catalogue(this.#replicas.flatMap((replica) => [...replica.items.values()]));
    }
    this.#readAt = this.#now();
    const tookMs = this.#readAt - startedAt;
    this.#restMs = tookMs > QUICK_MS ? Math.min(REST_MOST_MS, REST_TIMES * tookMs) : 0;
  }
}
