import { Account } from "@cloudco/core/account/account";
import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection, saveConnection, verifyAgain } from "@cloudco/core/connection/save";
import type { Match } from "@cloudco/core/match/match";
import { createRule, editRule, pauseRule, removeRule, resumeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { sniping, start as startSniping, stop as stopSniping } from "@cloudco/core/stop/stop";
import { descriptors } from "@cloudco/providers/descriptors";
import { expect } from "vitest";
import type { Login } from "./market.ts";
import { ACCOUNTS, type Site } from "./site.ts";
import type { Kind } from "./tally.ts";

/** What a customer does, each answered before anything else happens. */
export type Act = { weight: number; name: string; act(site: Site, accountId: string): Promise<unknown> };

const RULES_MOST = 4;
const HOLDING: readonly Match.State[] = ["reserved", "sending", "unknown"];

export const acts: readonly Act[] = [
  { weight: 4, name: "makes a rule", act: makeRule },
  { weight: 3, name: "changes a rule", act: changeRule },
  { weight: 2, name: "pauses a rule", act: (site, account) => stop(site, account, pauseRule) },
  { weight: 5, name: "resumes a rule", act: resume },
  { weight: 1, name: "deletes a rule", act: (site, account) => stop(site, account, removeRule) },
  { weight: 0.5, name: "disconnects", act: disconnectAll },
  { weight: 1, name: "connects", act: (site, account) => connect(site, account, "same") },
  { weight: 0.5, name: "connects another account", act: (site, account) => connect(site, account, "other") },
  { weight: 0.5, name: "enters a wrong password", act: (site, account) => connect(site, account, "wrong") },
  { weight: 1, name: "verifies again", act: again },
  { weight: 2, name: "stops everything", act: stopAll },
  { weight: 6, name: "starts everything", act: startAll },
  { weight: 1, name: "takes a plan without Auto-Buy", act: leavePlan },
  { weight: 4, name: "takes a plan with Auto-Buy", act: enterPlan },
];

/** What must keep an order from leaving that somebody has in hand. */
export const races = acts.filter(({ name }) =>
  /stops|pauses|changes|without Auto-Buy|disconnects/.test(name),
);

/** Rather one of whom an order is under way. */
export async function anyAccount(site: Site): Promise<string> {
  const { random } = site;
  const all = (await Promise.all(ACCOUNTS.map(site.world.matches))).flat();
  const busy = all.filter(({ state }) => HOLDING.includes(state)).map(({ accountId }) => accountId);
  return (
    random.pick(busy.length > 0 && random.chance(0.7) ? busy : (site.climate.accounts ?? ACCOUNTS)) ?? "ada"
  );
}

/** The credentials that the customer has, or has not. */
export async function connect(
  site: Site,
  accountId: string,
  which: "same" | "other" | "wrong",
): Promise<Connection.Info> {
  const mine = site.logins.get(accountId) ?? [];
  const login = which === "same" && mine[0] ? mine[0] : await newLogin(site, accountId);
  const secrets = which === "wrong" ? site.market.wrong() : login.credentials;
  const before = await Connection.find(site.ctx.table, accountId, site.adapter.descriptor.id);
  const saved = await saveConnection(site.ctx, accountId, site.adapter.descriptor, secrets);
  if (before) site.ledger.disconnected(before.id, before.version, await site.world.matches(accountId));
  site.checks.push({ accountId, connectionId: saved.id, version: saved.version });
  return saved;
}

async function newLogin(site: Site, accountId: string): Promise<Login> {
  const login = await site.market.newLogin();
  site.logins.set(accountId, [login, ...(site.logins.get(accountId) ?? [])]);
  return login;
}

async function disconnectAll(site: Site, accountId: string): Promise<void> {
  const { id } = site.adapter.descriptor;
  const before = await Connection.find(site.ctx.table, accountId, id);
  await removeConnection(site.ctx, accountId, id);
  if (before) site.ledger.disconnected(before.id, before.version, await site.world.matches(accountId));
}

async function again(site: Site, accountId: string): Promise<void> {
  const asked = await verifyAgain(site.ctx, accountId, site.adapter.descriptor.id);
  if (asked) site.checks.push({ accountId, connectionId: asked.id, version: asked.version });
}

export async function makeRule(site: Site, accountId: string): Promise<void> {
  const rules = await Rule.list(site.ctx.table, accountId);
  const isOpen = rules.filter(({ status }) => status !== "completed");
  if (isOpen.length >= RULES_MOST || rules.length >= 2 * RULES_MOST) return;
  const { random } = site;
  const criteria = Rule.Criteria.parse({
    name: "any",
    ...site.market.criteria(random),
    autoBuy: random.chance(0.95),
  });
  const made = await createRule(site.ctx, descriptors, accountId, site.adapter.descriptor.id, criteria);
  if ("rule" in made) await site.ledger.told(made.rule);
}

async function changeRule(site: Site, accountId: string): Promise<void> {
  const { random } = site;
  const rule = await someRule(site, accountId);
  if (!rule) return;
  const changes = random.pick<Partial<Rule.Criteria>>([
    site.market.changes(random),
    site.market.changes(random),
    { name: "other" },
    { autoBuy: random.chance(0.9) },
  ]);
  await tellIfInHand(
    site,
    accountId,
    "a rule was paused, changed or deleted while an order was in hand",
    rule.id,
  );
  const changed = await editRule(site.ctx, descriptors, accountId, rule.id, changes ?? {});
  if (changed && "rule" in changed) await site.ledger.told(changed.rule);
}

/** Rather one of which an order is under way. */
async function someRule({ ctx, random }: Site, accountId: string): Promise<Rule.Info | undefined> {
  const rules = await Rule.list(ctx.table, accountId);
  const busy = rules.filter(({ openMatch }) => openMatch);
  return random.pick(busy.length > 0 && random.chance(0.7) ? busy : rules);
}

async function resume(site: Site, accountId: string): Promise<void> {
  const paused = (await Rule.list(site.ctx.table, accountId)).filter(({ status }) => status === "paused");
  const rule = site.random.pick(paused);
  const resumed = rule && (await resumeRule(site.ctx, accountId, rule.id));
  if (resumed && "rule" in resumed) await site.ledger.told(resumed.rule);
}

async function stopAll(site: Site, accountId: string): Promise<void> {
  await tellIfInHand(site, accountId, "everything was stopped while an order was in hand");
  const { inFlight } = await stopSniping(site.ctx, accountId);
  const matches = await site.world.matches(accountId);
  site.ledger.halted(accountId, "stopped", matches);
  const named = inFlight.map(({ matchId }) => matchId);
  const sent = matches.filter(({ state }) => state === "sending" || state === "unknown");
  expect(named, "STOP names the orders in flight").toEqual(expect.arrayContaining(sent.map(({ id }) => id)));
}

/** Sometimes a rule is made between the list that the customer is shown and their word. */
export async function startAll(site: Site, accountId: string): Promise<void> {
  const shown = await sniping(site.ctx, accountId);
  if (shown.stoppedAt === null) return;
  if (site.random.chance(0.3)) await makeRule(site, accountId);
  const ids = shown.rules.map(({ id }) => id);
  const now = (await sniping(site.ctx, accountId)).rules.map(({ id }) => id);
  const { kind } = await startSniping(site.ctx, accountId, ids);
  expect(kind, "START, as the customer saw it").toBe(now.length === ids.length ? "started" : "changed");
  if (kind === "changed") site.tally.count("rules changed between START's list and START");
  if (kind !== "started") return;
  site.tally.count("everything was started again");
  site.ledger.goesOn(accountId, "stopped");
}

async function leavePlan(site: Site, accountId: string): Promise<void> {
  await tellIfInHand(site, accountId, "Auto-Buy left the plan while an order was in hand");
  await Account.setPlan(site.ctx.table, accountId, "free");
  site.ledger.halted(accountId, "no Auto-Buy in the plan", await site.world.matches(accountId));
}

export async function enterPlan(site: Site, accountId: string): Promise<void> {
  await Account.setPlan(site.ctx.table, accountId, "business");
  site.ledger.goesOn(accountId, "no Auto-Buy in the plan");
}

/** An order is in hand that must not leave any more after this. */
async function tellIfInHand(site: Site, accountId: string, kind: Kind, ruleId?: string): Promise<void> {
  const matches = await site.world.matches(accountId);
  const inHand = matches.some((match) => match.state === "reserved" && (!ruleId || match.ruleId === ruleId));
  if (inHand) site.tally.count(kind);
}

async function stop(site: Site, accountId: string, how: typeof pauseRule | typeof removeRule): Promise<void> {
  const rule = await someRule(site, accountId);
  if (!rule) return;
  await tellIfInHand(
    site,
    accountId,
    "a rule was paused, changed or deleted while an order was in hand",
    rule.id,
  );
  await how(site.ctx, accountId, rule.id);
  const after = await site.world.rule(accountId, rule.id);
  if (after) await site.ledger.told(after);
}
