import { Minor, parse } from "@cloudco/core/money/money";
import * as z from "zod";

/**
 * EUR 10,000. Far above the dearest machine Hetzner rents, so that a larger number is a mistake in the reply (cents
 * for euros, say) and no offer.
 */
const MAX = 1_000_000;

/** `"41.30"` (Robot) or `41.3` (feed) to cents. */
export const Cents = z
  .union([z.string(), z.number()])
  .transform((value) => parse(value) ?? Number.NaN)
  .pipe(Minor.max(MAX));

/** A monthly price: nothing in the auction is free. */
export const Rent = Cents.pipe(z.int().positive());
