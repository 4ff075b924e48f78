import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import { Replica } from "../table/replica.ts";
import { Catalogue } from "./catalogue.ts";
import { offersOf, Stored } from "./stored.ts";

/** Between two readings lies this, and five times as long as the last one took, but for the longest rest. */
const REST_MS = 1_000;
const REST_TIMES = 5;
const REST_MOST_MS = 15_000;
/** Whoever asks waits for a reading only where what there is is older: a page that looks every ten seconds is not one look late. */
const STALE_MS = 5_000;

/**
 * The catalogue as the scans keep it. It is read while somebody asks, at most once a second and by one reader, and those
 * who ask are given what there is meanwhile: so they see a change after a second or two, and never wait for a large one.
 */
export class LiveCatalogue {
  readonly #now: () => number;
  readonly #replicas: readonly Replica<Stored>[];
  #catalogue = new Catalogue([]);
  #readAt = Number.NEGATIVE_INFINITY;
  #restMs = REST_MS;
  #reading: Promise<void> | null = null;

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
    if (age >= this.#restMs) this.#start();
    if (age >= STALE_MS) await this.#reading;
    return this.#catalogue;
  }

  #start(): void {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    // One that nobody waits for may fail: the next call tries again.
    this.#reading.catch(() => undefined);
  }

  async #read(): Promise<void> {
    const startedAt = this.#now();
    const changed = await Promise.all(this.#replicas.map((replica) => replica.refresh()));
    if (changed.some(({ length }) => length > 0)) {
      this.#catalogue = new Catalogue(this.#replicas.flatMap((replica) => [...replica.items.values()]));
    }
    this.#readAt = this.#now();
    this.#restMs = Math.min(REST_MOST_MS, Math.max(REST_MS, REST_TIMES * (this.#readAt - startedAt)));
  }
}
