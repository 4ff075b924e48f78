// Guarantee: a provider is added by what docs/adding-a-provider.md names, and by nothing else.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scanned, schedules } from "@cloudco/functions/pipelines";
import { descriptors } from "@cloudco/providers/descriptors";
import { Inventories } from "@cloudco/providers/inventories";
import { Providers } from "@cloudco/providers/providers";
import { control, controlOf } from "@cloudco/simulators/control-client";
import { Simulators } from "@cloudco/simulators/simulators";
import { expect, test, vi } from "vitest";
import { openStack } from "./kit/stack.ts";
import { adapter, descriptor, ID, source } from "./sixth/adapter.ts";
import { entry } from "./sixth/simulator.ts";

const root = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(root, "docs/adding-a-provider.md"), "utf8");

// What the guide has one add: the id, and a line in each register.
vi.mock("@cloudco/core/provider/id", async (load) => {
  const { ProviderId } = await load<typeof import("@cloudco/core/provider/id")>();
  const { z } = await import("zod");
  return { ProviderId: z.enum([...ProviderId.options, "sixth"]) };
});
const add = <T>(register: readonly T[], line: T) => (register as T[]).push(line);
add(Providers.all, adapter);
add(descriptors, descriptor);
add(Inventories.all, source);
add(Simulators.providers, ID);
Object.assign(Simulators.entries, { [ID]: entry });
add(scanned, ID);
add(schedules, { function: "scan", expression: "rate(1 minute)", input: { providers: ID }, timeout: 150 });

const PATIENCE = { timeout: 30_000, interval: 50 };
type Snipe = { id: string; termination: { state: string } | null };

test("a sixth provider is connected, watched, bought from, and its server terminated", async () => {
  const stack = await openStack();
  try {
    const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
      const response = await fetch(`${stack.apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${stack.token}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    };
    const simulator = controlOf(stack.controlUrls?.[ID] ?? "");
    const { items } = await api<{ items: { id: string }[] }>("GET", "/providers");
    expect(items).toContainEqual(expect.objectContaining({ id: ID, name: "Sixth" }));
    await api("PUT", `/connections/${ID}`, await entry.account(simulator));
    const status = async () => (await api<{ status: string }>("GET", `/connections/${ID}`)).status;
    await expect.poll(status, PATIENCE).toBe("VERIFIED");
    const rule = { provider: ID, name: "any", category: "vm", maxMonthly: 900, budget: 900, autoBuy: true };
    await api("POST", "/rules", rule);
    await simulator("POST", "/stock", { id: "box-1", gib: 8, cents: 800 });
    const snipes = async () => (await api<{ items: Snipe[] }>("GET", "/snipes")).items;
    await expect.poll(snipes, PATIENCE).toHaveLength(1);
    const [snipe] = await snipes();
    await api("POST", `/snipes/${snipe?.id}/terminate`, {});
    const orders = () => control(stack.controlUrls?.[ID] ?? "", "GET", "/orders");
    await expect.poll(orders, PATIENCE).toEqual([expect.objectContaining({ box: "box-1", ended: true })]);
  } finally {
    await stack.close();
  }
}, 90_000);

/** They name a provider as an example, and work with any other as well. */
const EXAMPLES = [
  "packages/functions/src/api/rule-body.ts",
  "packages/functions/src/api/schema.ts",
  "packages/functions/src/schedule/scan.ts",
  "packages/local/src/demo.ts",
];

test("whatever names a provider is in the guide", () => {
  const named = new RegExp(`["' ](?:${descriptors.map(({ id }) => id).join("|")})["': ,]`);
  const own = /^packages\/(?:providers|simulators)\/src\/(?:hetzner|ovh|digitalocean|vultr)\//;
  const files = globSync(["packages/*/src/**/*.{ts,tsx,json}", "infra/*.ts"], { cwd: root })
    .filter((file) => !/\.test\.|schema\.d\.ts|node_modules/.test(file) && !own.test(file))
    .filter((file) => named.test(readFileSync(join(root, file), "utf8")));
  expect(files.filter((file) => !EXAMPLES.includes(file) && !guide.includes(file))).toEqual([]);
});
