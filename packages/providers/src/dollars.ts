export * as Dollars from "./dollars.ts";

import { parse } from "@cloudco/core/money/money";

/** USD 100,000. Above the dearest machine, so that a larger number is a mistake in the reply and no price. */
const MAX = 10_000_000;

/** The hours of the longest month. */
const HOURS = 744;

/**
 * The net price of a month in cents, rounded up. What is sold by the hour alone costs what the longest month of hours
 * does, so that it is never understated.
 * @returns null where the price can't be read with certainty, or there is none
 */
export function month(monthly: unknown, hourly: unknown): number | null {
  const stated = monthly === undefined || monthly === null ? 0 : cents(monthly);
  const price = stated === 0 ? hours(hourly) : stated;
  return price !== null && price > 0 && price <= MAX ? price : null;
}

function hours(hourly: unknown): number | null {
  if (cents(hourly) === null) return null;
  // Rates have up to five decimals; cutting off the rest takes away what binary fractions add.
  return parse((Number(hourly) * HOURS).toFixed(6));
}

function cents(value: unknown): number | null {
  return typeof value === "number" || typeof value === "string" ? parse(value) : null;
}
