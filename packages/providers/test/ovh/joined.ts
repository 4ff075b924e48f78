import type { Inventory } from "@cloudco/core/provider/provider";
import { Availability } from "../../src/ovh/availability.ts";
import { Catalogue } from "../../src/ovh/catalogue.ts";
import { Listings } from "../../src/ovh/listings.ts";
import { Region } from "../../src/ovh/region.ts";
import { catalogue } from "./samples.ts";

/** What a scan makes of these rows and the sample's catalogue, or another. */
export function join(rows: unknown[], from: object = catalogue): Inventory {
  return read(JSON.stringify(rows), JSON.stringify(from));
}

export function read(rows: string, from: string): Inventory {
  const parsed = Catalogue.parse(from);
  const stock = Availability.parse(rows);
  if (!parsed || !stock) throw new Error("no catalogue, or no availabilities");
  const source = { region: Region.EUROPE, currency: "EUR", catalogue: parsed } as const;
  const { listings, refused } = Listings.join(source, stock.rows);
  return { listings, refused: refused + parsed.refused + stock.refused };
}

/** A copy with the value at `path` changed; undefined leaves it out. */
export function changed<T extends object>(sample: T, path: string, value: unknown): T {
  const copy = structuredClone(sample);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce(
    (object, key) => object[key] as Record<string, unknown>,
    copy as Record<string, unknown>,
  );
  parent[last] = value;
  return copy;
}
