export * as Doubt from "./doubt.ts";

import type { Inventory } from "../provider/provider.ts";
import type { ScanReport } from "./scan-report.ts";

/** So long what a doubtful reading does not have stays on offer. Nothing of it is matched meanwhile. */
const PATIENCE_MS = 10 * 60_000;

/** A reading that may say more of the provider's form than of its stock. `since`: when the first such came, epoch ms. */
export type Info = { since: number; message: string };

/**
 * Whether a reading is to be doubted: most of what is in it suddenly can't be read, or it is empty where there was
 * something, and that was not seen twice.
 * @param before what was reported of the reading before
 */
export function of(name: string, given: Inventory, before: ScanReport.Info, now: number): Info | null {
  const { listings, refused } = given;
  const since = before.doubt?.since ?? now;
  if (listings.length === 0 && refused === 0) {
    const isNew = before.listings > 0 && before.doubt === null;
    return isNew ? { since, message: `${name}'s list is empty at the moment. It is read once more.` } : null;
  }
  const hadMore = before.doubt !== null || (before.listings > 0 && before.refused <= before.listings);
  if (refused <= listings.length || !hadMore) return null;
  const message = `${refused} of ${refused + listings.length} entries of ${name}'s list can't be read any more, so its form has changed. What was read before stays for a while, and is not bought; CloudCO is told.`;
  return { since, message };
}

/** Whether what the reading does not have is still kept. */
export function keeps({ since }: Info, now: number): boolean {
  return now - since < PATIENCE_MS;
}
