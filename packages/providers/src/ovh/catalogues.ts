export * as Catalogues from "./catalogues.ts";

import { ProviderFailure } from "../failure.ts";
import { Http } from "../http.ts";
import { Catalogue } from "./catalogue.ts";
import { Explain } from "./explain.ts";
import { Region } from "./region.ts";

/** A catalogue has some 12 MB, the availabilities of all plans 4 to 6 MB. */
const BYTES_MAX = 64 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

/** How long a catalogue serves the scan before it is read again. What is ordered is priced anew in any case. */
const FRESH_MS = 60_000;

/** OVHcloud keeps its servers in two catalogues of one form: the Eco range, and all others, those with GPUs among them. */
const RANGES = ["eco", "baremetalServers"] as const;

/** What a subsidiary sells and for how much. The same object again where nothing has changed. */
export type Held = { catalogues: readonly Catalogue.Info[]; readAt: number };

/** What was read last, by address. */
const texts = new Map<string, { text: string; catalogue: Catalogue.Info }>();
const held = new Map<string, Held>();

/** What was read of a subsidiary within the last minute. */
export function recent(region: Region.Info, subsidiary: string): Held | null {
  const found = held.get(urlOf(region, subsidiary, "eco"));
  return found && Date.now() - found.readAt < FRESH_MS ? found : null;
}

/**
 * Reads the catalogues of a subsidiary.
 * @throws ProviderFailure where one can't be had or has another form
 */
export async function read(region: Region.Info, subsidiary: string, signal?: AbortSignal): Promise<Held> {
  const all = await Promise.all(RANGES.map((range) => readOne(region, subsidiary, range, signal)));
  const catalogues = all.filter((catalogue) => catalogue !== null);
  const key = urlOf(region, subsidiary, "eco");
  const before = held.get(key)?.catalogues;
  const same =
    before?.length === catalogues.length && before.every((catalogue, at) => catalogue === catalogues[at]);
  const found = { catalogues: same ? before : catalogues, readAt: Date.now() };
  held.set(key, found);
  return found;
}

/** Null for a range that this installation does not have. */
async function readOne(
  region: Region.Info,
  subsidiary: string,
  range: (typeof RANGES)[number],
  signal?: AbortSignal,
): Promise<Catalogue.Info | null> {
  const url = urlOf(region, subsidiary, range);
  const reply = await get(region, url, signal);
  if (range !== "eco" && reply.status === 404) return null;
  if (reply.status !== 200)
    throw new ProviderFailure(Explain.unexpected(region, reply.status, reply.headers));
  const before = texts.get(url);
  if (before?.text === reply.text) return before.catalogue;
  const catalogue = Catalogue.parse(reply.text);
  if (!catalogue) throw unreadable(region);
  texts.set(url, { text: reply.text, catalogue });
  return catalogue;
}

function urlOf(region: Region.Info, subsidiary: string, range: string): string {
  return `${Region.baseUrl(region)}/order/catalog/public/${range}?ovhSubsidiary=${encodeURIComponent(subsidiary)}`;
}

/** @throws ProviderFailure where no answer comes */
export async function get(region: Region.Info, url: string, signal?: AbortSignal): Promise<Http.Reply> {
  const reply = await Http.send(url, { bytesMax: BYTES_MAX, timeoutMs: TIMEOUT_MS, parse: false, signal });
  if (reply.kind !== "reply") throw new ProviderFailure(Http.failure(region.name, reply));
  return reply;
}

export function unreadable(region: Region.Info): ProviderFailure {
  const message = `${region.name}'s catalogue or list of available servers has a form that CloudCO does not know, so no offer is read from it.`;
  return new ProviderFailure({ cause: "unreadable", message });
}
