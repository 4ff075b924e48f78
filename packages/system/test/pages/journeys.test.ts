// Guarantee: what the pages show of orders, limits and secrets is what is so: a lost order is unknown, and a saved
// secret is nowhere.

import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { go, openSite, PAGES, type Site, type Visit } from "./site.ts";

let site: Site;
let visit: Visit;
beforeAll(async () => {
  site = await openSite();
}, 90_000);
afterAll(() => site?.close());
afterEach(async () => {
  await visit.page.context().close();
  expect(visit.complaints).toEqual([]);
});

/** The machine may be busy: what is waited for comes, or the test fails. */
const patient = { timeout: 15_000 };
/** All of a page that can be read: what is stored, what is shown, what is typed. */
const EVERYTHING = `JSON.stringify([
  localStorage,
  sessionStorage,
  document.documentElement.outerHTML,
  [...document.querySelectorAll("input")].map((one) => one.value),
])`;
/** Where Hetzner tells of orders that were placed. */
const RECORDS = "GET /order/server_market/transaction";
const PLACE = "HEL1-DC2";
const card = (name: string) =>
  visit.page.getByRole("listitem").filter({ has: visit.page.getByRole("heading", { name }) });
const button = (name: string | RegExp) =>
  visit.page.getByRole("button", { name, exact: typeof name === "string" });

/** Waits for what the page learns by looking, every ten seconds: its clock runs ahead, so that nobody else has to wait. */
async function learn(what: Locator): Promise<void> {
  const look = async () => {
    await visit.page.clock.fastForward(10_000);
    return await what.count();
  };
  await expect.poll(look, { timeout: 25_000, interval: 500 }).toBeGreaterThan(0);
}

/** Gives the password that was typed; nothing where an earlier journey has connected the account. */
async function connect(): Promise<string> {
  await go(visit.page, "/settings/providers");
  const hetzner = card("Hetzner");
  const change = hetzner.getByRole("button", { name: "Change credentials" });
  await hetzner.waitFor();
  if (await change.isVisible()) return "";
  await hetzner.getByRole("button", { name: "Fill in a test account" }).click();
  const password = await hetzner.getByLabel("Robot Webservice Password").inputValue();
  await hetzner.getByRole("button", { name: "Save & Verify" }).click();
  await change.waitFor();
  await hetzner.getByText("VERIFIED").waitFor();
  return password;
}

async function makeRule(name: string, autoBuy = true): Promise<void> {
  const { page } = visit;
  await go(page, "/rules/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Provider").selectOption("hetzner");
  await page.getByLabel("Places").fill(PLACE);
  await page.getByLabel("A month, at most, EUR").fill("60");
  if (autoBuy) await page.getByRole("switch", { name: "Auto-Buy" }).check();
  await button("Create the rule").click();
}

