export * as Site from "./site.ts";

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Context } from "@cloudco/core/context/context";
import { Endpoints } from "@cloudco/emulators/endpoints";
import { Resources } from "@cloudco/emulators/resources";
import { create } from "@cloudco/functions/lib/runtime";
import { resources } from "@cloudco/functions/resources";
import { Session } from "@cloudco/local/session";
import { Settings } from "@cloudco/local/settings";
import { Simulated } from "@cloudco/local/simulated";
import { Stack } from "@cloudco/local/stack";
import { control } from "@cloudco/simulators/control-client";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";

export const LATENCY_MS = 50;
export const POLL_SECONDS = 1;

const PORT = 9600;
const LOG = "log";
const PATIENCE_MS = 60_000;
const START = fileURLToPath(import.meta.resolve("@cloudco/local/start"));
/** As this process was started: later it points itself at the endpoints of a site. */
const OWN_ENVIRONMENT = { ...process.env };

/** A folder and ports for one stack. */
export type Site = { settings: Settings.Settings; folder: string };

/** The site while its stack is stopped: its table, queues and keys, and its provider, without anybody at work. */
export type Offline = { ctx: Context; controlUrl: string };

export type Online = {
  session: Session.Session;
  controlUrl: string;
  /** Of the process, and from its start to the first answer of its API. */
  pid: number;
  readyMs: number;
  stop(): Promise<void>;
};

/** Gives `work` a site of its own, and removes it afterwards. */
export async function withSite<T>(work: (site: Site) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "cloudco-bench-"));
  try {
    return await work({ folder, settings: Settings.read([`--folder=${folder}`, `--port=${PORT}`], {}) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The context that `work` is given stays good for the table while the stack runs; the key service is the stack's alone. */
export async function prepare<T>({ settings }: Site, work: (offline: Offline) => Promise<T>): Promise<T> {
  const { folder, keys, ports } = settings;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const endpoints = await Endpoints.start({ folder, keyFile: join(keys, "kms.key"), ports });
  const simulator = await HetznerSimulator.start(Simulated.optionsOf(settings, "hetzner"));
  try {
    Object.assign(process.env, endpoints.environment);
    Object.assign(process.env, await Resources.create(Stack.NAME, resources), {
      DEFAULT_PLAN: "business",
      POWERTOOLS_LOG_LEVEL: "SILENT",
      HETZNER_ROBOT_URL: simulator.url,
      HETZNER_AUCTION_FEED_URL: simulator.feedUrl,
    });
    const done = await work({ ctx: create(), controlUrl: simulator.controlUrl });
    await control(simulator.controlUrl, "PUT", "/latency", { ms: LATENCY_MS });
    return done;
  } finally {
    await simulator.close();
    await endpoints.close();
  }
}

/** Starts the stack as a person does, in a process of its own, with its log in a file of the site. */
export async function start({ folder, settings }: Site): Promise<Online> {
  const log = openSync(join(folder, LOG), "a");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...process.execArgv, START], {
    stdio: ["ignore", log, log],
    env: {
      ...OWN_ENVIRONMENT,
      CLOUDCO_FOLDER: folder,
      CLOUDCO_PORT: String(PORT),
      HETZNER_POLL_SECONDS: String(POLL_SECONDS),
      POWERTOOLS_LOG_LEVEL: "INFO",
      // One customer asks for more here than any may.
      ACCOUNT_REQUESTS_PER_MINUTE: "10000000",
      // What is on offer is what the benchmark puts there.
      CLOUDCO_MARKET: "0",
    },
  });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const session = await until("the stack to answer", 5, async () => {
    if (child.exitCode !== null) throw new Error(`The stack ended: ${lastWords(folder)}`);
    return await Session.find(settings);
  });
  return {
    session,
    controlUrl: session.controlUrls?.hetzner ?? "",
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    async stop() {
      process.off("exit", end);
      await stop(child);
    },
  };
}

function lastWords(folder: string): string {
  return readFileSync(join(folder, LOG), "utf8").slice(-2000).trim();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** Looks every `everyMs` until there is something, for a minute at most. */
export async function until<T>(
  what: string,
  everyMs: number,
  look: () => Promise<T | null | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined) return seen;
    if (performance.now() > end) throw new Error(`Waited ${patienceMs / 1000} s in vain for ${what}.`);
    await pause(everyMs);
  }
}
