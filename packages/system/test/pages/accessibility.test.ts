// Guarantee: everybody can use every page and every dialog, by the keyboard alone too, and Enter confirms no
// purchase by mistake.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { go, openSite, PAGES, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
  const stock = Array.from({ length: 30 }, (_, at) => ({ priceCents: 4000 + at * 100 }));
  await site.control("hetzner", "POST", "/stock", stock);
}, 90_000);
afterAll(() => site?.close());

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}

test.each([
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "de-DE" }],
] as const)(
  "no violation on any page: %s",
  async (_name, options) => {
    const { page } = await site.visit(options);
    for (const path of PAGES) {
      await go(page, path);
      await page.waitForLoadState("networkidle");
      expect([path, await violations(page)]).toEqual([path, []]);
    }
    await page.context().close();
  },
  60_000,
);

test("no violation in any dialog, and each gives the focus back", async () => {
  const { page, complaints } = await site.visit();
  await go(page, "/hub?provider=hetzner");
  const row = page.locator("tbody button").first();
  await row.click();
  await page.getByRole("dialog").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await go(page, "/settings/providers");
  const hetzner = page.locator("#hetzner");
  await hetzner.getByRole("button", { name: "Fill in a test account" }).click();
  await hetzner.getByRole("button", { name: "Save & Verify" }).click();
  await hetzner.getByText("VERIFIED").waitFor();
  const disconnect = hetzner.getByRole("button", { name: "Disconnect" });
  await disconnect.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  // Enter confirms nothing: Cancel has the focus.
  await expect
    .poll(() => page.evaluate("document.activeElement?.textContent"), { timeout: 15_000 })
    .toBe("Cancel");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect(await page.evaluate("document.activeElement?.textContent")).toBe("Disconnect");

  await go(page, "/settings/keys");
  const make = page.getByRole("button", { name: "Make a key" });
  await make.click();
  await page.getByRole("dialog").getByRole("button", { name: "Make the key" }).click();
  await page.getByText("Give the key a name.").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await page.evaluate("document.activeElement?.textContent")).toBe("Make a key");
  expect(complaints).toEqual([]);
  await page.context().close();
}, 60_000);

test("the keyboard alone reaches the page, and the heading has the focus after going there", async () => {
  const { page } = await site.visit();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement?.textContent")).toBe("Skip to the page");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect
    .poll(() => page.evaluate("document.activeElement?.textContent"), { timeout: 15_000 })
    .toBe("Rules");
  expect(await page.title()).toBe("Rules · CloudCO");
  await page.context().close();
});
