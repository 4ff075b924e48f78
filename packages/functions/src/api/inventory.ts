import { Connection } from "@cloudco/core/connection/connection";
import type { Context } from "@cloudco/core/context/context";
import type { Currency } from "@cloudco/core/money/money";
import type { Catalogue } from "@cloudco/core/offer/catalogue";
import { LiveCatalogue } from "@cloudco/core/offer/live-catalogue";
import type { PriceLists } from "@cloudco/core/offer/payer";
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

/**
 * By which list the account pays at each provider that has several: its own once it is connected; before that, the first in
 * the currency that is asked for, or in the provider's.
 */
export async function priceListsOf(
  ctx: Context,
  descriptors: readonly Descriptor[],
  accountId: string,
  currency?: Currency,
): Promise<PriceLists> {
  const connections = await Connection.list(ctx.table, accountId);
  const lists = descriptors.flatMap(({ id, priceLists = [] }) => {
    const own = connections.find(({ provider }) => provider === id)?.priceList;
    const chosen = priceLists.find((list) => list.currency === currency) ?? priceLists[0];
    const list = own ?? chosen?.id;
    return list === undefined ? [] : [[id, list] as const];
  });
  return Object.fromEntries(lists);
}
