export * as Hardware from "./hardware.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import * as z from "zod";

/** `blobs.technical` of a product in the catalogue. Everything in it may be missing. */
export const Technical = z.object({
  server: z.object({ cpu: z.unknown().optional(), gpu: z.unknown().optional() }).nullish().catch(null),
  memory: z
    .object({ size: z.number(), ecc: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  bandwidth: z
    .object({ level: z.int().positive().max(1_000_000) })
    .nullish()
    .catch(null),
  storage: z
    .object({ disks: z.array(z.unknown()) })
    .nullish()
    .catch(null),
  gpu: z.unknown().optional(),
});
export type Technical = z.infer<typeof Technical>;

const Cpu = z.object({
  brand: z.string().trim().catch(""),
  model: z.string().trim().min(1),
  cores: z.int().positive().max(1024).nullish().catch(null),
  threads: z.int().positive().max(4096).nullish().catch(null),
  number: z.int().positive().max(16).nullish(),
});

/** The processor; by the plan's name (`KS-1 | Intel Xeon-D 1520`) where the catalogue does not tell more. */
export function cpu(technical: Technical | null, invoiceName: string): Listing["cpu"] {
  const told = Cpu.safeParse(technical?.server?.cpu).data;
  const name = told ? `${told.brand} ${told.model}`.trim() : (invoiceName.split("|")[1] ?? "").trim();
  // Both count one of the processors.
  const all = (ofOne: number | null | undefined) => (ofOne ? ofOne * (told?.number ?? 1) : null);
  return { name: name.slice(0, 200), cores: all(told?.cores), threads: all(told?.threads) };
}

/** GB of memory as the product and its code (`ram-32g-ecc-2133`) tell; null where neither does or they disagree. */
export function memoryGib(technical: Technical | null, code: string): number | null {
  const told = technical?.memory?.size;
  const named = /^ram-(\d{1,5})g\b/.exec(code)?.[1];
  const size = told ?? Number(named ?? 0);
  const agree = named === undefined || Number(named) === size;
  return agree && size > 0 && size <= 65_536 ? size : null;
}

/** Whether the memory corrects errors, as the product tells, else its code (`ram-32g-noecc-2133`); null where neither does. */
export function ecc(technical: Technical | null, code: string): boolean | null {
  const told = technical?.memory?.ecc ?? null;
  if (told !== null || !code.startsWith("ram-")) return told;
  if (/-no-?ecc\b/.test(code)) return false;
  return /-ecc\b/.test(code) ? true : null;
}

/** Mbit/s of an option for the network; null where it is none, or does not tell. */
export function bandwidthMbit(technical: Technical | null): number | null {
  return technical?.bandwidth?.level ?? null;
}

const Disk = z.object({
  number: z.int().positive().max(64),
  capacity: z.int().positive().max(1_000_000),
  technology: z.string(),
  interface: z.string().catch(""),
});

/** "No drive", as OVHcloud lists it. */
const NoDisk = z.object({ number: z.literal(0), capacity: z.literal(0).nullish() });

type Disks = Listing["disks"];

/**
 * The drives as the product tells, else as its code does (`hybridsoftraid-2x6000sa-2x512nvme`, `noraid-0`); null where
 * they can't be read with certainty.
 */
export function disks(technical: Technical | null, code: string): Disks | null {
  const listed = technical?.storage?.disks;
  const read = listed ? listed.filter((value) => !NoDisk.safeParse(value).success).map(disk) : named(code);
  const certain = read?.filter((found) => found !== null);
  return read && certain?.length === read.length && certain.length <= 64 ? certain : null;
}

function disk(value: unknown): Disks[number] | null {
  const told = Disk.safeParse(value).data;
  const kind = told && kindOf(told.technology, told.interface);
  return told && kind ? { kind, count: told.number, sizeGb: told.capacity } : null;
}

function named(code: string): (Disks[number] | null)[] | null {
  if (/^(noraid-0|softraid-0disk)$/.test(code)) return [];
  const parts = code.split("-").filter((part) => /^\d+x\d/.test(part));
  if (parts.length === 0) return null;
  return parts.map((part) => {
    const [, count, sizeGb, technology = ""] = /^(\d{1,2})x(\d{2,6})([a-z]+)$/.exec(part) ?? [];
    return disk({ number: Number(count), capacity: Number(sizeGb), technology, interface: "" });
  });
}

function kindOf(technology: string, via: string): Disks[number]["kind"] | null {
  const text = technology.toLowerCase();
  if (text === "nvme" || (text === "ssd" && /nvme|pci/i.test(via))) return "nvme";
  if (text === "ssd") return "ssd";
  return ["hdd", "sa", "sas", "sata"].includes(text) ? "hdd" : null;
}

const Gpu = z.object({
  brand: z.string().trim().catch(""),
  model: z.string().trim().min(1),
  number: z.int().positive().max(64).nullish().catch(null),
});

/**
 * The graphics cards of a server or of an option, as the product tells, else as its code does (`gpu-2xnvidia-l4`); null
 * where neither names one. Where only one of the two tells how many, it counts; where nothing does, there is one at least.
 */
export function gpu(technical: Technical | null, code: string): Listing["gpu"] {
  const told = Gpu.safeParse(technical?.gpu ?? technical?.server?.gpu).data;
  const [match, number, model = ""] = /^gpu-(?:(\d{1,2})x)?([a-z].*)$/.exec(code) ?? [];
  if (!told && match === undefined) return null;
  const name = told ? `${told.brand} ${told.model}` : model.replaceAll("-", " ").toUpperCase();
  return { name: name.trim().slice(0, 200), count: told?.number ?? (Number(number ?? 0) || 1) };
}
