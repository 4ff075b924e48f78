export * as Feed from "./feed.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type { Inventory, Reading } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Http } from "../http.ts";
import { Cpus } from "./cpus.ts";
import { Datacentre } from "./datacentre.ts";
import { Cents, Rent } from "./euro.ts";

/** Hetzner's own website reads this. It is no documented API and has changed its form before. */
const FEED = "https://www.hetzner.com/_resources/app/data/app/live_data_sb.json";

/** 9,000 machines are 10 MB; the market had some 160 in 2026. */
const BYTES_MAX = 32 * 1024 * 1024;

const Envelope = z.object({ server: z.array(z.unknown()) });

const Sizes = z.array(z.int().positive().max(1_000_000));
const Lines = z.array(z.string());

/**
 * What an offer depends on. `CPU.CoreCount` counts sockets. `RAM.RealSize` is not used: it has been seen both as GB and
 * as MB of one module.
 */
const Machine = z.object({
  Id: z.int().positive(),
  Hardware: z.object({
    CPU: z.object({ Name: z.string().trim().min(1).max(200), CoreCount: z.unknown() }),
    RAM: z.object({
      Size: z.int().positive().max(65_536),
      SizeUnit: z.literal("GB"),
      ecc: z.boolean().nullish().catch(null),
    }),
    Storage: z.object({
      Amount: z.int().nonnegative().max(64),
      Details: z.object({ nvme: Sizes, sata: Sizes, hdd: Sizes }),
    }),
  }),
  Prices: z.object({
    monthly: z.object({ EUR: Rent }),
    setup: z.object({ EUR: Cents }),
    fixed: z.boolean().nullish().catch(null),
  }),
  IPPrices: z.object({ monthly: z.object({ EUR: Cents }) }),
  Details: z.object({
    Information: Lines.catch([]),
    Description: Lines.catch([]),
    Specials: Lines.catch([]),
    // Mbit/s
    Bandwidth: z.int().positive().max(1_000_000).nullish().catch(null),
    Datacenter: z.object({ Name: z.string().nullish(), Datacenter: z.string().nullish() }),
  }),
  // Unix seconds. Of a fixed price it is the feed's own time.
  Timer: z
    .object({ ReduceNextTimestamp: z.int().positive().max(99_999_999_999).nullish().catch(null) })
    .nullish()
    .catch(null),
});
type Machine = z.infer<typeof Machine>;

let last: { url: string; text: string; reading: Reading } | null = null;

/**
 * Reads every machine in the public auction feed. An unchanged feed gives the same object again, so that a caller may
 * compare by reference.
 * @throws ProviderFailure where the feed can't be had or nothing in it can be read.
 */
export async function inventory(signal?: AbortSignal): Promise<Reading> {
  const url = process.env.HETZNER_AUCTION_FEED_URL || FEED;
  const reply = await Http.send(url, { bytesMax: BYTES_MAX, parse: false, signal });
  if (reply.kind !== "reply") throw new ProviderFailure(Http.failure("Hetzner's auction feed", reply));
  if (reply.status !== 200) {
    const message = `Hetzner's auction feed answered with HTTP ${reply.status}. The fault is on Hetzner's side; the next scan tries again.`;
    const wait = Http.retryAfter(reply.headers);
    throw new ProviderFailure({
      cause: reply.status === 429 ? "rate_limited" : "unavailable",
      message,
      ...(wait ? { retryAfterSeconds: wait } : {}),
    });
  }
  if (last?.url !== url || last.text !== reply.text)
    last = { url, text: reply.text, reading: { ok: true, ...parse(reply.text) } };
  return last.reading;
}

/**
 * A machine that can't be read with certainty is counted and left out, and so is every machine whose id occurs twice.
 * @throws ProviderFailure (`unreadable`) where the text is no feed, or not one of its machines can be read.
 */
export function parse(text: string): Inventory {
  const envelope = Envelope.safeParse(Http.json(text));
  const machines = envelope.data?.server ?? [];
  const byId = Map.groupBy(machines, id);
  const listings = readAll(machines.filter((machine) => byId.get(id(machine))?.length === 1));
  if (!envelope.success || (machines.length > 0 && listings.length === 0)) {
    const message =
      "Hetzner's auction feed has a form that CloudCO does not know, so no offer is read from it.";
    throw new ProviderFailure({ cause: "unreadable", message });
  }
  return { listings, refused: machines.length - listings.length };
}

