import { setTimeout as pause } from "node:timers/promises";
import { Account } from "@cloudco/simulators/account";
import { controlOf } from "@cloudco/simulators/control-client";
import { program, run } from "./run.ts";
import { Session } from "./session.ts";

/** What the demo reads of the API's answers. */
type Match = {
  id: string;
  state: string;
  history: { state: string; at: string }[];
  failure: { message: string } | null;
};
type Snipe = {
  id: string;
  matchId: string;
  reference: string;
  server: { id: string | null; ipv4: string | null; state: string };
};

/** Where nothing else is on offer, whatever the market does. */
const PLACE = "FSN1-DC99";
const POLL_MS = 50;
const PATIENCE_MS = 60_000;

/** The main job before your eyes: connects an account, writes a rule, puts a server on offer, and sees it bought. */
await program(async (settings) => {
  if (settings.live)
    throw new Error("The demo is for the simulators: it would have to buy something. Leave --live out.");
  const found = await Session.find(settings);
  const started = found ? null : await step("Starting the local stack", () => run(settings));
  const session = found ?? started?.session;
  const controlUrl = session?.controlUrls?.hetzner;
  if (!session || !controlUrl) throw new Error("The running stack is live: stop it first.");
  await tell(session, controlUrl);
  await started?.stack.close();
  process.exit(0);
});

async function tell(session: Session.Session, controlUrl: string): Promise<void> {
  const api = caller(session.apiUrl, { authorization: `Bearer ${session.token}` });
  const simulator = controlOf(controlUrl);

  const account = await step("A Hetzner account exists at the provider (simulated)", () =>
    Account.robot(simulator),
  );
  await step("Connecting it: sealed, then verified with the provider", async () => {
    const connection = await api<{ status: string }>("PUT", "/connections/hetzner", account);
    return await until("the connection to be verified", async () =>
      connection.status === "VERIFIED" ? connection : await verified(api),
    );
  });
  const rule = await step(
    "A rule: 64 GiB memory and 1 TB disk or more, up to EUR 50.00 a month, Auto-Buy on",
    () =>
      api<{ id: string }>("POST", "/rules", {
        provider: "hetzner",
        name: `Demo ${account.username}`,
        category: "auction",
        minMemoryGib: 64,
        minDiskGb: 1000,
        maxMonthly: 5000,
        budget: 5000,
        locations: [PLACE],
        autoBuy: true,
      }),
  );

  const visibleAt = Date.now();
  await step("A matching server appears in the auction", () =>
    simulator("POST", "/stock", { datacenter: PLACE }),
  );
  const snipe = await step("… and is bought", () =>
    until("the server to be bought", async () => {
      const { items } = await api<{ items: Snipe[] }>("GET", "/snipes");
      const { items: matches } = await api<{ items: Match[] }>("GET", `/matches?ruleId=${rule.id}`);
      return items.find((item) => matches.some((match) => match.id === item.matchId));
    }),
  );
  const match = await api<Match>("GET", `/matches/${snipe.matchId}`);
  console.log("\nFrom the moment it was visible:");
  for (const { state, at } of match.history)
    console.log(`  ${seconds(Date.parse(at) - visibleAt)}  ${state}`);
  console.log(
    `\nSniped: order ${snipe.reference}, ${snipe.server.state}. The rule is completed and buys no second one.`,
  );
  const orders = await simulator<{ account: string }[]>("GET", "/orders");
  console.log(
    `Orders at the provider in this account: ${orders.filter((order) => order.account === account.username).length}.`,
  );
}

async function verified(api: ReturnType<typeof caller>) {
  const connection = await api<{ status: string }>("GET", "/connections/hetzner");
  return connection.status === "VERIFIED" ? connection : undefined;
}

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  console.log(`  ${seconds(performance.now() - from)}  ${what}`);
  return result;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2).padStart(6)} s`;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`Waited ${PATIENCE_MS / 1000} s in vain for ${what}.`);
    await pause(POLL_MS);
  }
}

function caller(base: string, headers: Record<string, string>) {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text || "null");
  };
}
