import type { Inventory, Reading } from "@cloudco/core/provider/provider";

/** What a reading gave. Throws where it failed. */
export function given(reading: Reading): Inventory {
  if (!reading.ok) throw new Error(`${reading.cause}: ${reading.message}`);
  return reading;
}
