export * as Drives from "./drives.ts";

import type { Listing } from "@cloudco/core/offer/offer";

/** The same drive is 1,000 GB to one list and 1,024 to another. */
const ROUNDING = 0.05;

/**
 * A machine's drives as Robot tells them with the product: how many of one kind there are, and how big each is, GB. Where
 * the feed named such drives, all that it named stays; where it did not, only what Robot tells is certain.
 */
export function read(
  disks: Listing["disks"],
  count: number | undefined,
  sizeGb: number | undefined,
): Listing["disks"] {
  if (!count || !sizeGb) return disks;
  const isSame = (disk: Listing["disks"][number]) =>
    Math.abs(disk.sizeGb - sizeGb) <= ROUNDING * Math.max(disk.sizeGb, sizeGb);
  const ofSize = Map.groupBy(disks.filter(isSame), (disk) => disk.kind);
  // Robot counts drives of its first kind: those of this size, or those of other sizes with them.
  for (const [kind, named] of ofSize) {
    const all = disks.filter((disk) => disk.kind === kind);
    if (total(named) === count || total(all) === count) return disks;
  }
  const [kind] = [...ofSize.keys(), ...disks.map((disk) => disk.kind)];
  return kind ? [{ kind, count, sizeGb }] : disks;
}

function total(disks: Listing["disks"]): number {
  return disks.reduce((sum, { count }) => sum + count, 0);
}
