import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Where the built files lie. */
export const dist = fileURLToPath(new URL("dist/", import.meta.url));

/** Builds the dashboard; not where it is built already and `again` does not ask for it. */
export async function build(again = false): Promise<string> {
  if (again || !existsSync(`${dist}index.html`)) {
    const vite = await import("vite");
    await vite.build({ root: folder, logLevel: "warn" });
  }
  return dist;
}
