import { Connection } from "@cloudco/core/connection/connection";
import { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import { reconcile } from "@cloudco/core/order/reconcile";
import { Rule } from "@cloudco/core/rule/rule";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import type { Snipe } from "@cloudco/core/snipe/snipe";
import { sniping } from "@cloudco/core/stop/stop";
import { Table } from "@cloudco/core/table/table";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { expect } from "vitest";
import { books, expectWhole } from "../kit/whole.ts";
import { connect, enterPlan, startAll } from "./customers.ts";
import { mend } from "./damage.ts";
import type { Sale } from "./market.ts";
import { ACCOUNTS, type Site } from "./site.ts";

const DAY = 86_400;
const YEAR_MS = 366 * DAY * 1000;
/** Nothing goes wrong any more, and time passes until every match has come to its end. */
export async function settleDown(site: Site): Promise<void> {
  for (const worker of [...site.workers.alive]) site.kill(worker);
  site.takeOver();
  await site.command("DELETE", "/faults");
  await mend(site);
  // Whoever has not looked for two minutes counts as having slept: so it takes some rounds until absence is proven.
  for (let round = 0; round < 100; round++) {
    site.advance(round < 10 ? 110 : 1_800);
    await deliverAll(site);
    await reconcile(site.ctx, () => site.adapter);
    await refreshSnipes(site.ctx, () => site.adapter);
    site.check();
    const open = await Table.due(site.ctx.table, Match.OPEN, Match.Info, site.ctx.now() + YEAR_MS);
    if (open.length === 0) return;
  }
  throw new Error("Some match never came to its end.");
}

async function deliverAll(site: Site): Promise<void> {
  const open = await Table.due(site.ctx.table, Match.OPEN, Match.Info, site.ctx.now() + YEAR_MS);
  for (const { accountId, id } of open) {
    await execute(site.ctx, () => site.adapter, { v: 1, accountId, matchId: id });
  }
}

/** What must be true whatever happened. */
export async function expectSound(site: Site): Promise<void> {
  const sales = await site.market.sales();
  const explained = new Set<string>();
  const doubtful: Match.Info[] = [];
  for (const accountId of ACCOUNTS) {
    const { rules, matches } = await books(site.ctx.table, accountId);
    expectWhole({ rules, matches });
    expect(matches.filter(({ state }) => Match.UNDER_WAY.includes(state))).toEqual([]);
    const snipes = await site.world.snipes(accountId);
    for (const { id, quantity } of rules) {
      const own = snipes.filter(({ ruleId, server }) => ruleId === id && server.state !== "cancelled");
      expect(own.length, `servers of ${id}`).toBeLessThanOrEqual(quantity);
      if (own.length > 1) site.tally.count("a rule bought its second server");
    }
    for (const snipe of snipes) {
      const { reference } = snipe;
      expectSold(site, snipe, matches, sales);
      expect(explained.has(reference), `${reference} is two servers`).toBe(false);
      explained.add(reference);
    }
    // Of these nobody knows: their records were not to be had for a day, and their rules are on hold.
    doubtful.push(...matches.filter(({ state }) => state === "needs_human"));
  }
  expectKnown(site, sales, explained, doubtful);
}

/** A server that a customer has is one that was sold, to them, and for no more than they allowed. */
function expectSold(
  site: Site,
  { accountId, reference, matchId, price, termMonths, server }: Snipe.Info,
  matches: readonly Match.Info[],
  sales: readonly Sale[],
): void {
  const sale = sales.find((each) => each.reference === reference);
  const match = matches.find(({ id }) => id === matchId);
  if (!(sale && match)) throw new Error(`${reference} was not sold.`);
  expect(sale.isOf(match.listing), `${reference} is ${match.listing.id}`).toBe(true);
  expect(site.logins.get(accountId)?.map(({ owner }) => owner)).toContain(sale.owner);
  if (server.state !== "cancelled") expect(sale.net).toBeLessThanOrEqual(match.amount);
  expect(sale.net > price.monthly * 2 + price.setup, `${reference} is for a year`).toBe(termMonths > 1);
}

/** What was sold is somebody's server, or held for a person. */
function expectKnown(
  site: Site,
  sales: readonly Sale[],
  explained: ReadonlySet<string>,
  doubtful: Match.Info[],
): void {
  for (const { reference, owner, isOf, state } of sales) {
    // What was called off before anybody knew of it costs nothing.
    if (explained.has(reference) || state === "cancelled") continue;
    const at = doubtful.findIndex(
      ({ accountId, listing }) =>
        isOf(listing) && site.logins.get(accountId)?.some((login) => login.owner === owner),
    );
    expect(at, `${reference} was bought, and nobody knows`).toBeGreaterThanOrEqual(0);
    doubtful.splice(at, 1);
  }
}

/** Nothing was forgotten: every rule that may buy buys, once there is enough and every customer is connected. */
export async function expectAlive(site: Site): Promise<void> {
  site.advance(DAY + 3_600);
  const provider = site.adapter.descriptor.id;
  for (const accountId of ACCOUNTS) {
    await enterPlan(site, accountId);
    while ((await sniping(site.ctx, accountId)).stoppedAt !== null) await startAll(site, accountId);
    const before = await Connection.find(site.ctx.table, accountId, provider);
    const { id, version } = before?.proven ? before : await connect(site, accountId, "same");
    await verifyConnection(site.ctx, () => site.adapter, {
      v: 1,
      accountId,
      provider,
      connectionId: id,
      version,
    });
    expect(await Connection.find(site.ctx.table, accountId, provider)).toMatchObject({ status: "VERIFIED" });
  }
  const rules = (await Promise.all(ACCOUNTS.map((account) => Rule.list(site.ctx.table, account)))).flat();
  const cheap = await site.market.plenty(rules.reduce((sum, { quantity }) => sum + quantity, 0));
  const ready = rules.filter(
    ({ status, autoBuy, openMatch, left, termMonths }) =>
      status === "active" && autoBuy && !openMatch && left >= cheap * termMonths,
  );
  const isDone = async ({ accountId, id, placements }: Rule.Info) =>
    ((await site.world.rule(accountId, id))?.placements ?? 0) > placements;
  for (let cycle = 0; cycle < 40; cycle++) {
    if (cycle % 2 === 1 && (await Promise.all(ready.map(isDone))).every(Boolean)) break;
    await site.scan();
    for (const worker of [...site.workers.alive]) {
      while (!worker.ended) await site.workers.step(worker);
    }
    await deliverAll(site);
    site.advance(5);
    site.check();
  }
  for (const rule of ready) expect(await isDone(rule), `${rule.id} buys again`).toBe(true);
  await settleDown(site);
}
