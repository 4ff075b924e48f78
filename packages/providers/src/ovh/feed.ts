export * as Feed from "./feed.ts";

import { Currency } from "@cloudco/core/money/money";
import type { Listing } from "@cloudco/core/offer/offer";
import type { Inventory, Reading } from "@cloudco/core/provider/provider";
import { ProviderFailure } from "../failure.ts";
import { Availability } from "./availability.ts";
import type { Catalogue } from "./catalogue.ts";
import { Catalogues } from "./catalogues.ts";
import { Explain } from "./explain.ts";
import { Listings } from "./listings.ts";
import { Region } from "./region.ts";

/** What a subsidiary sells; the first is the one that is read in any case. */
type Sold = { subsidiary: string; held: Catalogues.Held };

/** `strangers` are the plans in stock that no catalogue had. */
type Scan = { sold: readonly Sold[]; text: string; strangers: ReadonlySet<string>; reading: Reading };

/** The last scan, by region and subsidiaries. */
const scans = new Map<string, Scan>();

/**
 * Reads everything on offer, each at its price in these subsidiaries. Where nothing has changed it gives the same object
 * again, so that a caller may compare by reference.
 * @throws ProviderFailure where it can't be had or nothing in it can be read.
 */
export async function inventory(
  region: Region.Info,
  subsidiaries: readonly string[],
  signal?: AbortSignal,
): Promise<Reading> {
  const key = JSON.stringify([Region.baseUrl(region), Region.subsidiary(region), subsidiaries]);
  const last = scans.get(key);
  const isHeld = Catalogues.recent(region, Region.subsidiary(region)) !== null;
  const [text, first] = await Promise.all([
    availabilities(region, null, signal),
    readAll(region, subsidiaries, Catalogues.recent, signal),
  ]);
  if (last?.text === text && isSame(last.sold, first)) return last.reading;
  const stock = parseStock(region, text);
  const codes = stock.rows.map(({ planCode }) => planCode);
  const isNew = (code: string) => !isSold(first, code) && !last?.strangers.has(code);
  const sold = isHeld && codes.some(isNew) ? await readAll(region, subsidiaries, () => null, signal) : first;
  const joined = join(region, sold, stock.rows);
  const unread = joined.refused + stock.refused;
  const [own] = sold.map(({ held }) => held.catalogues);
  const spoilt = own?.reduce((sum, { refused }) => sum + refused, 0) ?? 0;
  const empty = own?.every(({ plans }) => plans.size === 0) && spoilt > 0;
  if (joined.listings.length === 0 && (unread > 0 || empty)) throw Catalogues.unreadable(region);
  const strangers = new Set(codes.filter((code) => !isSold(sold, code)));
  const reading: Reading = { ok: true, listings: joined.listings, refused: unread + spoilt };
  scans.set(key, { sold, text, strangers, reading });
  return reading;
}

/**
 * Reads everything that these subsidiaries sell, in stock or not.
 * @throws ProviderFailure as `inventory` does.
 */
export async function assortment(
  region: Region.Info,
  subsidiaries: readonly string[],
  signal?: AbortSignal,
): Promise<Reading> {
  const [text, sold] = await Promise.all([
    availabilities(region, null, signal),
    readAll(region, subsidiaries, Catalogues.recent, signal),
  ]);
  return { ok: true, ...join(region, sold, parseStock(region, text).rows, Availability.everywhere) };
}

/**
 * Reads what a subsidiary sells of one plan at this moment.
 * @throws ProviderFailure as `inventory` does.
 */
