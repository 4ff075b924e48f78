import type { Stack } from "@cloudco/local/stack";
import { control } from "@cloudco/simulators/control-client";
import { build } from "@cloudco/web/build";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openStack } from "../kit/stack.ts";
import { launch } from "./chromium.ts";

/** Every page, as an address below the dashboard's. */
export const PAGES = [
  "/",
  "/hub?provider=hetzner",
  "/rules",
  "/rules/new",
  "/snipes",
  "/matches",
  "/settings/providers",
  "/settings/keys",
  "/settings/account",
  "/nowhere",
];

export type Visit = {
  page: Page;
  /** Everything that must not happen: console errors, violations of the policy, requests to anybody else. */
  complaints: string[];
};

export type Site = {
  stack: Stack.Running;
  /** Signs in by the printed link, in a browser of its own. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  /** Commands a simulator. */
  control<T = unknown>(
    provider: "hetzner" | "vultr",
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T>;
  close(): Promise<void>;
};

/** The whole product on one machine, with empty shelves, and a browser in front of it. */
export async function openSite(): Promise<Site> {
  await build();
  const [stack, browser] = await Promise.all([openStack(), launch()]);
  return {
    stack,
    visit: (options = {}) => visit(stack, browser, options),
    control: (provider, method, path, body) =>
      control(stack.controlUrls?.[provider] ?? "", method, path, body),
    async close() {
      await browser.close();
      await stack.close();
    },
  };
}

async function visit(stack: Stack.Running, browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.clock.install();
  const complaints: string[] = [];
  const ours = [stack.origin, new URL(stack.issuer.url).origin];
  page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
  page.on("request", (request) => {
    if (!ours.includes(new URL(request.url()).origin)) complaints.push(`request to ${request.url()}`);
  });
  page.on("console", (message) => {
    // That a request was refused is what some journeys are about; how it is shown they look at themselves.
    const refused = /Failed to load resource/.test(message.text());
    if (message.type() === "error" && !refused) complaints.push(`console: ${message.text()}`);
  });
  await page.goto(stack.issuer.signInUrl);
  await page.locator("main h1").waitFor();
  return { page, complaints };
}

/** To another page of the application without loading it anew: what is in memory stays. */
export async function go(page: Page, path: string): Promise<void> {
  const url = JSON.stringify(`/dashboard${path}`);
  await page.evaluate(`history.pushState(null, "", ${url}); dispatchEvent(new PopStateEvent("popstate"))`);
  await page.locator("main h1").waitFor();
}
