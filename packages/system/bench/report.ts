export * as Report from "./report.ts";

import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname } from "node:path";

/** A number and what it has to be: at most `most`, at least `least`; one without either only explains the others. */
export type Measure = { name: string; value: number; unit: string; most?: number; least?: number };
export type Figure = { id: string; what: string; measures: Measure[] };
export type Settings = Record<string, string | number>;

/** The median and the 95th percentile of times, ms. */
export function times(samples: readonly number[], most: { median?: number; p95?: number } = {}): Measure[] {
  return [
    ms("median", percentile(samples, 0.5), most.median),
    ms("p95", percentile(samples, 0.95), most.p95),
  ];
}

export function ms(name: string, value: number, most?: number): Measure {
  return { name, value, unit: "ms", ...(most === undefined ? {} : { most }) };
}

/** The sample at that rank; of two in the middle, the larger. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const sample = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (sample === undefined) throw new Error("Nothing was measured.");
  return sample;
}

export function passes({ measures }: Figure): boolean {
  return measures.every(
    ({ value, most, least }) =>
      value <= (most ?? Number.POSITIVE_INFINITY) && value >= (least ?? Number.NEGATIVE_INFINITY),
  );
}

export function settings(given: Settings): Settings {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    "load before": Number((loadavg()[0] ?? 0).toFixed(2)),
    node: process.version,
    ...given,
  };
}

export function print(figure: Figure): void {
  console.log(`${figure.id}  ${passes(figure) ? "pass" : "MISS"}  ${figure.what}`);
  for (const measure of figure.measures) console.log(`          ${line(measure)}`);
}

function line({ name, value, unit, most, least }: Measure): string {
  const targets = [
    ...(most === undefined ? [] : [`at most ${round(most)}`]),
    ...(least === undefined ? [] : [`at least ${round(least)}`]),
  ];
  const shown = `${name.padEnd(44)} ${round(value).padStart(9)} ${unit.padEnd(3)}`;
  return targets.length > 0 ? `${shown}  target: ${targets.join(", ")}` : shown.trimEnd();
}

function round(value: number): string {
  return Number(value.toPrecision(value < 100 ? 3 : 6)).toLocaleString("en-US", { maximumFractionDigits: 2 });
}

export function write(file: string, run: Settings, figures: readonly Figure[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const results = figures.map((figure) => ({ ...figure, pass: passes(figure) }));
  writeFileSync(file, `${JSON.stringify({ settings: run, figures: results }, null, 2)}\n`);
}
