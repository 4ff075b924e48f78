export * as Offer from "./offer.ts";

import * as z from "zod";
import { Minor, Price } from "../money/money.ts";
import { ProviderId } from "../provider/id.ts";

export const Category = z.enum(["auction", "dedicated", "gpu", "vm", "storage"]);
export type Category = z.infer<typeof Category>;

export const DiskKind = z.enum(["nvme", "ssd", "hdd"]);

const Disk = z.strictObject({
  kind: DiskKind,
  count: z.int().positive(),
  sizeGb: z.int().positive(),
});

/** One thing a provider sells at this moment, in the provider-independent form that rules are matched against. */
export const Listing = z.strictObject({
  /** The provider's own id of what is ordered; unique within the provider. */
  id: z.string().min(1).max(200),
  provider: ProviderId,
  category: Category,
  name: z.string().min(1).max(200),
  /**
   * Of all processors together. `cores` is null where the provider names only the processor's model and we do not know
   * it, `threads` where it does not tell them. Never guessed.
   */
  cpu: z.strictObject({
    name: z.string().max(200),
    cores: z.int().positive().nullable(),
    threads: z.int().positive().nullable().default(null),
  }),
  memoryGib: z.number().positive(),
  /** Whether the memory corrects errors; null where that is not told. */
  ecc: z.boolean().nullable().default(null),
  disks: z.array(Disk).max(64),
  /** `count` is how many there are at least. */
  gpu: z.strictObject({ name: z.string().max(200), count: z.int().positive() }).nullable(),
  /** What its network port gives, Mbit/s; null where that is not told. */
  bandwidthMbit: z.int().positive().nullable().default(null),
  /** `code` as the provider writes it (FSN1-DC14), `site` the town or region (FSN1), `country` ISO 3166 alpha-2. */
  location: z.strictObject({
    code: z.string().max(100),
    site: z.string().max(100),
    country: z.string().length(2).nullable(),
  }),
  price: Price,
  /**
   * Where a provider has several price lists, what it costs by each of those that are in use; `price` is by the one that
   * is read in any case.
   */
  prices: z.record(z.string().max(20), Price).optional(),
  /** Net monthly surcharge, minor units, for a public IPv4 address; null where the price includes it. */
  ipv4: Minor.nullable(),
  /** Net, minor units: what such an address costs once, where the provider asks that and tells it. */
  ipv4Setup: Minor.optional(),
  /** It can't have a public IPv4 address at any price. */
  ipv6Only: z.boolean().default(false),
  /** Whether the price stays as it is; null where that is not told. */
  fixedPrice: z.boolean().nullable().default(null),
  /** When it falls next, unless somebody takes the machine before. Epoch ms; null where that is not told. */
  nextDropAt: z.int().positive().nullable().default(null),
  /** One physical machine, sold once (an auction), as against capacity that many can buy. */
  unique: z.boolean(),
});
export type Listing = z.infer<typeof Listing>;

/** Sum of all disks, GB. */
export function diskGb(listing: Pick<Listing, "disks">): number {
  return listing.disks.reduce((sum, disk) => sum + disk.count * disk.sizeGb, 0);
}

/** What is paid once, net, minor units, with or without a public IPv4 address. */
export function setupNet(listing: Pick<Listing, "price" | "ipv4Setup">, ipv4: boolean): number {
  return listing.price.setup.net + (ipv4 ? (listing.ipv4Setup ?? 0) : 0);
}

/** What a month of this listing costs net, minor units, with or without a public IPv4 address. */
export function monthlyNet(listing: Pick<Listing, "price" | "ipv4">, ipv4: boolean): number {
  return listing.price.monthly.net + (ipv4 ? (listing.ipv4 ?? 0) : 0);
}

/** The names by which somebody may ask for a listing's place. */
export function places(listing: Listing): string[] {
  const { code, site, country } = listing.location;
  const names = [code.toUpperCase(), site.toUpperCase(), (country ?? site).toUpperCase()];
  return names.filter((name, at) => names.indexOf(name) === at);
}
