import { useFormatter } from "use-intl";
import type { Row } from "./rows.ts";

const DISK: Record<string, string> = { nvme: "NVMe", ssd: "SSD", hdd: "HDD" };
export const diskKind = (kind: string): string => DISK[kind] ?? kind;

/** `2 × 512 GB NVMe + 1 × 4 TB HDD` */
export function useSizes() {
  const format = useFormatter();
  const size = (gb: number) =>
    gb >= 1000 ? `${format.number(gb / 1000, { maximumFractionDigits: 2 })} TB` : `${format.number(gb)} GB`;
  const disks = (all: Row["disks"]) =>
    all.map(({ count, sizeGb, kind }) => `${count} × ${size(sizeGb)} ${diskKind(kind)}`).join(" + ");
  return { size, disks };
}
