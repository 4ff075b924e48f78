import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queues, schedules, visit } from "@cloudco/functions/pipelines";
import { bundle } from "../test/bundle.ts";
import { start } from "../test/process.ts";

/** Milliseconds of processor time that loading each function takes; Lambda gives a whole processor to it. */
const FUNCTIONS = new Set([
  "api/handler",
  ...queues.map((pipeline) => `queue/${pipeline.function}`),
  ...[...schedules, visit].map((pipeline) => `schedule/${pipeline.function}`),
]);
const RUNS = 9;
const MOST = 200;

const root = join(import.meta.dirname, "../..");
const properties = { minify: true, splitting: true, architecture: "arm64" };
for (const name of FUNCTIONS) {
  const folder = mkdtempSync(join(tmpdir(), "cloudco-load-"));
  const handler = `packages/functions/src/${name}.handler`;
  const { entry } = await bundle(root, folder, { handler, runtime: "nodejs24.x", properties });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const running = await start(entry, { AWS_REGION: "eu-central-1" });
    times.push(running.importMs);
    running.close();
  }
  rmSync(folder, { recursive: true });
  const figures = [Math.min(...times), times.toSorted((a, b) => a - b)[RUNS >> 1] ?? Number.NaN];
  const [least, median] = figures.map((ms) => `${ms.toFixed(0).padStart(4)} ms`);
  console.log(`${name.padEnd(20)} least ${least} (target: at most ${MOST} ms), median ${median}`);
}
