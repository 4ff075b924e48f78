// Guarantee: the reference works under the policy that it is deployed with, and asks nobody but this origin.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStack } from "../kit/stack.ts";
import { launch } from "./chromium.ts";

let stack: Awaited<ReturnType<typeof openStack>>;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([openStack(), launch()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

test("the reference shows every operation, and says nothing in the console", async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== stack.origin && protocol !== "data:") complaints.push(`request to ${request.url()}`);
  });
  const opened = await page.goto(`${stack.origin}/reference/`);
  expect(opened?.headers()["content-security-policy"]).toContain("default-src 'self'");
  const answer = await fetch(`${stack.apiUrl}/openapi.json`);
  const document = (await answer.json()) as { paths: Record<string, object> };
  const operations = Object.values(document.paths).flatMap((item) => Object.keys(item));
  await page.locator(".opblock").first().waitFor();
  expect(await page.locator(".opblock").count()).toBe(operations.length);
  await page.locator("#operations-Rules-createRule .opblock-summary-control").click();
  await page.getByText("Idempotency-Key", { exact: false }).first().waitFor();
  expect(complaints).toEqual([]);
});
