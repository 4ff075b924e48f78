import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { prepareFor } from "@cloudco/core/order/prepare";
import { reconcile } from "@cloudco/core/order/reconcile";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { unlessUnreadable } from "@cloudco/core/table/unreadable";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { acts, anyAccount, races } from "./customers.ts";
import { mend, spoilOne } from "./damage.ts";
import type { Fault } from "./market.ts";
import { ACCOUNTS, type Site } from "./site.ts";
import type { Worker } from "./workers.ts";

/** Something that may happen next; says what it was. */
type Event = { name: string; weight: number; happen(site: Site): Promise<string> };
const PROCESSES_MOST = 8;

export const events: readonly Event[] = [
  { name: "goes on", weight: 40, happen: (site) => goOn(site) },
  { name: "dies", weight: 1, happen: die },
  { name: "oversleeps", weight: 4, happen: (site) => oversleep(site, 1) },
  { name: "sleeps long", weight: 0.5, happen: (site) => oversleep(site, 9) },
  { name: "order", weight: 20, happen: deliver },
  { name: "scan", weight: 8, happen: scan },
  { name: "take-over", weight: 0.5, happen: takeOver },
  { name: "reconcile", weight: 4, happen: (site) => begin(site, "reconcile", reconcileOnce) },
  {
    name: "refresh",
    weight: 1,
    happen: (site) => begin(site, "refresh", (ctx, adapter) => refreshSnipes(ctx, () => adapter)),
  },
  {
    name: "republish",
    weight: 0.5,
    happen: (site) => begin(site, "republish", (ctx) => republishChecks(ctx)),
  },
  { name: "check", weight: 4, happen: check },
  { name: "prepare", weight: 2, happen: prepareOrders },
  { name: "list", weight: 5, happen: list },
  { name: "withdraw", weight: 0.5, happen: withdraw },
  { name: "reprice", weight: 1, happen: reprice },
  { name: "unsettle", weight: 3, happen: unsettle },
  { name: "fault", weight: 5, happen: fault },
  { name: "call off", weight: 2, happen: callOff },
  { name: "spoil", weight: 1, happen: spoilOne },
  { name: "mend", weight: 1, happen: mend },
  { name: "seconds", weight: 3, happen: (site) => pass(site, 1, 15) },
  { name: "minutes", weight: 2, happen: (site) => pass(site, 15, 120) },
  { name: "more", weight: 0.7, happen: (site) => pass(site, 300, 1_500) },
  { name: "hours", weight: 0.3, happen: (site) => pass(site, 3_600, 4 * 3_600) },
  { name: "act", weight: 6, happen: act },
];

const reconcileOnce: Work = (ctx, adapter) => reconcile(ctx, () => adapter);
type Work = Parameters<Site["start"]>[1];

async function begin(site: Site, name: string, work: Work): Promise<string> {
  if (site.workers.alive.length >= PROCESSES_MOST) return await goOn(site);
  return await goOn(site, await site.start(name, work));
}

/** One process goes on, over a few boundaries. */
async function goOn(site: Site, worker = site.random.pick(site.workers.alive)): Promise<string> {
  if (!worker) return "";
  const steps: string[] = [];
  const orders = worker.name.startsWith("order");
  for (
    let left = site.random.pick(orders ? [1, 3, 8, 40, 40] : [8, 40, 80]) ?? 1;
    left > 0 && !worker.ended;
    left--
  ) {
    const boundary = await site.workers.step(worker, site.random.below(3));
    if (boundary) steps.push(`${boundary.call} ${boundary.when}`);
    if (rests(site, worker)) break;
  }
  if (steps.length === 0) return "";
  return `${worker.name} goes on: ${steps.join(", ")}${worker.ended ? ", and ends" : ""}`;
}

/** Others overtake it rather where it has something in hand: a taken order, or one of which the answer is on its way. */
function rests(site: Site, worker: Worker): boolean {
  if (isSent(site, worker)) return site.random.chance(0.8);
  return worker.name.startsWith("order") && isAboutToWrite(worker) && site.random.chance(0.3);
}

/** The order has been acted on, and its answer has not been read yet. */
function isSent({ market }: Site, { parked }: Worker): boolean {
  return parked.some(({ boundary }) => boundary.when === "after" && market.spending.test(boundary.call));
}

/** What it has read may be over before it writes. */
function isAboutToWrite({ parked }: Worker): boolean {
  return parked.some(
    ({ boundary }) => boundary.when === "before" && boundary.call === "TransactWriteCommand",
  );
}

async function die(site: Site): Promise<string> {
  const worker = site.random.pick(site.workers.alive);
  if (!worker) return "";
  site.kill(worker);
  site.tally.count("a process died");
  return `${worker.name} dies before ${worker.parked.map(({ boundary }) => boundary.call).join(" and ")}`;
}

