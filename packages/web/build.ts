import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const SOURCES = ["index.html", "package.json", "public", "src", "vite.config.ts"];

/** Builds the dashboard's files into dist, where they are not what the sources say. */
export async function build(): Promise<void> {
  const index = join(folder, "dist/index.html");
  const changedAt = Math.max(...SOURCES.map((name) => newest(join(folder, name))));
  if (existsSync(index) && statSync(index).mtimeMs > changedAt) return;
  const vite = await import("vite");
  await vite.build({ root: folder, logLevel: "warn" });
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (import.meta.main) await build();
