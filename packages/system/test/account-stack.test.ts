// Guarantee: a customer's own inventory is read, matched and bought from by the very stack that a person runs: one
// server for one rule.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@cloudco/emulators/test/ports";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type StackProcess, startStack } from "./kit/process.ts";

const PATIENCE = { timeout: 30_000, interval: 200 };

let folder: string;
let port: number;
let stack: StackProcess | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cloudco-"));
  port = await freePorts(20);
});
afterEach(async () => {
  await stack?.end("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

type Page = { items: { listing: { id: string } }[] };

// What the API arranges is what the local Scheduler fires: from a token that was entered to a server that was bought.
test("the whole system reads a customer's own inventory, and buys from it", {
  timeout: 180_000,
}, async () => {
  const token = randomBytes(32).toString("hex");
  const shown = async () => {
    const { items } = (await stack?.call<Page>("GET", "/offers?provider=digitalocean")) ?? { items: [] };
    return items.map(({ listing }) => listing.id).sort();
  };
  stack = await startStack(folder, port);
  const { digitalocean } = stack.session.controlUrls;
  const { id: account } = (await control(digitalocean, "POST", "/accounts", {})) as { id: string };
  await control(digitalocean, "POST", "/tokens", { account, token });
  await control(digitalocean, "POST", "/stock", { slug: "s-1vcpu-1gb", regions: ["fra1"] });
  await stack.call("PUT", "/connections/digitalocean", { token });
  expect(await shown()).toEqual([]);
  await stack.call("POST", "/rules", {
    provider: "digitalocean",
    name: "any",
    category: "vm",
    currency: "USD",
    minMemoryGib: 8,
    maxMonthly: 5000,
    budget: 5000,
    autoBuy: true,
  });
  await expect.poll(shown, PATIENCE).toEqual(["s-1vcpu-1gb:fra1"]);
  await control(digitalocean, "POST", "/stock", { slug: "s-4vcpu-8gb", memory: 8192, regions: ["fra1"] });
  await expect.poll(async () => (await stack?.call<Page>("GET", "/snipes"))?.items, PATIENCE).toHaveLength(1);
  expect(await control(digitalocean, "GET", "/orders")).toHaveLength(1);
});
