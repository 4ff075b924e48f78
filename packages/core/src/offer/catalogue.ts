import * as z from "zod";
import type { Currency } from "../money/money.ts";
import { ProviderId } from "../provider/id.ts";
import { type Category, diskGb, monthlyNet, places } from "./offer.ts";
import { type PriceLists, pricedFor } from "./payer.ts";
import type { Stored } from "./stored.ts";

const SORTS = ["price", "cores", "memory", "disk", "changed"] as const;

/** `-` in front: the largest first. */
export const Sort = z.enum(SORTS.flatMap((by) => [by, `-${by}`] as const));
export type Sort = z.infer<typeof Sort>;

export type Query = {
  provider?: ProviderId | undefined;
  category?: Category | undefined;
  minCores?: number | undefined;
  minMemoryGib?: number | undefined;
  minDiskGb?: number | undefined;
  /** Net, minor units of `currency`, which belongs to it. */
  maxMonthly?: number | undefined;
  currency?: Currency | undefined;
  /** Datacentre, site or country, as in a rule. */
  location?: string | undefined;
  /** Whether the prices that are compared are those with a public IPv4 address. */
  ipv4: boolean;
  sort: Sort;
  /** By whose prices, at providers that have several. */
  priceLists?: PriceLists;
};

/** Where a page ended: the next one goes on after it, whatever was added or sold meanwhile. */
export const Mark = z.strictObject({
  group: z.string().max(10),
  value: z.number().nullable(),
  provider: ProviderId,
  id: z.string().max(200),
});
export type Mark = z.infer<typeof Mark>;

export type Page = { offers: Stored[]; next: Mark | null };

/** Orders that are kept sorted, each some megabytes. */
const VIEWS = 24;

type Row = Mark & { offer: Stored; monthly: number; disk: number };

/** The offer at the price by these lists; null where it is not sold by the one that counts. */
export function pricedOffer(offer: Stored, priceLists: PriceLists): Stored | null {
  const listing = pricedFor(offer.listing, { priceList: priceLists[offer.listing.provider], termMonths: 1 });
  return listing && (listing === offer.listing ? offer : { ...offer, listing });
}

/**
 * Everything on offer at one moment, to be searched by people. Each order is sorted once, when it is first asked for.
 * What is not known (a processor's cores) comes last, and amounts of different currencies are not compared: by price,
 * each currency stands by itself.
 */
export class Catalogue {
  /** Everything on offer, in no certain order. */
  readonly offers: readonly Stored[];
  /** Another one wherever anything changed, and the same in every process that has read the same. */
  readonly version: string;
  readonly #providers: readonly ProviderId[];
  readonly #views = new Map<string, Row[]>();

  constructor(offers: Iterable<Stored>) {
    const all = [...offers];
    this.offers = all.filter((offer) => offer.available);
    this.#providers = [...new Set(this.offers.map(({ listing }) => listing.provider))].sort();
    const newest = all
      .map(({ position }) => position)
      .sort()
      .at(-1);
    this.version = `${newest ?? ""}#${this.offers.length}`;
  }

  page(query: Query, limit: number, after?: Mark): Page {
    return pageOf([this], query, limit, after);
  }

  /** The first rows after the mark, `most` of them. */
  rows(query: Query, most: number, after?: Mark): Row[] {
    const view = this.#view(query);
    const found: Row[] = [];
    for (let at = after ? firstAfter(view, after, query.sort) : 0; at < view.length; at++) {
      const row = view[at];
      if (!(row && matches(row, query))) continue;
      found.push(row);
      if (found.length === most) break;
    }
    return found;
  }

  #view({ sort, ipv4, priceLists = {} }: Query): Row[] {
    const lists = this.#providers.flatMap((provider) => priceLists[provider] ?? []);
    const name = JSON.stringify([sort, ipv4, lists]);
    let view = this.#views.get(name);
    if (!view) {
      view = this.offers
        .flatMap((offer) => pricedOffer(offer, priceLists) ?? [])
        .map((offer) => toRow(offer, sort, ipv4))
        .sort((a, b) => compare(a, b, sort));
      if (this.#views.size >= VIEWS) this.#views.clear();
      this.#views.set(name, view);
    }
    return view;
  }
}

/**
 * One page of several catalogues, as if they were one.
 * @param limit the most that is returned; `next` is null at the end.
 */
export function pageOf(catalogues: readonly Catalogue[], query: Query, limit: number, after?: Mark): Page {
  const found = catalogues
    .flatMap((catalogue) => catalogue.rows(query, limit + 1, after))
    .sort((a, b) => compare(a, b, query.sort));
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last;
  return {
    offers: rows.map((row) => row.offer),
    next: more ? { group: last.group, value: last.value, provider: last.provider, id: last.id } : null,
  };
}

function toRow(offer: Stored, sort: Sort, ipv4: boolean): Row {
  const { listing } = offer;
  const monthly = monthlyNet(listing, ipv4);
  const disk = diskGb(listing);
  const values = {
    price: monthly,
    cores: listing.cpu.cores,
    memory: listing.memoryGib,
    disk,
    changed: offer.changedAt,
  };
  const by = SORTS.find((name) => sort.endsWith(name)) ?? "price";
  return {
    group: by === "price" ? listing.price.currency : "",
    value: values[by],
    provider: listing.provider,
    id: offer.id,
    offer,
    monthly,
    disk,
  };
}

function compare(a: Mark, b: Mark, sort: Sort): number {
  return (
    compareText(a.group, b.group) ||
    compareValues(a.value, b.value, sort.startsWith("-")) ||
    compareText(a.provider, b.provider) ||
    compareText(a.id, b.id)
  );
}

function compareValues(a: number | null, b: number | null, largestFirst: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return largestFirst ? b - a : a - b;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Index of the first row beyond the mark; the row it names may be gone. */
function firstAfter(view: readonly Row[], mark: Mark, sort: Sort): number {
  let low = 0;
  let high = view.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = view[middle];
    if (row && compare(row, mark, sort) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function matches({ offer: { listing }, monthly, disk }: Row, query: Query): boolean {
  return (
    (query.provider === undefined || listing.provider === query.provider) &&
    (query.category === undefined || listing.category === query.category) &&
    (query.currency === undefined || listing.price.currency === query.currency) &&
    (query.maxMonthly === undefined || monthly <= query.maxMonthly) &&
    (listing.cpu.cores ?? 0) >= (query.minCores ?? 0) &&
    listing.memoryGib >= (query.minMemoryGib ?? 0) &&
    disk >= (query.minDiskGb ?? 0) &&
    (query.location === undefined || places(listing).includes(query.location.toUpperCase()))
  );
}
