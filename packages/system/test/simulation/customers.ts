import { Connection } from "@cloudco/core/connection/connection";
import { removeConnection, saveConnection, verifyAgain } from "@cloudco/core/connection/save";
import type { Match } from "@cloudco/core/match/match";
import { createRule, editRule, pauseRule, removeRule, resumeRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { descriptors } from "@cloudco/providers/descriptors";
import type { Login } from "./market.ts";
import { ACCOUNTS, type Site } from "./site.ts";

/** What a customer does, each answered before anything else happens. */
export type Act = { weight: number; name: string; act(site: Site, accountId: string): Promise<unknown> };

const RULES_MOST = 4;
const HOLDING: readonly Match.State[] = ["reserved", "sending", "unknown"];

export const acts: readonly Act[] = [
  { weight: 4, name: "makes a rule", act: makeRule },
  { weight: 3, name: "changes a rule", act: changeRule },
  { weight: 2, name: "pauses a rule", act: (site, account) => stop(site, account, pauseRule) },
  { weight: 3, name: "resumes a rule", act: resume },
  { weight: 1, name: "deletes a rule", act: (site, account) => stop(site, account, removeRule) },
  { weight: 0.5, name: "disconnects", act: disconnectAll },
  { weight: 1, name: "connects", act: (site, account) => connect(site, account, "same") },
  { weight: 0.5, name: "connects another account", act: (site, account) => connect(site, account, "other") },
  { weight: 0.5, name: "enters a wrong password", act: (site, account) => connect(site, account, "wrong") },
  { weight: 1, name: "verifies again", act: again },
];

/** Rather one of whom an order is under way. */
export async function anyAccount(site: Site): Promise<string> {
  const { random } = site;
  const all = (await Promise.all(ACCOUNTS.map(site.world.matches))).flat();
  const busy = all.filter(({ state }) => HOLDING.includes(state)).map(({ accountId }) => accountId);
  return random.pick(busy.length > 0 && random.chance(0.7) ? busy : ACCOUNTS) ?? "ada";
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
  if (rules.length >= RULES_MOST) return;
  const { random } = site;
  const criteria = Rule.Criteria.parse({
    name: "any",
    ...site.market.criteria(random),
    autoBuy: random.chance(0.9),
  });
  const made = await createRule(site.ctx, descriptors, accountId, site.adapter.descriptor.id, criteria);
  if ("rule" in made) await site.ledger.told(made.rule);
}

async function changeRule(site: Site, accountId: string): Promise<void> {
  const { random } = site;
  const rule = random.pick(await Rule.list(site.ctx.table, accountId));
  if (!rule) return;
  const changes = random.pick<Partial<Rule.Criteria>>([
    site.market.changes(random),
    site.market.changes(random),
    { name: "other" },
    { autoBuy: random.chance(0.8) },
  ]);
  const changed = await editRule(site.ctx, descriptors, accountId, rule.id, changes ?? {});
  if (changed && "rule" in changed) await site.ledger.told(changed.rule);
}

async function resume(site: Site, accountId: string): Promise<void> {
  const paused = (await Rule.list(site.ctx.table, accountId)).filter(({ status }) => status === "paused");
  const rule = site.random.pick(paused);
  const resumed = rule && (await resumeRule(site.ctx, accountId, rule.id));
  if (resumed && "rule" in resumed) await site.ledger.told(resumed.rule);
}

async function stop(site: Site, accountId: string, how: typeof pauseRule | typeof removeRule): Promise<void> {
  const rule = site.random.pick(await Rule.list(site.ctx.table, accountId));
  if (!rule) return;
  await how(site.ctx, accountId, rule.id);
  const after = await site.world.rule(accountId, rule.id);
  if (after) await site.ledger.told(after);
}
