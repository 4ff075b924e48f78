export * as Installation from "./installation.ts";

import { LocalTime } from "../local-time.ts";

export type Region = "eu" | "ca";

/** What a subsidiary charges in. */
export interface Locale {
  readonly currency: string;
  readonly symbol: string;
  /** Percent. */
  readonly taxRate: number;
}

/** One of OVHcloud's installations: the same API, and nothing in common otherwise. */
export interface Info {
  readonly region: Region;
  readonly zone: LocalTime.Zone;
  /** The domain that the names of its servers end in. */
  readonly domain: string;
  readonly subsidiaries: ReadonlyMap<string, Locale>;
  /** The subsidiary an account is of when nothing else is said. */
  readonly standard: string;
  /** Prices in the catalogue carry their currency and their text too; seen missing in Canada. */
  readonly hasFormattedPrices: boolean;
}

const euro = (taxRate: number): Locale => ({ currency: "EUR", symbol: "€", taxRate });
const usDollar: Locale = { currency: "USD", symbol: "US$", taxRate: 0 };
const singaporeDollar: Locale = { currency: "SGD", symbol: "S$", taxRate: 0 };

const installations: Record<Region, Info> = {
  eu: {
    region: "eu",
    zone: LocalTime.of("Europe/Paris"),
    domain: "eu",
    standard: "FR",
    hasFormattedPrices: true,
    subsidiaries: new Map([
      ["FR", euro(20)],
      ["DE", euro(19)],
      ["ES", euro(21)],
      ["FI", euro(25.5)],
      ["IE", euro(23)],
      ["IT", euro(22)],
      ["LT", euro(21)],
      ["NL", euro(21)],
      ["PT", euro(23)],
      ["GB", { currency: "GBP", symbol: "£", taxRate: 20 }],
      ["CZ", euro(21)],
      ["MA", { currency: "MAD", symbol: "MAD", taxRate: 20 }],
      ["SN", { currency: "XOF", symbol: "FCFA", taxRate: 18 }],
      ["TN", { currency: "TND", symbol: "DT", taxRate: 19 }],
      ["PL", { currency: "PLN", symbol: "zł", taxRate: 23 }],
    ]),
  },
  ca: {
    region: "ca",
    zone: LocalTime.of("America/Toronto"),
    domain: "net",
    standard: "CA",
    hasFormattedPrices: false,
    subsidiaries: new Map([
      ["CA", { currency: "CAD", symbol: "$", taxRate: 13 }],
      ["QC", { currency: "CAD", symbol: "$", taxRate: 14.975 }],
      ["AU", { currency: "AUD", symbol: "A$", taxRate: 10 }],
      ["IN", { currency: "INR", symbol: "₹", taxRate: 18 }],
      ["ASIA", usDollar],
      ["SG", singaporeDollar],
      ["WE", usDollar],
      ["WS", usDollar],
    ]),
  },
};

export function of(region: Region): Info {
  return installations[region];
}
