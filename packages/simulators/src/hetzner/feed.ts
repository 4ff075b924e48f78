export * as Feed from "./feed.ts";

import { Hardware } from "./hardware.ts";
import type { Machine } from "./machine.ts";
import { Money } from "./money.ts";
import { Product } from "./product.ts";

/** Where the website keeps the auction; public, not documented, and without an ETag. */
export const path = "/_resources/app/data/app/live_data_sb.json";

const towns: Record<string, string> = { FSN: "Falkenstein", NBG: "Nuremberg", HEL: "Helsinki" };

/** A machine in the form that was seen live in August 2026. */
export function observed(machine: Machine.Info, now: number): object {
  const { memory, drives, network } = Hardware.lines(machine, " x");
  const { mb } = Hardware.modules(machine);
  const ecc = machine.ecc ? ["ECC"] : [];
  const enterprise = machine.disks.some((disk) => disk.kind === "hdd") ? ["ENT.HDD"] : [];
  const disks = machine.disks.flatMap((disk) => {
    const name = `${Hardware.size(disk.sizeGb)} ${disk.kind === "hdd" ? "Enterprise HDD" : "SSD"}`;
    return Array<string>(disk.count).fill(name);
  });
  return common(machine, now, mb, disks, {
    Description: ["IPv4", "iNIC", ...ecc, ...enterprise],
    Information: [memory, ...drives, network],
    Specials: ["IPv4", "iNIC", ...ecc],
    OS: ["Rescue system"],
    Name: machine.datacenter,
  });
}

/** A machine in the form of the sample that public parsers carry. */
export function sample(machine: Machine.Info, now: number): object {
  const { memory, drives, network } = Hardware.lines(machine, "x");
  return common(machine, now, machine.memory, drives, {
    Description: [machine.cpu, memory, ...drives, network],
    Information: [],
    Specials: machine.ecc ? ["ECC", "iNIC"] : ["iNIC"],
    OS: ["Rescue System"],
    Name: towns[machine.datacenter?.slice(0, 3) ?? ""] ?? machine.datacenter,
  });
}

export function observedEnvelope(items: string, count: number): string {
  return `{"server":[${items}],"serverCount":${count},"filter":{}}`;
}

export function sampleEnvelope(items: string): string {
  return `{"server":[${items}]}`;
}

interface Texts {
  Description: string[];
  Information: string[];
  Specials: string[];
  OS: string[];
  Name: string | null;
}

function common(
  machine: Machine.Info,
  now: number,
  ramRealSize: number,
  disks: string[],
  texts: Texts,
): object {
  const { Name, OS, ...text } = texts;
  const { count } = Hardware.modules(machine);
  return {
    Id: machine.id,
    Hardware: {
      CPU: { Name: machine.cpu, CoreCount: 1 },
      RAM: { RealSize: ramRealSize, Size: machine.memory, SizeUnit: "GB", Amount: count, ecc: machine.ecc },
      Storage: { ...storage(machine), Disks: disks, Details: details(machine) },
    },
    Prices: {
      monthly: price(machine.priceCents, 2),
      hourly: price(Money.hourly(machine.priceCents), 4),
      setup: price(machine.setupCents, 2),
      fixed: machine.fixed,
    },
    IPPrices: {
      monthly: price(machine.ipv4Cents, 2),
      hourly: price(Money.hourly(machine.ipv4Cents), 4),
      Amount: 1,
    },
    Details: {
      ...text,
      Traffic: "unlimited",
      Bandwidth: 1000,
      OS,
      Datacenter: { Name, Datacenter: machine.datacenter === null ? null : `#${machine.datacenter}` },
    },
    Timer: timer(machine, now),
  };
}

/** `Size` is that of the largest drive, a terabyte of 1000 GB counted as 1024; `RealSize` is it times all drives. */
function storage({ disks }: Machine.Info): object {
  const amount = disks.reduce((sum, disk) => sum + disk.count, 0);
  const largest = Math.max(...disks.map((disk) => disk.sizeGb));
  const size = largest % 1000 === 0 ? (largest / 1000) * 1024 : largest;
  return { RealSize: size * amount, Size: size, SizeUnit: "GB", Amount: amount };
}

function details(machine: Machine.Info): object {
  const nvme = Hardware.sizes(machine, "nvme");
  const sata = Hardware.sizes(machine, "sata");
  const hdd = Hardware.sizes(machine, "hdd");
  return { nvme, sata, hdd, general: [...new Set([...nvme, ...sata, ...hdd])] };
}

/** Net numbers. The dollar price is only roughly right: nobody may buy by it. */
function price(units: number, digits: 2 | 4): object {
  const scale = 10 ** digits;
  const step = digits === 2 ? 10 : 1;
  return { EUR: units / scale, USD: (Math.round((units * 1.167) / step) * step) / scale };
}

function timer(machine: Machine.Info, now: number): object {
  if (machine.fixed) return { ReduceNext: 0, ReduceNextHr: false, ReduceNextTimestamp: 0 };
  const at = Product.nextReduction(machine);
  return {
    ReduceNext: Math.round((at - now) / 1000),
    ReduceNextHr: true,
    ReduceNextTimestamp: Math.floor(at / 1000),
  };
}
