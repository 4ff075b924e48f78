export * as Memory from "./memory.ts";

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Population } from "./population.ts";
import { Report } from "./report.ts";
import { Site } from "./site.ts";

const OFFERS = 9_000;
const RULES = 50_000;
const SAMPLES = 20;
const EVERY_MS = 1_000;

export async function figures(): Promise<Report.Figure[]> {
  const rest = await measure(0, 0);
  const full = await measure(OFFERS, RULES);
  const megabytes = (name: string, value: number, most?: number): Report.Measure => ({
    name,
    value,
    unit: "MB",
    ...(most ? { most } : {}),
  });
  const of = `${OFFERS.toLocaleString("en-US")} offers and ${RULES.toLocaleString("en-US")} rules`;
  return [
    {
      id: "B7",
      what: `resident memory of the whole stack, database included, over ${(SAMPLES * EVERY_MS) / 1000} s`,
      measures: [
        megabytes("at rest, median", Report.percentile(rest, 0.5), 250),
        megabytes("at rest, most", Math.max(...rest)),
        megabytes(`with ${of}, median`, Report.percentile(full, 0.5), 450),
        megabytes(`with ${of}, most`, Math.max(...full)),
      ],
    },
  ];
}

async function measure(offers: number, rules: number): Promise<number[]> {
  return await Site.withSite(async (site) => {
    const ctx = await Site.prepare(site, async (offline) => {
      await Population.settle(offline, { offers, rules });
      return offline.ctx;
    });
    const startedAt = Date.now();
    const stack = await Site.start(site);
    try {
      await Site.until(
        "the first scan",
        200,
        async () => (await Population.evaluatedAt(ctx)) > startedAt || null,
      );
      const samples: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample++) {
        await pause(EVERY_MS);
        samples.push(resident(stack.pid));
      }
      return samples;
    } finally {
      await stack.stop();
    }
  });
}

/** Of a process and all that it started, MB. Linux alone tells. */
function resident(root: number): number {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(pid));
  const family = new Set([root]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  const kilobytes = processes.filter(({ pid }) => family.has(pid)).reduce((sum, { rss }) => sum + rss, 0);
  return kilobytes / 1024;
}

function read(pid: string): { pid: number; parent: number; rss: number }[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return [{ pid: Number(pid), parent: field("PPid"), rss: field("VmRSS") }];
  } catch {
    return []; // it has ended meanwhile
  }
}
