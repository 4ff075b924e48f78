// Guarantee: a match that was queued when the process was killed is ordered after the restart, once, and whoever
// ends it is told so.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@cloudco/emulators/test/ports";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { credentials } from "./kit/customer.ts";
import { type StackProcess, startStack } from "./kit/process.ts";

const PATIENCE = { timeout: 100_000, interval: 200 };

type Match = { state: string; history: { state: string }[] };
type Page<T> = { items: T[] };

let folder: string;
let port: number;
const running: StackProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cloudco-"));
  port = await freePorts(20);
});
afterEach(async () => {
  for (const stack of running.splice(0)) if (stack.child.exitCode === null) await stack.end("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<StackProcess> {
  const stack = await startStack(folder, port);
  running.push(stack);
  return stack;
}

test("kill -9 with an order under way", { timeout: 180_000 }, async () => {
  const before = await start();
  const { user, password } = credentials();
  await control(before.session.controlUrls.hetzner, "POST", "/accounts", { user, password });
  await before.call("PUT", "/connections/hetzner", { username: user, password });
  await before.call("POST", "/rules", {
    provider: "hetzner",
    name: "any",
    category: "auction",
    maxMonthly: 5000,
    budget: 5000,
    autoBuy: true,
  });
  const matches = (stack: StackProcess) => stack.call<Page<Match>>("GET", "/matches");
  await control(before.session.controlUrls.hetzner, "POST", "/stock", {});
  // From here on the provider is slow, so that the order is certainly under way.
  await vi.waitFor(async () => {
    await control(before.session.controlUrls.hetzner, "PUT", "/latency", { ms: 1500 });
    expect((await matches(before)).items).toHaveLength(1);
  }, PATIENCE);
  await before.end("SIGKILL");

  const after = await start();
  await control(after.session.controlUrls.hetzner, "PUT", "/latency", { ms: 0 });
  await vi.waitFor(async () => {
    const { items } = await after.call<Page<unknown>>("GET", "/snipes");
    expect(items).toHaveLength(1);
  }, PATIENCE);
  expect(await control(after.session.controlUrls.hetzner, "GET", "/orders")).toHaveLength(1);
  expect((await matches(after)).items[0]?.state).toMatch(/^(reconciled_)?placed$/);
});

test("Ctrl-C ends everything in order, and says so", { timeout: 60_000 }, async () => {
  const stack = await start();
  expect(await stack.end("SIGINT")).toBe(0);
  expect(stack.printed()).toMatch(/Stopped/);
  await expect(fetch(stack.session.apiUrl)).rejects.toThrow();
});

test("a taken port is named, with what to do", { timeout: 60_000 }, async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await expect(start()).rejects.toThrow(`Port ${port} is taken`);
  other.close();
});
