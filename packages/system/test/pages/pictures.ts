import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { go, openSite } from "./site.ts";

/** Takes the README's pictures anew, on a market that is always the same: `pnpm --filter @cloudco/system pictures`. */
const folder = fileURLToPath(new URL("../../../../docs/pictures/", import.meta.url));
const MODELS = [
  ["Intel Core i7-6700", 64, 3630],
  ["Intel Core i7-7700", 64, 3830],
  ["AMD Ryzen 5 3600", 64, 4230],
  ["Intel Core i7-8700", 128, 4930],
  ["Intel Xeon E5-1650V3", 256, 5530],
  ["AMD Ryzen 7 3700X", 64, 5230],
  ["AMD Ryzen 9 3900", 128, 6730],
  ["Intel Xeon W-2245", 128, 8330],
  ["AMD Ryzen 9 5950X", 128, 8830],
  ["AMD EPYC 7401P", 256, 11_430],
  ["AMD EPYC 7502P", 512, 15_930],
] as const;
const PLACES = ["FSN1-DC14", "NBG1-DC3", "HEL1-DC2"];

const site = await openSite();
try {
  const machines = Array.from({ length: 60 }, (_, at) => {
    const [cpu, memory, priceCents] = MODELS[at % MODELS.length] ?? MODELS[0];
    const drives = at % 3 === 0 ? { kind: "hdd", sizeGb: 4000 } : { kind: "nvme", sizeGb: 1024 };
    const price = priceCents + Math.floor(at / MODELS.length) * 200;
    return { cpu, memory, priceCents: price, datacenter: PLACES[at % 3], disks: [{ ...drives, count: 2 }] };
  });
  const listed = await site.control<{ id: number; priceCents: number }[]>(
    "hetzner",
    "POST",
    "/stock",
    machines,
  );
  const { page } = await site.visit({ deviceScaleFactor: 1.25, viewport: { width: 1280, height: 800 } });
  mkdirSync(folder, { recursive: true });
  const take = async (name: string) => {
    await page.mouse.move(0, 0);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${folder}${name}.png` });
  };

  await go(page, "/settings/providers");
  const hetzner = page.locator("#hetzner");
  await hetzner.getByRole("button", { name: "Fill in a test account" }).click();
  await hetzner.getByRole("button", { name: "Save & Verify" }).click();
  await hetzner.getByText("VERIFIED").waitFor();
  await take("providers");

  await go(page, "/hub?provider=hetzner");
  await page.locator("tbody button").first().waitFor({ timeout: 30_000 });
  for (const { id, priceCents } of listed.slice(0, 24)) {
    await site.control("hetzner", "PATCH", `/stock/${id}`, { priceCents: priceCents - 100 });
  }
  await page.locator("tbody svg").first().waitFor({ timeout: 30_000 });
  await take("hub");

  await go(page, "/rules/new?provider=hetzner&category=auction&minMemoryGib=128&maxMonthly=7500");
  await page.getByLabel("Name", { exact: true }).fill("Database, 128 GiB");
  await page.getByLabel("Places").fill("FSN1, NBG1");
  await page.getByRole("switch", { name: "Auto-Buy" }).check();
  await page.getByText("is committed, charged by Hetzner", { exact: false }).waitFor();
  // What fits follows what was typed a moment later.
  await page.locator("[aria-busy=false] li").first().waitFor();
  await page.locator("ol li").filter({ hasText: "HEL1" }).first().waitFor({ state: "detached" });
  await page.evaluate("scrollTo(0, 0)");
  await take("rule");

  await page.getByRole("button", { name: "Create the rule" }).click();
  await page.getByText("watches now", { exact: false }).waitFor();
  await go(page, "/snipes");
  await page.locator("main li a").first().click();
  await page.getByText("Bought", { exact: true }).first().waitFor();
  await take("timeline");
} finally {
  await site.close();
}
