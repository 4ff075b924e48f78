import { randomBytes } from "node:crypto";
import { saveConnection } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import type { ProviderId } from "@cloudco/core/provider/id";
import type { Adapter, Credentials } from "@cloudco/core/provider/provider";
import { createRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { descriptors } from "@cloudco/providers/descriptors";
import { control } from "@cloudco/simulators/control-client";

/** Credentials made up for one test: a user as Robot names them, and a password. */
export function credentials(): { user: string; password: string } {
  return { user: `#ws+${randomBytes(6).toString("hex")}`, password: randomBytes(16).toString("base64") };
}

/** A customer whose Hetzner account exists at the simulator, is saved here and verified. */
export async function connectHetzner(
  ctx: Context,
  adapter: Adapter,
  controlUrl: string,
  accountId: string,
): Promise<{ user: string; password: string }> {
  const { user, password } = credentials();
  await control(controlUrl, "POST", "/accounts", { user, password });
  await connect(ctx, adapter, accountId, { username: new Secret(user), password: new Secret(password) });
  return { user, password };
}

/** Credentials that exist at the provider are saved for a customer, and verified. */
export async function connect(
  ctx: Context,
  adapter: Adapter,
  accountId: string,
  login: Credentials,
): Promise<void> {
  const saved = await saveConnection(ctx, accountId, adapter.descriptor, login);
  const { provider, id: connectionId, version } = saved;
  await verifyConnection(ctx, () => adapter, { v: 1, accountId, provider, connectionId, version });
}

export async function buyingRule(
  ctx: Context,
  accountId: string,
  criteria: Partial<Rule.Criteria> = {},
  provider: ProviderId = "hetzner",
): Promise<Rule.Info> {
  const parsed = Rule.Criteria.parse({
    name: "any",
    category: "auction",
    maxMonthly: 5000,
    budget: 10_000,
    autoBuy: true,
    ...criteria,
  });
  const created = await createRule(ctx, descriptors, accountId, provider, parsed);
  if ("refused" in created) throw new Error(`refused: ${JSON.stringify(created)}`);
  return created.rule;
}