function id(machine: unknown): unknown {
  return (machine as { Id?: unknown } | null)?.Id;
}

/** What the last feed's machines were read as: in most of them nothing changes from feed to feed but countdowns. */
let known = new Map<string, Listing | null>();

/** A machine that is as it was gives the same object again. */
function readAll(machines: readonly unknown[]): Listing[] {
  const read = new Map<string, Listing | null>();
  const listings = machines.flatMap((machine) => {
    const text = identity(machine);
    const before = text === null ? undefined : known.get(text);
    const found = before === undefined ? listing(machine) : before;
    if (text !== null) read.set(text, found);
    return found ?? [];
  });
  known = read;
  return listings;
}

/** The parts of a machine that `Machine` reads, as text; null where it has no such form. */
function identity(machine: unknown): string | null {
  const { Id, Hardware, Prices, IPPrices, Details, Timer } = (machine ?? {}) as Record<string, unknown>;
  const { ReduceNextTimestamp } = (Timer ?? {}) as Record<string, unknown>;
  const { fixed } = (Prices ?? {}) as Record<string, unknown>;
  const drop = fixed === true ? null : ReduceNextTimestamp;
  try {
    return JSON.stringify([Id, Hardware, Prices, IPPrices, Details, drop]);
  } catch {
    return null; // nested too deep
  }
}

function listing(value: unknown): Listing | null {
  const machine = Machine.safeParse(value).data;
  if (!machine) return null;
  const { Hardware: hardware, Prices: prices, IPPrices: ip, Details: details } = machine;
  const location = Datacentre.read(details.Datacenter.Name, details.Datacenter.Datacenter);
  const disks = drives(hardware.Storage);
  if (!location || !disks) return null;
  const { Name: name, CoreCount: sockets } = hardware.CPU;
  const tags = [...details.Information, ...details.Description, ...details.Specials];
  const fixedPrice = prices.fixed ?? null;
  const dropsAt = fixedPrice ? null : machine.Timer?.ReduceNextTimestamp;
  return {
    id: String(machine.Id),
    provider: "hetzner",
    category: "auction",
    name: `Server Auction #${machine.Id}`,
    cpu: { name, cores: sockets === 1 ? Cpus.cores(name) : null, threads: null },
    memoryGib: hardware.RAM.Size,
    ecc: tags.some((tag) => ECC.test(tag)) ? true : (hardware.RAM.ecc ?? null),
    disks,
    gpu: gpu(tags),
    bandwidthMbit: details.Bandwidth ?? null,
    location,
    price: {
      currency: "EUR",
      monthly: { net: prices.monthly.EUR, gross: null },
      setup: { net: prices.setup.EUR, gross: null },
    },
    ipv4: ip.monthly.EUR,
    ipv6Only: false,
    fixedPrice,
    nextDropAt: dropsAt ? dropsAt * 1000 : null,
    unique: true,
  };
}

/** `Details` names every drive by its size in GB; `sata` are SSDs. Null where the number of drives is another one. */
function drives({ Amount, Details }: Machine["Hardware"]["Storage"]): Listing["disks"] | null {
  const kinds = [
    ["nvme", Details.nvme],
    ["ssd", Details.sata],
    ["hdd", Details.hdd],
  ] as const;
  const disks = kinds.flatMap(([kind, sizes]) =>
    [...Map.groupBy(sizes, (size) => size)].map(([sizeGb, { length: count }]) => ({ kind, count, sizeGb })),
  );
  return disks.reduce((sum, { count }) => sum + count, 0) === Amount ? disks : null;
}

/** The tag `ECC`, or a line such as `4x RAM 32768 MB DDR4 ECC reg.`. */
const ECC = /^ECC$|\bRAM\b.*\bECC\b/i;

const GPU = /^(?:([1-9]) ?x )?GPU\b[ :-]*(.*)$/;

/** The model stands in a line such as `GPU - GeForce GTX 1080`; the tag `GPU` alone tells only that there is one. */
function gpu(lines: string[]): Listing["gpu"] {
  const found = lines.flatMap((line) => {
    const [match, count = "1", name = ""] = GPU.exec(line) ?? [];
    return match === undefined ? [] : { name: name.slice(0, 200), count: Number(count) };
  });
  return found.find(({ name }) => name !== "") ?? found.map((gpu) => ({ ...gpu, name: "GPU" }))[0] ?? null;
}
