import type { Context } from "@cloudco/core/context/context";
import type { Catalogue } from "@cloudco/core/offer/catalogue";
import { LiveCatalogue } from "@cloudco/core/offer/live-catalogue";
import type { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import { OwnCatalogues } from "@cloudco/core/watch/own-catalogues";

/** What is on offer, as one account sees it: everybody's stock, and what providers show to it alone. */
export type Inventory = {
  all(accountId: string): Promise<Catalogue[]>;
  /** Null where a provider shows stock to each account by itself, and nobody reads this one's. */
  of(accountId: string, provider: ProviderId): Promise<Catalogue | null>;
  isWatched(accountId: string, provider: ProviderId): Promise<boolean>;
};

export function createInventory(ctx: Context, descriptors: readonly Descriptor[]): Inventory {
  const idsOf = (inventory: Descriptor["inventory"]) =>
    descriptors.filter((descriptor) => descriptor.inventory === inventory).map(({ id }) => id);
  const shared = new Map(idsOf("public").map((id) => [id, new LiveCatalogue(ctx, [id])]));
  const own = new OwnCatalogues(ctx, idsOf("account"));
  return {
    async all(accountId) {
      const everybodys = [...shared.values()].map((live) => live.current());
      const [listed, theirs] = await Promise.all([Promise.all(everybodys), own.current(accountId)]);
      return [...listed, ...theirs];
    },
    async of(accountId, provider) {
      const live = shared.get(provider);
      return live ? await live.current() : await own.currentOf(accountId, provider);
    },
    isWatched: (accountId, provider) => own.isWatched(accountId, provider),
  };
}
