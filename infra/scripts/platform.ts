import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/**
 * Lays down `.sst/platform`, SST's own source with the types of everything in infra/, where it is missing or of another
 * version. It needs the npm registry alone: the first flag keeps SST's command from fetching Pulumi and Bun, which only a
 * deployment needs, and Bun comes from its npm package, because SST brings a lock file for Bun and none for npm.
 */
const root = join(import.meta.dirname, "../..");
const bin = join(import.meta.dirname, "../node_modules/.bin");

const Package = z.object({ version: z.string() });

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

const wanted = Package.parse(JSON.parse(read(join(bin, "../sst/package.json")))).version;
const providers = read(join(root, ".sst/platform/config.d.ts"));
if (read(join(root, ".sst/platform/version")) !== wanted || !providers.includes("@pulumi/random")) {
  const { status } = spawnSync(join(bin, "sst"), ["install", "--stage", "ci"], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      SST_SKIP_DEPENDENCY_CHECK: "1",
      SST_BUN_PATH: join(bin, "bun"),
      SST_TELEMETRY_DISABLED: "1",
    },
  });
  process.exitCode = status ?? 1;
}
