export * as Cpus from "./cpus.ts";

/**
 * Physical cores, performance and efficiency cores together, of the processors seen in Hetzner's auction; neither the
 * feed nor Robot tells them. Facts of Intel and AMD. Models that also come in machines with two sockets (Xeon E5-26xx,
 * Silver, EPYC without a P) are left out: their number of cores can't be told from the name.
 */
const CORES: Record<string, number> = {
  "AMD EPYC 7401P": 24,
  "AMD EPYC 7502": 32,
  "AMD EPYC 7502P": 32,
  "AMD EPYC 9454P": 48,
  "AMD Ryzen 5 2600": 6,
  "AMD Ryzen 5 3600": 6,
  "AMD Ryzen 7 1700X": 8,
  "AMD Ryzen 7 3700X": 8,
  "AMD Ryzen 7 7700": 8,
  "AMD Ryzen 7 PRO 1700X": 8,
  "AMD Ryzen 7 PRO 8700GE": 8,
  "AMD Ryzen 9 3900": 12,
  "AMD Ryzen 9 5950X": 16,
  "AMD Ryzen 9 7950X3D": 16,
  "AMD Ryzen Threadripper 2950X": 16,
  "Intel Core i5-12500": 6,
  "Intel Core i5-13500": 14,
  "Intel Core i7-2600": 4,
  "Intel Core i7-3770": 4,
  "Intel Core i7-4770": 4,
  "Intel Core i7-6700": 4,
  "Intel Core i7-7700": 4,
  "Intel Core i7-8700": 6,
  "Intel Core i7-920": 4,
  "Intel Core i7-980X": 6,
  "Intel Core i9-12900K": 16,
  "Intel Core i9-13900": 24,
  "Intel Core i9-9900K": 8,
  "Intel Core Ultra 7 265": 20,
  "Intel Xeon E-2176G": 6,
  "Intel Xeon E-2276G": 6,
  "Intel Xeon E3-1245": 4,
  "Intel Xeon E3-1245V2": 4,
  "Intel Xeon E3-1246V3": 4,
  "Intel Xeon E3-1270V3": 4,
  "Intel Xeon E3-1271V3": 4,
  "Intel Xeon E3-1275V5": 4,
  "Intel Xeon E3-1275V6": 4,
  "Intel Xeon E5-1620V2": 4,
  "Intel Xeon E5-1650": 6,
  "Intel Xeon E5-1650V2": 6,
  "Intel Xeon E5-1650V3": 6,
  "Intel Xeon Gold 5412U": 24,
  "Intel Xeon W-2145": 8,
  "Intel Xeon W-2245": 8,
  "Intel Xeon W-2295": 18,
};

// Feed and Robot write XEON and Xeon, V5 and v5, i7-980X and i7 980x.
const BY_NAME = new Map(Object.entries(CORES).map(([name, cores]) => [spell(name), cores]));

/** @returns null for a model that is not in the table. Never guessed. */
export function cores(name: string): number | null {
  return BY_NAME.get(spell(name)) ?? null;
}

/** Whether two names are the same processor's, spelt differently. */
export function same(a: string, b: string): boolean {
  return spell(a) === spell(b);
}

function spell(name: string): string {
  return name.toLowerCase().replace(/[\s-]+/g, "");
}
