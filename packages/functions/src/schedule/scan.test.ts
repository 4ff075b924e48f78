// Guarantee: whoever breaks into the scan finds nothing there that logs in to a provider, opens a secret or orders.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** What is bundled with an entry point, by path. */
async function inputs(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    mainFields: ["module", "main"],
    metafile: true,
    write: false,
  });
  return Object.keys(metafile.inputs);
}

/** The code that orders and logs in, the `ovh` package with which orders are signed, and the vault. */
const DANGEROUS =
  /\/providers\/src\/(providers|hetzner\/(hetzner|robot|market)|vultr\/(vultr|machine)|ovh\/(ovh|api|cart|checkout|orders)|digitalocean\/.*)\.ts$|node_modules\/ovh\/|core\/src\/(vault|order)\//;

test("the scan's bundle holds no code that orders", async () => {
  const scan = await inputs("scan.ts");
  expect(scan.filter((input) => DANGEROUS.test(input))).toEqual([]);
  expect(scan.some((input) => input.endsWith("providers/src/ovh/feed.ts"))).toBe(true);
});

test("and the same look finds it in the function that does", async () => {
  const order = (await inputs("../queue/order.ts")).filter((input) => DANGEROUS.test(input)).join("\n");
  for (const part of [
    "hetzner/market.ts",
    "vultr/machine.ts",
    "ovh/checkout.ts",
    "node_modules/ovh/",
    "vault/open.ts",
  ])
    expect(order).toContain(part);
});
