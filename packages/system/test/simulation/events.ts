import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { prepareFor } from "@cloudco/core/order/prepare";
import { reconcile } from "@cloudco/core/order/reconcile";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { acts, anyAccount } from "./customers.ts";
import { ACCOUNTS, type Site } from "./site.ts";

/** Something that may happen next; says what it was. */
type Event = { weight: number; happen(site: Site): Promise<string> };
const PROCESSES_MOST = 8;

export const events: readonly Event[] = [
  { weight: 50, happen: goOn },
  { weight: 3, happen: die },
  { weight: 16, happen: deliver },
  { weight: 8, happen: scan },
  { weight: 1, happen: takeOver },
  { weight: 2, happen: (site) => begin(site, "reconcile", reconcileOnce) },
  {
    weight: 1,
    happen: (site) => begin(site, "refresh", (ctx, adapter) => refreshSnipes(ctx, () => adapter)),
  },
  { weight: 1, happen: (site) => begin(site, "republish", (ctx) => republishChecks(ctx)) },
  { weight: 5, happen: check },
  { weight: 10, happen: prepareOrders },
  { weight: 6, happen: list },
  { weight: 1, happen: withdraw },
  { weight: 2, happen: reprice },
  { weight: 4, happen: fault },
  { weight: 5, happen: (site) => pass(site, 1, 15) },
  { weight: 2, happen: (site) => pass(site, 15, 120) },
  { weight: 1, happen: (site) => pass(site, 300, 1_500) },
  { weight: 8, happen: act },
];

const reconcileOnce: Work = (ctx, adapter) => reconcile(ctx, () => adapter);
type Work = Parameters<Site["start"]>[1];

async function begin(site: Site, name: string, work: Work): Promise<string> {
  if (site.workers.alive.length >= PROCESSES_MOST) return await goOn(site);
  await site.start(name, work);
  return `${name} begins`;
}

/** One process goes on, over a few boundaries. */
async function goOn(site: Site): Promise<string> {
  const worker = site.random.pick(site.workers.alive);
  if (!worker) return "";
  const steps: string[] = [];
  for (let left = 1 + site.random.below(16); left > 0 && !worker.ended; left--) {
    const boundary = await site.workers.step(worker, site.random.below(3));
    if (boundary) steps.push(`${boundary.call} ${boundary.when}`);
  }
  return `${worker.name} goes on: ${steps.join(", ")}${worker.ended ? ", and ends" : ""}`;
}

async function die(site: Site): Promise<string> {
  const worker = site.random.pick(site.workers.alive);
  if (!worker) return "";
  site.kill(worker);
  return `${worker.name} dies before ${worker.parked.map(({ boundary }) => boundary.call).join(" and ")}`;
}

/** The message of a match comes: for the first time, or once more. */
async function deliver(site: Site): Promise<string> {
  const all = (await Promise.all(ACCOUNTS.map(site.world.matches))).flat();
  const open = all.filter(({ state }) => Match.UNDER_WAY.includes(state));
  const match = site.random.pick(open.length > 0 && site.random.chance(0.9) ? open : all);
  if (!match) return "";
  const command = { v: 1 as const, accountId: match.accountId, matchId: match.id };
  const name = `order ${match.accountId} ${match.id.slice(4, 10)}`;
  return await begin(site, name, (ctx, adapter) => execute(ctx, () => adapter, command));
}

async function scan(site: Site): Promise<string> {
  await site.scan();
  return "a scan begins";
}

async function takeOver(site: Site): Promise<string> {
  site.takeOver();
  return "another process takes the scan over";
}

async function check(site: Site): Promise<string> {
  const asked = site.random.pick(site.checks.slice(-6));
  if (!asked) return "";
  const command = { v: 1 as const, provider: site.adapter.descriptor.id, ...asked };
  return await begin(site, `check ${asked.accountId} ${asked.version}`, (ctx, adapter) =>
    verifyConnection(ctx, () => adapter, command),
  );
}

async function list({ market, random }: Site): Promise<string> {
  return await market.list(random);
}

/** What nobody is about to order: no price can be guaranteed between a reading and the order. */
async function busy(site: Site): Promise<string[]> {
  const all = (await Promise.all(ACCOUNTS.map(site.world.matches))).flat();
  const held = all.filter(({ state }) => ["reserved", "sending"].includes(state));
  return held.map(({ listing }) => listing.id);
}

async function withdraw(site: Site): Promise<string> {
  return await site.market.withdraw(site.random, await busy(site));
}

async function reprice(site: Site): Promise<string> {
  return await site.market.reprice(site.random, await busy(site));
}

/** The orders of an account's rules are prepared, where the provider lets them be. */
async function prepareOrders(site: Site): Promise<string> {
  if (!site.adapter.prepare) return await goOn(site);
  const accountId = site.random.pick(ACCOUNTS) ?? "ada";
  const connection = await Connection.find(site.ctx.table, accountId, site.adapter.descriptor.id);
  if (!connection?.proven) return "";
  return await begin(site, `prepare ${accountId}`, async (ctx, adapter) => {
    const reading = await adapter.assortment?.();
    if (reading?.ok) await prepareFor(ctx, adapter, connection, reading.listings);
  });
}

async function fault(site: Site): Promise<string> {
  const drawn = site.random.weighted(site.market.faults);
  if (!drawn) return "";
  const { weight: _, ...chosen } = drawn;
  await site.command("POST", "/faults", { ...chosen, times: 1 + site.random.below(2) });
  return `to come: ${JSON.stringify(chosen)}`;
}

async function pass(site: Site, least: number, most: number): Promise<string> {
  const seconds = least + site.random.below(most - least);
  site.advance(seconds);
  return `${seconds} s pass`;
}

async function act(site: Site): Promise<string> {
  const accountId = await anyAccount(site);
  const chosen = site.random.weighted(acts);
  await chosen?.act(site, accountId);
  return `${accountId} ${chosen?.name}`;
}