export async function plan(
  region: Region.Info,
  subsidiary: string,
  planCode: string,
  signal?: AbortSignal,
): Promise<Inventory & { currency: string }> {
  const [text, held] = await Promise.all([
    availabilities(region, planCode, signal),
    Catalogues.read(region, subsidiary, signal),
  ]);
  const currency = held.catalogues[0]?.currency ?? "";
  // Without a currency that CloudCO knows there is no listing, and the currency says why.
  if (!Currency.safeParse(currency).success) return { currency, listings: [], refused: 0 };
  const rows = parseStock(region, text).rows.filter((row) => row.planCode === planCode);
  const joined = join(region, [{ subsidiary, held }], rows);
  const spoilt = held.catalogues.some(({ codes, plans }) => codes.has(planCode) && !plans.has(planCode));
  return { currency, ...joined, refused: joined.refused + (spoilt ? 1 : 0) };
}

/** Of a subsidiary that can't be read only the first is missed; of any other, what was read before is as good for a while. */
async function readAll(
  region: Region.Info,
  subsidiaries: readonly string[],
  known: typeof Catalogues.recent,
  signal?: AbortSignal,
): Promise<Sold[]> {
  const own = Region.subsidiary(region);
  const others = subsidiaries.filter((subsidiary) => subsidiary !== own);
  const all = [own, ...others].map(async (subsidiary) => {
    try {
      const held = known(region, subsidiary) ?? (await Catalogues.read(region, subsidiary, signal));
      return [{ subsidiary, held }];
    } catch (error) {
      if (subsidiary !== own && error instanceof ProviderFailure) return [];
      throw error;
    }
  });
  return (await Promise.all(all)).flat();
}

function isSold(sold: readonly Sold[], planCode: string): boolean {
  return sold.some(({ held }) => held.catalogues.some(({ codes }) => codes.has(planCode)));
}

function isSame(a: readonly Sold[], b: readonly Sold[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ subsidiary, held }, at) =>
        subsidiary === b[at]?.subsidiary && held.catalogues === b[at]?.held.catalogues,
    )
  );
}

/** One listing for each build and datacentre, with its price in every subsidiary that sells it. */
function join(
  region: Region.Info,
  sold: readonly Sold[],
  rows: Availability.Row[],
  stockOf?: typeof Availability.inStock,
): Inventory {
  const byId = new Map<string, Listing>();
  let refused = 0;
  for (const [at, { subsidiary, held }] of sold.entries()) {
    for (const catalogue of held.catalogues) {
      const joined = joinOne(region, catalogue, rows, at === 0, stockOf);
      if (at === 0) refused += joined.refused;
      for (const listing of joined.listings) {
        const known = byId.get(listing.id) ?? { ...listing, prices: {} };
        if (known.prices?.[subsidiary]) continue;
        byId.set(listing.id, { ...known, prices: { ...known.prices, [subsidiary]: listing.price } });
      }
    }
  }
  return { listings: [...byId.values()], refused };
}

function joinOne(
  region: Region.Info,
  catalogue: Catalogue.Info,
  rows: Availability.Row[],
  isOwn: boolean,
  stockOf?: typeof Availability.inStock,
): Inventory {
  const currency = Currency.safeParse(catalogue.currency).data;
  if (currency) return Listings.join({ region, currency, catalogue }, rows, stockOf);
  if (isOwn) throw Catalogues.unreadable(region);
  return { listings: [], refused: 0 };
}

async function availabilities(
  region: Region.Info,
  planCode: string | null,
  signal?: AbortSignal,
): Promise<string> {
  const query = planCode === null ? "" : `?planCode=${encodeURIComponent(planCode)}`;
  const url = `${Region.baseUrl(region)}/dedicated/server/datacenter/availabilities${query}`;
  const reply = await Catalogues.get(region, url, signal);
  // OVHcloud says so of a plan that is nowhere in stock.
  if (planCode !== null && reply.status === 404 && reply.text.includes("No availabilities found"))
    return "[]";
  if (reply.status !== 200)
    throw new ProviderFailure(Explain.unexpected(region, reply.status, reply.headers));
  return reply.text;
}

function parseStock(region: Region.Info, text: string): Availability.Info {
  const stock = Availability.parse(text);
  if (!stock) throw Catalogues.unreadable(region);
  return stock;
}
