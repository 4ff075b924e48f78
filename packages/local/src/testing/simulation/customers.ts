import { Connection } from "@cloudco/core/connection/connection";
import { remove as disconnect, save, verifyAgain } from "@cloudco/core/connection/save";
import type { Match } from "@cloudco/core/match/match";
import { create, edit, pause, remove, resume } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { descriptors } from "@cloudco/providers/descriptors";
import { credentials } from "../customer.ts";
import { ACCOUNTS, type Login, type Site } from "./site.ts";

/** What a customer does, each answered before anything else happens. */
export type Act = { weight: number; name: string; act(site: Site, accountId: string): Promise<unknown> };

const RULES_MOST = 4;
const HOLDING: readonly Match.State[] = ["reserved", "sending", "unknown"];

export const acts: readonly Act[] = [
  { weight: 4, name: "makes a rule", act: makeRule },
  { weight: 3, name: "changes a rule", act: changeRule },
  { weight: 2, name: "pauses a rule", act: (site, account) => stop(site, account, pause) },
  { weight: 3, name: "resumes a rule", act: resumeRule },
  { weight: 1, name: "deletes a rule", act: (site, account) => stop(site, account, remove) },
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
  const { user, password } = which === "wrong" ? credentials() : login;
  const before = await Connection.find(site.ctx.table, accountId, "hetzner");
  const secrets = { username: new Secret(user), password: new Secret(password) };
  const saved = await save(site.ctx, accountId, site.adapter.descriptor, secrets);
  if (before) site.ledger.disconnected(before.id, before.version, await site.world.matches(accountId));
  site.checks.push({ accountId, connectionId: saved.id, version: saved.version });
  return saved;
}

async function newLogin(site: Site, accountId: string): Promise<Login> {
  const login = credentials();
  await site.command("POST", "/accounts", login);
  site.logins.set(accountId, [login, ...(site.logins.get(accountId) ?? [])]);
  return login;
}

async function disconnectAll(site: Site, accountId: string): Promise<void> {
  const before = await Connection.find(site.ctx.table, accountId, "hetzner");
  await disconnect(site.ctx, accountId, "hetzner");
  if (before) site.ledger.disconnected(before.id, before.version, await site.world.matches(accountId));
}

async function again(site: Site, accountId: string): Promise<void> {
  const asked = await verifyAgain(site.ctx, accountId, "hetzner");
  if (asked) site.checks.push({ accountId, connectionId: asked.id, version: asked.version });
}

export async function makeRule(site: Site, accountId: string): Promise<void> {
  const rules = await Rule.list(site.ctx.table, accountId);
  if (rules.length >= RULES_MOST) return;
  const { random } = site;
  const criteria = Rule.Criteria.parse({
    name: "any",
    category: "auction",
    maxMonthly: 3_500 + random.below(2_500),
    minMemoryGib: random.pick([0, 64, 128]),
    locations: random.pick([[], [], ["FSN1"], ["FI", "FSN1-DC14"]]),
    budget: 4_000 + random.below(8_000),
    autoBuy: random.chance(0.9),
  });
  const made = await create(site.ctx, descriptors, accountId, "hetzner", criteria);
  if ("rule" in made) await site.ledger.told(made.rule);
}

async function changeRule(site: Site, accountId: string): Promise<void> {
  const { random } = site;
  const rule = random.pick(await Rule.list(site.ctx.table, accountId));
  if (!rule) return;
  const changes = random.pick<Partial<Rule.Criteria>>([
    { maxMonthly: 3_000 + random.below(3_000) },
    { budget: 3_000 + random.below(9_000) },
    { name: "other" },
    { autoBuy: random.chance(0.8) },
  ]);
  const changed = await edit(site.ctx, descriptors, accountId, rule.id, changes ?? {});
  if (changed && "rule" in changed) await site.ledger.told(changed.rule);
}

async function resumeRule(site: Site, accountId: string): Promise<void> {
  const paused = (await Rule.list(site.ctx.table, accountId)).filter(({ status }) => status === "paused");
  const rule = site.random.pick(paused);
  const resumed = rule && (await resume(site.ctx, accountId, rule.id));
  if (resumed && "rule" in resumed) await site.ledger.told(resumed.rule);
}

async function stop(site: Site, accountId: string, how: typeof pause | typeof remove): Promise<void> {
  const rule = site.random.pick(await Rule.list(site.ctx.table, accountId));
  if (!rule) return;
  await how(site.ctx, accountId, rule.id);
  const after = await site.world.rule(accountId, rule.id);
  if (after) await site.ledger.told(after);
}
