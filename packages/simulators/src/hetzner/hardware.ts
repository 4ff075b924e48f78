export * as Hardware from "./hardware.ts";

import type { Machine } from "./machine.ts";

/** The memory modules: how many, and the size of one in MB. */
export function modules({ memory }: Machine.Info): { count: number; mb: number } {
  const count = [4, 2].find((candidate) => memory % candidate === 0) ?? 1;
  return { count, mb: (memory * 1024) / count };
}

/** One line of text for each part; `times` stands between a number and what it counts. */
export function lines(
  machine: Machine.Info,
  times: "x" | " x",
): { memory: string; drives: string[]; network: string } {
  const { count, mb } = modules(machine);
  return {
    memory: `${count}${times} RAM ${mb} MB DDR4${machine.ecc ? " ECC" : ""}`,
    drives: machine.disks.map((disk) => `${disk.count}${times} ${drive(disk)}`),
    network: "NIC 1 Gbit Intel I219-LM",
  };
}

/** The sizes in GB of all drives of a kind, one entry for each drive. */
export function sizes(machine: Machine.Info, kind: Machine.Disk["kind"]): number[] {
  return machine.disks.flatMap((disk) =>
    disk.kind === kind ? Array<number>(disk.count).fill(disk.sizeGb) : [],
  );
}

/** "1.0 TB" or "960 GB", as the live feed names the size of a drive. */
export function size(gb: number): string {
  return gb < 1000 ? `${gb} GB` : `${terabytes(gb).toFixed(1)} TB`;
}

/** Drives are sold in steps of 1000 GB or of 1024 GB. */
function terabytes(gb: number): number {
  return gb % 1024 === 0 ? gb / 1024 : gb / 1000;
}

function drive({ kind, sizeGb }: Machine.Disk): string {
  if (kind === "hdd") return `HDD SATA ${size(sizeGb).replace(".", ",")} Enterprise`;
  const bus = kind === "nvme" ? "M.2 NVMe" : "SATA";
  return `SSD ${bus} ${sizeGb < 1000 ? size(sizeGb) : `${terabytes(sizeGb)} TB`}`;
}