/**
 * A process sleeps, rather one whose order is on its way, until others have looked so often after what it had in hand. Then
 * they sleep, and it may wake up.
 */
async function oversleep(site: Site, times: number): Promise<string> {
  const orders = site.workers.alive.filter(({ name }) => name.startsWith("order"));
  const sent = orders.filter((worker) => isSent(site, worker));
  const sleeper = site.random.pick(sent.length > 0 || times > 1 ? sent : orders);
  if (!sleeper) return "";
  const before = sleeper.parked.map(({ boundary }) => `${boundary.call} ${boundary.when}`);
  for (let left = times; left > 0; left--) {
    await pass(site, 31, times > 1 ? 119 : 400);
    const other = await site.start("reconcile", reconcileOnce);
    while (!other.ended) await site.workers.step(other);
  }
  return `${sleeper.name} sleeps at ${before.join(" and ")}, and all is reconciled`;
}

/** The message of a match comes: for the first time, or once more. */
async function deliver(site: Site): Promise<string> {
  const all = (await Promise.all(ACCOUNTS.map(site.world.matches))).flat();
  const open = all.filter(({ state }) => Match.UNDER_WAY.includes(state));
  const match = site.random.pick(site.random.chance(0.97) ? open : all);
  if (!match) return "";
  if (match.state === "reserved" && match.deadline < site.ctx.now()) {
    site.tally.count("another process took over an order that somebody had in hand");
  }
  const command = { v: 1 as const, accountId: match.accountId, matchId: match.id };
  const name = `order ${match.accountId} ${match.id.slice(4, 10)}`;
  if (site.workers.alive.some((worker) => worker.name === name) && site.random.chance(0.7)) return "";
  if (site.delivered.has(Match.orderId(match))) site.tally.count("a message was delivered again");
  site.delivered.add(Match.orderId(match));
  return await begin(site, name, (ctx, adapter) => execute(ctx, () => adapter, command));
}

async function scan(site: Site): Promise<string> {
  const worker = await site.scan();
  return worker ? await goOn(site, worker) : "";
}

async function takeOver(site: Site): Promise<string> {
  site.takeOver();
  return "another process takes the scan over";
}

async function check(site: Site): Promise<string> {
  const asked = site.random.pick(site.checks.slice(-6));
  if (!asked) return "";
  const { status } =
    (await Connection.find(site.ctx.table, asked.accountId, site.adapter.descriptor.id)) ?? {};
  if (status !== "VERIFYING" && site.random.chance(0.9)) return "";
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

async function unsettle({ market, random }: Site): Promise<string> {
  return await market.unsettle(random);
}

async function withdraw(site: Site): Promise<string> {
  return await site.market.withdraw(site.random, await busy(site));
}

/** The provider calls an order off that it took, and is not done with. */
async function callOff(site: Site): Promise<string> {
  const sale = site.random.pick((await site.market.sales()).filter(({ state }) => state === "open"));
  if (!sale) return "";
  await site.market.callOff(sale.reference);
  site.tally.count("the provider called an order off");
  return `the provider calls ${sale.reference} off`;
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
  const { faults } = site.climate;
  const isOf = ({ kind, route, when }: Fault) =>
    !faults || (/checkout|POST .*transaction/.test(route) && faults.includes(`${kind} ${when ?? ""}`.trim()));
  const drawn = site.random.weighted(site.market.faults.filter(isOf));
  if (!drawn) return "";
  const { weight: _, ...chosen } = drawn;
  await site.command("POST", "/faults", { ...chosen, times: 1 + site.random.below(2) });
  return `to come: ${JSON.stringify(chosen)}`;
}

async function pass(site: Site, least: number, most: number): Promise<string> {
  const seconds = least + site.random.below(most - least);
  if (seconds >= 3_600) site.tally.count("the clock jumped by an hour or more");
  site.advance(seconds);
  return `${seconds} s pass`;
}

async function act(site: Site): Promise<string> {
  const orders = site.workers.alive.filter(
    (worker) => worker.name.startsWith("order") && isAboutToWrite(worker),
  );
  const hurried = site.random.chance(0.7) ? site.random.pick(orders)?.name.split(" ")[1] : undefined;
  const accountId = hurried ?? (await anyAccount(site));
  const chosen = site.random.weighted(hurried ? races : acts);
  const revision = site.writes();
  // Whoever meets an item that can't be read is told so, and nothing happens.
  await unlessUnreadable(chosen?.act(site, accountId) ?? Promise.resolve());
  return site.writes() > revision ? `${accountId} ${chosen?.name}` : "";
}
