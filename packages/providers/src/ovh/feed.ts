export * as Feed from "./feed.ts";

import { Currency } from "@cloudco/core/money/money";
import type { Inventory, Reading } from "@cloudco/core/provider/provider";
import { ProviderFailure } from "../failure.ts";
import { Http } from "../http.ts";
import { Availability } from "./availability.ts";
import { Catalogue } from "./catalogue.ts";
import { Explain } from "./explain.ts";
import { Listings } from "./listings.ts";
import { Region } from "./region.ts";

/** The catalogue has some 12 MB, the availabilities of all plans 4 to 6 MB. */
const BYTES_MAX = 64 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

/** How long a catalogue serves the scan before it is read again. What is ordered is priced anew in any case. */
const CATALOGUE_MS = 60_000;

type Held = { text: string; catalogue: Catalogue.Info; readAt: number };

/** `strangers` are the plans in stock that the catalogue did not have. */
type Scan = { held: Held; text: string; strangers: ReadonlySet<string>; reading: Reading };

/** The last scan, by its catalogue's address. */
const scans = new Map<string, Scan>();

/**
 * Reads everything on offer. Where nothing has changed it gives the same object again, so that a caller may compare by
 * reference.
 * @throws ProviderFailure where it can't be had or nothing in it can be read.
 */
export async function inventory(region: Region.Info, signal?: AbortSignal): Promise<Reading> {
  const subsidiary = Region.subsidiary(region);
  const key = catalogueUrl(region, subsidiary);
  const last = scans.get(key);
  const recent = last && Date.now() - last.held.readAt < CATALOGUE_MS ? last.held : null;
  const [text, first] = await Promise.all([
    availabilities(region, null, signal),
    recent ?? readCatalogue(region, subsidiary, signal),
  ]);
  if (last?.text === text && last.held.catalogue === first.catalogue) {
    scans.set(key, { ...last, held: first });
    return last.reading;
  }
  const stock = parseStock(region, text);
  const newcomer = stock.rows.some(
    ({ planCode }) => !first.catalogue.codes.has(planCode) && !last?.strangers.has(planCode),
  );
  const held = recent && newcomer ? await readCatalogue(region, subsidiary, signal) : first;
  const { catalogue } = held;
  const joined = join(region, catalogue, stock.rows);
  const unread = joined.refused + stock.refused;
  const empty = catalogue.plans.size === 0 && catalogue.refused > 0;
  if (joined.listings.length === 0 && (unread > 0 || empty)) throw unreadable(region);
  const refused = unread + catalogue.refused;
  const codes = stock.rows.map(({ planCode }) => planCode);
  const strangers = new Set(codes.filter((code) => !catalogue.codes.has(code)));
  const reading: Reading = { ok: true, listings: joined.listings, refused };
  scans.set(key, { held, text, strangers, reading });
  return reading;
}

/**
 * Reads everything that a subsidiary sells, in stock or not.
 * @throws ProviderFailure as `inventory` does.
 */
export async function assortment(region: Region.Info, signal?: AbortSignal): Promise<Reading> {
  const [text, { catalogue }] = await Promise.all([
    availabilities(region, null, signal),
    readCatalogue(region, Region.subsidiary(region), signal),
  ]);
  return { ok: true, ...join(region, catalogue, parseStock(region, text).rows, Availability.everywhere) };
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
  const [text, { catalogue }] = await Promise.all([
    availabilities(region, planCode, signal),
    readCatalogue(region, subsidiary, signal),
  ]);
  const { currency } = catalogue;
  // Without a currency that CloudCO knows there is no listing, and the currency says why.
  if (!Currency.safeParse(currency).success) return { currency, listings: [], refused: 0 };
  const rows = parseStock(region, text).rows.filter((row) => row.planCode === planCode);
  const joined = join(region, catalogue, rows);
  const spoilt = catalogue.codes.has(planCode) && !catalogue.plans.has(planCode);
  return { currency, ...joined, refused: joined.refused + (spoilt ? 1 : 0) };
}

function join(
  region: Region.Info,
  catalogue: Catalogue.Info,
  rows: Availability.Row[],
  stockOf?: typeof Availability.inStock,
): Inventory {
  const currency = Currency.safeParse(catalogue.currency).data;
  if (!currency) throw unreadable(region);
  return Listings.join({ region, currency, catalogue }, rows, stockOf);
}

function catalogueUrl(region: Region.Info, subsidiary: string): string {
  return `${Region.baseUrl(region)}/order/catalog/public/eco?ovhSubsidiary=${encodeURIComponent(subsidiary)}`;
}

async function readCatalogue(region: Region.Info, subsidiary: string, signal?: AbortSignal): Promise<Held> {
  const url = catalogueUrl(region, subsidiary);
  const reply = await get(region, url, signal);
  if (reply.status !== 200)
    throw new ProviderFailure(Explain.unexpected(region, reply.status, reply.headers));
  const held = scans.get(url)?.held;
  const catalogue = held?.text === reply.text ? held.catalogue : Catalogue.parse(reply.text);
  if (!catalogue) throw unreadable(region);
  return { text: reply.text, catalogue, readAt: Date.now() };
}

async function availabilities(
  region: Region.Info,
  planCode: string | null,
  signal?: AbortSignal,
): Promise<string> {
  const query = planCode === null ? "" : `?planCode=${encodeURIComponent(planCode)}`;
  const url = `${Region.baseUrl(region)}/dedicated/server/datacenter/availabilities${query}`;
  const reply = await get(region, url, signal);
  // OVHcloud says so of a plan that is nowhere in stock.
  if (planCode !== null && reply.status === 404 && reply.text.includes("No availabilities found"))
    return "[]";
  if (reply.status !== 200)
    throw new ProviderFailure(Explain.unexpected(region, reply.status, reply.headers));
  return reply.text;
}

async function get(region: Region.Info, url: string, signal?: AbortSignal): Promise<Http.Reply> {
  const reply = await Http.send(url, { bytesMax: BYTES_MAX, timeoutMs: TIMEOUT_MS, parse: false, signal });
  if (reply.kind !== "reply") throw new ProviderFailure(Http.failure(region.name, reply));
  return reply;
}

function parseStock(region: Region.Info, text: string): Availability.Info {
  const stock = Availability.parse(text);
  if (!stock) throw unreadable(region);
  return stock;
}

function unreadable(region: Region.Info): ProviderFailure {
  const message = `${region.name}'s catalogue or list of available servers has a form that CloudCO does not know, so no offer is read from it.`;
  return new ProviderFailure({ cause: "unreadable", message });
}
