import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as z from "zod";

/** What SST's components ask its command to bundle. */
const Request = z.object({
  handler: z.string(),
  runtime: z.literal("nodejs24.x"),
  properties: z.preprocess(
    (value) => (typeof value === "string" ? JSON.parse(value) : value),
    z.strictObject({ minify: z.boolean(), splitting: z.boolean(), architecture: z.literal("arm64") }),
  ),
});

export type Bundle = {
  folder: string;
  entry: string;
  /** Bytes, gzipped: of what loads with the entry, and of everything that is deployed. */
  loaded: number;
  deployed: number;
};

/** SST puts it before every ES module. */
const BANNER = [
  "import { createRequire as topLevelCreateRequire } from 'module';",
  "const require = topLevelCreateRequire(import.meta.url);",
  'import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"',
  "const __filename = topLevelFileUrlToPath(import.meta.url)",
  'const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))',
].join("\n");

/** Bundles a function with the options of SST's own bundler (pkg/runtime/node/build.go of its source). */
export async function bundle(root: string, folder: string, parameters: unknown): Promise<Bundle> {
  const { handler, properties } = Request.parse(parameters);
  const source = `${handler.replace(/\.\w+$/, "")}.ts`;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    outdir: folder,
    entryNames: "bundle",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2024",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native"],
    keepNames: true,
    minify: properties.minify,
    splitting: properties.splitting,
    sourcemap: "linked",
    banner: { js: BANNER },
    metafile: true,
    logLevel: "silent",
  });
  const outputs = Object.entries(metafile.outputs).filter(([path]) => path.endsWith(".mjs"));
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const imported of metafile.outputs[path]?.imports ?? []) {
      if (imported.kind === "import-statement" && imported.path in metafile.outputs) load(imported.path);
    }
  };
  for (const [path, output] of outputs) if (output.entryPoint === source) load(path);
  return {
    folder,
    entry: join(folder, "bundle.mjs"),
    loaded: gzipped(root, [...loaded]),
    deployed: gzipped(
      root,
      outputs.map(([path]) => path),
    ),
  };
}

function gzipped(root: string, paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(root, path)), { level: 9 }).length, 0);
}
