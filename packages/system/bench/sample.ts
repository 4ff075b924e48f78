export * as Sample from "./sample.ts";

import { Rule } from "@cloudco/core/rule/rule";
import { position } from "@cloudco/core/table/time";

const FIRST = Date.now() - 7 * 86_400_000;

/** What the simulator's control port is told to put on offer. */
export type Machine = {
  cpu: string;
  memory: number;
  disks: { kind: "nvme" | "sata" | "hdd"; sizeGb: number; count: number }[];
  datacenter: string;
  priceCents: number;
  ecc: boolean;
};

type Kind = { cpu: string; cores: number; memory: number[]; cents: number };

/** What Hetzner's auction is made of: processors, the memory they come with, and about what the smallest costs. */
const KINDS: readonly Kind[] = [
  { cpu: "Intel Core i7-6700", cores: 4, memory: [32, 64], cents: 3200 },
  { cpu: "Intel Core i7-7700", cores: 4, memory: [32, 64], cents: 3300 },
  { cpu: "Intel Xeon E3-1275V6", cores: 4, memory: [32, 64], cents: 3500 },
  { cpu: "Intel Core i7-8700", cores: 6, memory: [64, 128], cents: 3700 },
  { cpu: "AMD Ryzen 5 3600", cores: 6, memory: [64], cents: 3700 },
  { cpu: "Intel Xeon E5-1650V3", cores: 6, memory: [128, 256], cents: 4200 },
  { cpu: "Intel Core i9-9900K", cores: 8, memory: [64, 128], cents: 4500 },
  { cpu: "AMD Ryzen 7 3700X", cores: 8, memory: [64, 128], cents: 4400 },
  { cpu: "Intel Xeon W-2145", cores: 8, memory: [128, 256], cents: 5600 },
  { cpu: "AMD Ryzen 9 3900", cores: 12, memory: [128], cents: 6400 },
  { cpu: "AMD Ryzen 9 5950X", cores: 16, memory: [128], cents: 7900 },
  { cpu: "AMD EPYC 7502P", cores: 32, memory: [128, 256, 512], cents: 11_200 },
];
const DISKS: readonly Machine["disks"][] = [
  [{ kind: "nvme", sizeGb: 512, count: 2 }],
  [{ kind: "nvme", sizeGb: 512, count: 2 }],
  [{ kind: "nvme", sizeGb: 1024, count: 2 }],
  [{ kind: "nvme", sizeGb: 1920, count: 2 }],
  [{ kind: "nvme", sizeGb: 3840, count: 2 }],
  [{ kind: "sata", sizeGb: 480, count: 2 }],
  [{ kind: "sata", sizeGb: 960, count: 4 }],
  [{ kind: "hdd", sizeGb: 4000, count: 2 }],
  [{ kind: "hdd", sizeGb: 10_000, count: 2 }],
  [
    { kind: "nvme", sizeGb: 512, count: 2 },
    { kind: "hdd", sizeGb: 16_000, count: 2 },
  ],
  [{ kind: "hdd", sizeGb: 16_000, count: 8 }],
];
const SITES = ["FSN1", "FSN1", "FSN1", "HEL1", "HEL1", "NBG1"];
const PLACES = [[], [], [], [], ["DE"], ["DE"], ["FI"], ["FSN1"], ["HEL1"], ["NBG1"], ["FSN1", "NBG1"]];
const DISK_STEPS = [0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000];

/** The same numbers in every run, so that two runs are about the same market (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function machines(count: number, seed = 1): Machine[] {
  const roll = dice(seed);
  return Array.from({ length: count }, () => draw(roll).machine);
}

/** Rules as people write them: the usual steps, about what some machine on the market has, for less than half its price. */
export function rules(count: number, seed = 2): Rule.Criteria[] {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, at) => {
    const { machine, cores } = draw(roll);
    const disk = machine.disks.reduce((sum, { sizeGb, count }) => sum + sizeGb * count, 0);
    const hope = 0.15 + 0.3 * roll();
    const maxMonthly = Math.round((machine.priceCents * hope) / 100) * 100;
    return Rule.Criteria.parse({
      name: `Rule ${at}`,
      category: "auction",
      minCores: roll() < 0.2 ? 0 : cores,
      minMemoryGib: machine.memory,
      minDiskGb: roll() < 0.2 ? 0 : (DISK_STEPS.findLast((step) => step <= disk) ?? 0),
      maxMonthly,
      budget: maxMonthly,
      locations: pick(PLACES, roll),
      ipv4: roll() < 0.9,
    });
  });
}

/** The rule of a customer of its own that tells and does not buy, made two seconds after the one before it. */
export function ruleOf(criteria: Rule.Criteria, number: number): Rule.Info {
  const id = `rul_bench_${number}`;
  const createdAt = FIRST + 2_000 * number;
  return {
    ...criteria,
    currency: "EUR",
    id,
    accountId: `watcher-${number}`,
    provider: "hetzner",
    status: "active",
    revision: 1,
    evaluateAt: createdAt,
    left: criteria.budget,
    reserved: 0,
    committed: 0,
    rent: 0,
    placesLeft: criteria.quantity,
    placements: 0,
    createdAt,
    position: position(createdAt, id),
  };
}

function draw(roll: () => number): { machine: Machine; cores: number } {
  const { cpu, cores, memory: sizes, cents } = pick(KINDS, roll);
  const memory = pick(sizes, roll);
  const disks = pick(DISKS, roll);
  const terabytes = disks.reduce((sum, { sizeGb, count }) => sum + sizeGb * count, 0) / 1000;
  const dear = 1 + (memory / Math.min(...sizes) - 1) * 0.25 + terabytes * 0.02;
  const priceCents = Math.round((cents * dear * (0.9 + 0.4 * roll())) / 10) * 10;
  const datacenter = `${pick(SITES, roll)}-DC${1 + Math.floor(roll() * 20)}`;
  return { machine: { cpu, memory, disks, datacenter, priceCents, ecc: roll() < 0.3 }, cores };
}

function pick<T>(choices: readonly T[], roll: () => number): T {
  const chosen = choices[Math.floor(roll() * choices.length)];
  if (chosen === undefined) throw new Error("There is nothing to choose from.");
  return chosen;
}
