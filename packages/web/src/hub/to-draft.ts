import type { Provider } from "../api/schema.d.ts";
import type { Draft } from "../rule/draft.ts";
import { Range } from "./range.ts";
import type { Row } from "./rows.ts";
import type { Search } from "./search.ts";

/** A rule that looks for what the Hub shows. */
export function toDraft(search: Search.Search, providers: readonly Provider[] | undefined): Draft.Search {
  const provider = providers?.find(({ id }) => id === search.provider);
  const least = (text: string | undefined) => {
    const range = text ? Range.parse(text, "least") : null;
    return range && Number.isFinite(range.least) ? Math.ceil(range.least) : undefined;
  };
  const price = search.price ? Range.parse(search.price, "most") : null;
  return clean({
    provider: provider?.id,
    category: search.category,
    minCores: least(search.cores),
    minMemoryGib: least(search.memory),
    minDiskGb: least(search.disk),
    maxMonthly: price && Number.isFinite(price.most) ? Math.floor(price.most * 100) : undefined,
    locations: search.place?.toUpperCase() ?? search.country,
  });
}

/** A rule for offers as good as this one, for no more. */
export function rowToDraft(row: Row): Draft.Search {
  return clean({
    provider: row.provider,
    category: row.category,
    minCores: row.cores ?? undefined,
    minMemoryGib: Math.floor(row.memoryGib),
    minDiskGb: row.diskGb || undefined,
    currency: row.currency,
    maxMonthly: row.monthly + (row.ipv4 ?? 0),
    maxSetup: row.setup || undefined,
  });
}

function clean(draft: Record<string, string | number | undefined>): Draft.Search {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as Draft.Search;
}
