import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import { Replica } from "../table/replica.ts";
import { Catalogue } from "./catalogue.ts";
import { offersOf, Stored } from "./stored.ts";

const REFRESH_MS = 1_000;

/** The catalogue as the scans keep it, at most a second old; reads what changed, and only when somebody asks. */
export class LiveCatalogue {
  readonly #now: () => number;
  readonly #replicas: readonly Replica<Stored>[];
  #catalogue = new Catalogue([]);
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | null = null;

  constructor(ctx: Pick<Context, "table" | "now">, providers: readonly ProviderId[]) {
    this.#now = ctx.now;
    this.#replicas = providers.map((provider) => new Replica(ctx.table, offersOf(provider), Stored));
  }

  async current(): Promise<Catalogue> {
    if (this.#now() - this.#refreshedAt >= REFRESH_MS) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = null;
      });
      await this.#refreshing;
    }
    return this.#catalogue;
  }

  async #refresh(): Promise<void> {
    const changed = await Promise.all(
      this.#replicas.map(async (replica) => (await replica.refresh()).length),
    );
    if (changed.some((count) => count > 0)) {
      this.#catalogue = new Catalogue(this.#replicas.flatMap((replica) => [...replica.items.values()]));
    }
    this.#refreshedAt = this.#now();
  }
}
