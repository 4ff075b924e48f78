import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const folder = fileURLToPath(new URL(".", import.meta.url));
const SOURCES = ["index.html", "package.json", "public", "src", "vite.config.ts"];

/** Builds the dashboard's files into dist, where they are not what the sources say. */
export async function build(): Promise<void> {
  const index = join(folder, "dist/index.html");
  const changedAt = Math.max(...SOURCES.map((name) => newest(join(folder, name))));
  if (existsSync(index) && statSync(index).mtimeMs > changedAt) return;
  // In a process of its own: what this one's NODE_ENV says, a test's say, is no matter of the pages.
  const vite = join(folder, "node_modules/vite/bin/vite.js");
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: folder, env });
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
