export * as Rows from "./rows.ts";

import type { Catalogue } from "../api/schema.d.ts";
import { Range } from "./range.ts";
import type { Search } from "./search.ts";

type Columns = Catalogue["columns"];
type Cell<N extends keyof Columns> = Columns[N][number];

export type Row = {
  key: string;
  provider: Catalogue["provider"];
  id: string;
  category: Cell<"category">;
  name: string;
  cpu: string;
  cores: number | null;
  memoryGib: number;
  disks: Cell<"disks">;
  diskGb: number;
  gpu: Cell<"gpu">;
  code: string;
  site: string;
  country: string | null;
  currency: Cell<"currency">;
  /** Net, minor units. */
  monthly: number;
  setup: number;
  ipv4: number | null;
  prices: readonly number[];
  /** Epoch seconds. */
  firstSeenAt: number;
  /** All that a word is looked for in, in small letters. */
  text: string;
};

export function of({ provider, columns: c }: Catalogue): Row[] {
  return c.id.map((id, at) => {
    const cell = <N extends keyof Columns>(name: N) => (c[name] as readonly unknown[])[at] as Cell<N>;
    const disks = cell("disks");
    const [name, cpu, code, site, country, gpu] = [
      cell("name"),
      cell("cpu"),
      cell("code"),
      cell("site"),
      cell("country"),
      cell("gpu"),
    ];
    return {
      key: `${provider}/${id}`,
      provider,
      id,
      category: cell("category"),
      name,
      cpu,
      cores: cell("cores"),
      memoryGib: cell("memoryGib"),
      disks,
      diskGb: disks.reduce((sum, disk) => sum + disk.count * disk.sizeGb, 0),
      gpu,
      code,
      site,
      country,
      currency: cell("currency"),
      monthly: cell("monthly"),
      setup: cell("setup"),
      ipv4: cell("ipv4"),
      prices: cell("prices"),
      firstSeenAt: cell("firstSeenAt"),
      text: [id, name, cpu, code, site, country, gpu?.name].join(" ").toLowerCase(),
    };
  });
}

export type Facets = Record<"category" | "kind" | "country", Map<string, number>>;
export type Found = { rows: Row[]; facets: Facets };

/** The rows that are asked for, and how many each further choice would leave. */
export function find(rows: readonly Row[], search: Search.Search): Found {
  const base = conditions(search);
  const facets: Facets = { category: new Map(), kind: new Map(), country: new Map() };
  const chosen: Row[] = [];
  for (const row of rows) {
    if (!base.every((holds) => holds(row))) continue;
    const missed = FACETS.filter((name) => search[name] && !valuesOf[name](row).includes(search[name]));
    if (missed.length === 0) chosen.push(row);
    // A choice that stands would be given up for another one of its own kind.
    for (const name of FACETS) {
      if (missed.every((other) => other === name)) count(facets[name], valuesOf[name](row));
    }
  }
  return { rows: sort(chosen, search.sort), facets };
}

const FACETS = ["category", "kind", "country"] as const;

const valuesOf: Record<(typeof FACETS)[number], (row: Row) => string[]> = {
  category: ({ category }) => [category],
  kind: ({ disks }) => [...new Set(disks.map(({ kind }) => kind))],
  country: ({ country, site }) => [country ?? site],
};

type Condition = (row: Row) => boolean;

function conditions(search: Search.Search): Condition[] {
  const found: Condition[] = [];
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) found.push(({ text }) => words.every((word) => text.includes(word)));
  const place = search.place?.toLowerCase();
  if (place) {
    found.push(({ code, site, country }) => `${code} ${site} ${country ?? ""}`.toLowerCase().includes(place));
  }
  const bound = (text: string | undefined, plain: "least" | "most", value: (row: Row) => number) => {
    const range = text ? Range.parse(text, plain) : null;
    if (range) found.push((row) => Range.holds(range, value(row)));
  };
  // Cores that nobody tells are not enough of them.
  bound(search.cores, "least", ({ cores }) => cores ?? 0);
  bound(search.memory, "least", ({ memoryGib }) => memoryGib);
  bound(search.disk, "least", ({ diskGb }) => diskGb);
  bound(search.price, "most", ({ monthly }) => monthly / 100);
  return found;
}

function count(counts: Map<string, number>, values: readonly string[]): void {
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
}

const VALUES: Record<string, (row: Row) => number | string> = {
  name: ({ cpu, name }) => (cpu || name).toLowerCase(),
  cores: ({ cores }) => cores ?? -1,
  memory: ({ memoryGib }) => memoryGib,
  disk: ({ diskGb }) => diskGb,
  place: ({ code }) => code,
  price: ({ monthly }) => monthly,
  seen: ({ firstSeenAt }) => firstSeenAt,
};

function sort(rows: Row[], by = "price"): Row[] {
  const value = VALUES[by.replace(/^-/, "")] ?? VALUES.price;
  if (!value) return rows;
  const sign = by.startsWith("-") ? -1 : 1;
  const isPrice = value === VALUES.price;
  const listed = new Map<string, number>();
  for (const { currency } of rows) listed.set(currency, (listed.get(currency) ?? 0) + 1);
  const rank = (currency: string) => -(listed.get(currency) ?? 0);
  return rows.sort((a, b) => {
    // Amounts of different currencies are not compared: the one that most is sold in comes first.
    if (isPrice && a.currency !== b.currency) {
      return rank(a.currency) - rank(b.currency) || (a.currency < b.currency ? -1 : 1);
    }
    const [x, y] = [value(a), value(b)];
    if (x === y) return a.monthly - b.monthly || (a.key < b.key ? -1 : 1);
    return x < y ? -sign : sign;
  });
}
