import type { Context } from "../context/context.ts";
import type { Catalogue } from "../offer/catalogue.ts";
import { LiveCatalogue } from "../offer/live-catalogue.ts";
import type { ProviderId } from "../provider/id.ts";
import { Watch } from "./watch.ts";

/** Accounts whose offers are kept in memory, some megabytes each; the one that asked longest ago goes first. */
const KEPT = 20;
/** What nobody has read for this long is no offer any more: its price and its stock are not known. */
const STALE_MS = 3_600_000;
/** Whether somebody reads it is looked at so often. */
const LOOK_MS = 2_000;

type Kept = { live: LiveCatalogue; isWatched: Promise<boolean>; lookedAt: number };

/** What providers show to each account by itself: for its owner, and for nobody else. */
export class OwnCatalogues {
  readonly #ctx: Pick<Context, "table" | "now">;
  readonly #providers: readonly ProviderId[];
  readonly #kept = new Map<string, Kept>();

  constructor(ctx: Pick<Context, "table" | "now">, providers: readonly ProviderId[]) {
    this.#ctx = ctx;
    this.#providers = providers;
  }

  /** One for each provider whose inventory is read with this account's credentials. Throws what the table throws. */
  async current(accountId: string): Promise<Catalogue[]> {
    const found = await Promise.all(this.#providers.map((provider) => this.currentOf(accountId, provider)));
    return found.flatMap((catalogue) => catalogue ?? []);
  }

  /** That of one provider; null where nobody reads it. Throws what the table throws. */
  async currentOf(accountId: string, provider: ProviderId): Promise<Catalogue | null> {
    const { live, isWatched } = this.#keep(accountId, provider);
    return (await isWatched) ? await live.current() : null;
  }

  /** Whether the account's inventory was read within the last hour, with the connection that it has now. */
  async isWatched(accountId: string, provider: ProviderId): Promise<boolean> {
    return await this.#keep(accountId, provider).isWatched;
  }

  #keep(accountId: string, provider: ProviderId): Kept {
    const name = `${provider}#${accountId}`;
    const now = this.#ctx.now();
    const before = this.#kept.get(name);
    const known = before && now - before.lookedAt < LOOK_MS ? before : null;
    const kept = known ?? {
      live: before?.live ?? new LiveCatalogue(this.#ctx, [provider], accountId),
      isWatched: this.#look(accountId, provider),
      lookedAt: now,
    };
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return kept;
  }

  async #look(accountId: string, provider: ProviderId): Promise<boolean> {
    const report = await Watch.report(this.#ctx, accountId, provider);
    return report !== null && report.evaluatedAt > this.#ctx.now() - STALE_MS;
  }
}