// Guarantee: a secret that was saved is nowhere in the page afterwards: not in what is shown, not in the browser's
// storage, not in the memory that the page can reach.
test("a customer connects, makes a rule, gets a server, and has it destroyed", async () => {
  visit = await site.visit();
  const { page } = visit;
  await page.getByText("Get started").waitFor();
  const password = await connect();
  expect(password.length).toBeGreaterThan(10);
  expect(await page.evaluate<string>(EVERYTHING)).not.toContain(password);
  expect(page.url()).not.toContain(password);
  expect(await page.evaluate("Object.keys(localStorage)")).toEqual([]);

  await makeRule("Big box");
  await page.getByText("“Big box” watches now.").waitFor();
  await site.control("hetzner", "POST", "/stock", { datacenter: PLACE, priceCents: 4200 });
  await go(page, "/snipes");
  const row = page.getByRole("listitem").filter({ hasText: "Big box" });
  await learn(row);
  await row.getByRole("link").first().click();
  await page.getByText("Bought", { exact: true }).first().waitFor();
  await page.getByText("Sending").first().waitFor();

  await button(/^TERMINATE/).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "TERMINATE", exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  const word = (await dialog.locator("strong").textContent()) ?? "";
  await dialog.getByRole("textbox").fill(` ${word.toUpperCase()} `);
  await expect.poll(() => confirm.isEnabled(), patient).toBe(true);
  await confirm.click();
  // The simulated server is still being set up: Hetzner can't call that off, and the page says so.
  await expect
    .poll(() => page.getByText(/TERMINATING|Terminated|not there yet|can't/i).count(), patient)
    .toBeGreaterThan(0);
}, 60_000);

test("a wrong key is said to be one, with what to do; too many checks are counted down", async () => {
  visit = await site.visit();
  const { page } = visit;
  await go(page, "/settings/providers");
  const vultr = card("Vultr");
  await vultr.getByLabel("API Key").fill("wrong-key-of-a-test");
  await vultr.getByRole("button", { name: "Save & Verify" }).click();
  await vultr.getByText("The provider refuses these credentials").waitFor();
  await vultr.getByText("ERROR", { exact: true }).waitFor();
  const test = vultr.getByRole("button", { name: "Test the saved credentials of Vultr" });
  await expect
    .poll(async () => {
      await test.click({ timeout: 1_000 }).catch(() => undefined);
      return await vultr.getByText(/Checked too often/).count();
    }, patient)
    .toBe(1);
});

// Guarantee: an order whose answer was lost is shown as unknown until the provider's records tell, then as found, and is
// never sent again.
test("a lost reply is said to be unknown, then found, and the order was sent once", async () => {
  visit = await site.visit();
  const { page } = visit;
  await connect();
  await site.control("hetzner", "POST", "/faults", {
    kind: "reset",
    when: "after",
    route: RECORDS.replace("GET", "POST"),
  });
  // The records can't be read before the page has said what is not known.
  await site.control("hetzner", "POST", "/faults", { kind: "status", times: 0, route: RECORDS });
  await makeRule("Lost reply");
  await page.getByText("“Lost reply” watches now.").waitFor();
  await site.control("hetzner", "POST", "/stock", { datacenter: PLACE, priceCents: 4300 });
  await go(page, "/matches");
  const unknown = page.getByText("Unknown", { exact: true });
  await learn(unknown);
  await unknown.click();
  await page.getByText("The answer of Hetzner was lost. Nothing is sent again", { exact: false }).waitFor();
  await site.control("hetzner", "DELETE", "/faults");
  const steps = page.getByRole("listitem");
  await learn(steps.filter({ hasText: "Found: bought" }));
  await steps.filter({ hasText: "Unknown" }).waitFor();
  await page.getByText("It was placed once.", { exact: false }).waitFor();
  const orders = await site.control<{ priceCents: number }[]>("hetzner", "GET", "/orders");
  expect(orders.filter(({ priceCents }) => priceCents === 4300)).toHaveLength(1);
}, 60_000);

test("the plan's limit is said before and after", async () => {
  visit = await site.visit();
  const before = process.env.DEFAULT_PLAN;
  process.env.DEFAULT_PLAN = "free";
  try {
    await makeRule("The only one", false);
    await visit.page.getByText("“The only one” watches now.").waitFor();
    await makeRule("One too many", true);
    await visit.page.getByText("Auto-Buy is not in your plan", { exact: false }).waitFor();
    await visit.page.getByText("1 of 1 active rules are in use.").waitFor();
    await visit.page.getByRole("alert").getByText("Your plan allows no more active rules").waitFor();
  } finally {
    process.env.DEFAULT_PLAN = before;
  }
});

// Guarantee: a rule asks for what was chosen, and for nothing that its provider can't tell.
test("a rule asks for every criterion that its provider tells, and keeps it", async () => {
  visit = await site.visit();
  const { page } = visit;
  await go(page, "/rules/new?provider=digitalocean");
  await page.getByLabel("Graphics card", { exact: true }).waitFor();
  expect(await page.getByLabel("Kind of disk that counts").count()).toBe(0);
  await page.getByLabel("Provider").selectOption("hetzner");
  await page.getByLabel("Kind of disk that counts").selectOption("NVMe");
  await page.getByLabel("Disks, at least").fill("2");
  await page.getByLabel("Only memory that corrects errors (ECC)").check();
  await page.getByLabel("Network, at least, Mbit/s").fill("1000");
  expect(await page.getByLabel("Threads, at least").count()).toBe(0);
  await page.getByLabel("Name", { exact: true }).fill("Particular");
  await page.getByLabel("A month, at most, EUR").fill("60");
  await page.getByRole("switch", { name: "Auto-Buy" }).check();
  await page.getByLabel("How many").fill("3");
  await page.getByText("Empty: €180.00", { exact: false }).waitFor();
  await button("Create the rule").click();
  const row = page.getByRole("listitem").filter({ hasText: "Particular" });
  await row.getByText("ECC · ≥ 2 disks · NVMe · ≥ 1000 Mbit/s", { exact: false }).waitFor();
  await row.getByText("0 of 3 bought", { exact: false }).waitFor();
  await row.getByRole("link", { name: "Particular" }).first().click();
  await page.getByLabel("Kind of disk that counts").selectOption("any");
  await button("Save").click();
  await row.getByText("ECC · ≥ 2 disks · ≥ 1000 Mbit/s", { exact: false }).waitFor();
  await row.getByRole("button", { name: "Pause" }).click();
  await row.getByRole("button", { name: "Resume" }).waitFor();
}, 60_000);

// Guarantee: one click stops every rule, and what starts again is exactly what was shown.
test("STOP SNIPE stops at one click; START SNIPE shows what it starts", async () => {
  visit = await site.visit();
  const { page } = visit;
  await makeRule("Stopped and started", false);
  await button("STOP SNIPE").click();
  const start = button(/^START SNIPE/);
  await start.waitFor();
  await start.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Stopped and started").waitFor();
  const confirm = dialog.getByRole("button", { name: "START SNIPE" });
  await expect.poll(() => confirm.isEnabled(), patient).toBe(true);
  await confirm.click();
  await button("STOP SNIPE").waitFor();
});

// Guarantee: what a scan finds that was under way when STOP SNIPE was answered is not ordered.
test("STOP SNIPE during a scan: nothing is ordered of what it finds, and START SNIPE orders it", async () => {
  visit = await site.visit();
  const { page } = visit;
  await connect();
  await makeRule("Stopped during a scan");
  await button("STOP SNIPE").waitFor();
  type Request = { seq: number; path: string; status: number | null };
  const requests = () => site.control<Request[]>("hetzner", "GET", "/journal");
  const before = Math.max(0, ...(await requests()).map(({ seq }) => seq));
  await site.control("hetzner", "PUT", "/latency", { ms: 4000 });
  const scan = async () =>
    (await requests()).find(({ seq, path }) => seq > before && path.includes("live_data"));
  await expect.poll(scan, patient).toMatchObject({ status: null });
  await site.control("hetzner", "POST", "/stock", { datacenter: PLACE, priceCents: 4400 });
  await button("STOP SNIPE").click();
  const start = button(/^START SNIPE/);
  await start.waitFor();
  expect(await scan()).toMatchObject({ status: null });
  await site.control("hetzner", "PUT", "/latency", { ms: 0 });
  await expect.poll(scan, patient).toMatchObject({ status: 200 });
  await go(page, "/hub?provider=hetzner&price=44..44");
  await learn(page.locator("tbody tr[data-row]"));
  const orders = async () =>
    (await site.control<{ priceCents: number }[]>("hetzner", "GET", "/orders")).filter(
      ({ priceCents }) => priceCents === 4400,
    );
  expect(await orders()).toEqual([]);

  await start.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Stopped during a scan").waitFor();
  const confirm = dialog.getByRole("button", { name: "START SNIPE" });
  await expect.poll(() => confirm.isEnabled(), patient).toBe(true);
  await confirm.click();
  await expect.poll(orders, patient).toHaveLength(1);
}, 60_000);

// Guarantee: a key is shown once. Afterwards it is nowhere in the page, it opens what it was made for, and once it is
// revoked it opens nothing.
test("a key is made, shown once, used and revoked", async () => {
  visit = await site.visit({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = visit;
  await go(page, "/settings/keys");
  await button("Make a key").click();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name");
  await name.fill("Nightly report");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await dialog.getByText("Choose at least one").waitFor();
  await dialog.getByLabel("rules:read").check();
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await page.getByRole("heading", { name: "The key “Nightly report” is made" }).waitFor();
  const key = (await page.getByText(/^cco_live_\w+$/).textContent()) ?? "";
  await button("Copy the key").click();
  await expect.poll(() => page.evaluate("navigator.clipboard.readText()"), patient).toBe(key);

  // Nobody leaves it behind without being asked.
  await page.getByRole("link", { name: "Rules" }).first().click();
  await dialog.getByText("Leave without the key?").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await button("I have stored it").click();
  await expect
    .poll(() => page.evaluate<string>(EVERYTHING).then((all) => all.includes(key)), patient)
    .toBe(false);

  const ask = async () => {
    const headers = { authorization: `Bearer ${key}` };
    const asked = ["/rules", "/snipes"].map((path) => fetch(`${site.stack.apiUrl}${path}`, { headers }));
    return (await Promise.all(asked)).map(({ status }) => status);
  };
  expect(await ask()).toEqual([200, 403]);
  await button("Revoke Nightly report").click();
  const confirm = dialog.getByRole("button", { name: "Revoke", exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("nightly report");
  await expect.poll(() => confirm.isEnabled(), patient).toBe(true);
  await confirm.click();
  await page.getByText("“Nightly report” is revoked.").waitFor();
  await page.getByText("Revoked", { exact: true }).waitFor();
  expect(await ask()).toEqual([401, 401]);
}, 60_000);

describe("the Hub", () => {
  test("shows what comes without being asked, filters, and makes a rule of what is shown", async () => {
    visit = await site.visit();
    const { page } = visit;
    await go(page, "/hub?provider=hetzner");
    await site.control("hetzner", "POST", "/stock", [
      { cpu: "AMD Ryzen 9 3900", memory: 128, datacenter: "NBG1-DC3", priceCents: 9000 },
      { cpu: "Intel Core i7-6700", memory: 32, datacenter: "NBG1-DC3", priceCents: 3300 },
    ]);
    await learn(page.getByRole("button", { name: "AMD Ryzen 9 3900" }));
    await page.keyboard.press("/");
    await page.keyboard.type("ryzen");
    await expect
      .poll(() => page.getByRole("button", { name: "Intel Core i7-6700" }).count(), patient)
      .toBe(0);
    await expect.poll(() => new URL(page.url()).searchParams.get("q"), patient).toBe("ryzen");
    await page.getByRole("button", { name: "AMD Ryzen 9 3900" }).focus();
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog", { name: "AMD Ryzen 9 3900" });
    await drawer.getByRole("img").waitFor();
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "AMD Ryzen 9 3900" }).click();
    await drawer.getByRole("link", { name: "Make a rule of this" }).click();
    await page.getByText("1 offer fits now").waitFor();
    expect(await page.getByLabel("Memory, at least, GiB").inputValue()).toBe("128");
  }, 60_000);

  test("keeps the focus while the keyboard goes from row to row", async () => {
    visit = await site.visit();
    const { page } = visit;
    const many = Array.from({ length: 120 }, (_, at) => ({
      cpu: `Row ${at}`,
      priceCents: 10_000 + at * 100,
    }));
    await site.control("hetzner", "POST", "/stock", many);
    await go(page, "/hub?provider=hetzner&q=row");
    await learn(page.getByRole("button", { name: "Row 0", exact: true }));
    await page.getByRole("button", { name: "Row 0", exact: true }).focus();
    for (let at = 0; at < 4; at++) {
      await page.keyboard.press("PageDown");
      const name = `Row ${15 * (at + 1)}`;
      await expect.poll(() => page.evaluate("document.activeElement?.textContent"), patient).toBe(name);
    }
    expect(await page.locator("tbody tr[data-row]").count()).toBeLessThan(60);
  }, 60_000);
});

test("German on a phone: every page fits 320 pixels, and speaks German", async () => {
  visit = await site.visit({ locale: "de-DE", viewport: { width: 320, height: 700 }, hasTouch: true });
  const { page } = visit;
  for (const path of PAGES) {
    await go(page, path);
    await page.waitForLoadState("networkidle");
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    const lang = await page.evaluate<string>("document.documentElement.lang");
    expect([path, wide <= 0, lang]).toEqual([path, true, "de"]);
  }
  await page.getByRole("navigation", { name: "Seiten" }).last().getByText("Regeln").click();
  await page.getByRole("heading", { name: "Regeln" }).waitFor();
}, 60_000);
