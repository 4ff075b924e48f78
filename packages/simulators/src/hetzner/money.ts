export * as Money from "./money.ts";

/** A decimal string from an integer number of the smallest unit: (4130, 2) is "41.30". */
export function decimal(units: number, digits: number): string {
  const padded = String(units).padStart(digits + 1, "0");
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** With value added tax, `vatRate` in percent; in the unit of `net`. */
export function gross(net: number, vatRate: number): number {
  return Math.round((net * (100 + vatRate)) / 100);
}

/** The price of an hour in 1/10,000 of the currency, in the proportion of the documented samples. */
export function hourly(monthlyCents: number): number {
  return Math.round((monthlyCents * 100) / 623.7);
}
