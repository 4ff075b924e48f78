// Guarantee: the API can seal credentials and has no code to open them, whatever its role were allowed to do.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** As SST bundles a function: ES modules where a package has them, so that what nobody uses falls away. */
async function bundle(entry: string) {
  const { metafile, outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    mainFields: ["module", "main"],
    metafile: true,
    write: false,
  });
  const text = outputFiles[0]?.text ?? "";
  return { inputs: Object.keys(metafile.inputs), decrypts: /\bDecryptCommand\b/.test(text) };
}

test("the API's bundle opens nothing", async () => {
  const api = await bundle("handler.ts");
  expect(api.inputs.some((input) => input.endsWith("core/src/vault/seal.ts"))).toBe(true);
  expect(api.inputs.filter((input) => input.endsWith("core/src/vault/open.ts"))).toEqual([]);
  expect(api.decrypts).toBe(false);
});

test("and the same look finds it in the function that does", async () => {
  const verify = await bundle("../queue/verify.ts");
  expect(verify.inputs.some((input) => input.endsWith("core/src/vault/open.ts"))).toBe(true);
  expect(verify.decrypts).toBe(true);
});
