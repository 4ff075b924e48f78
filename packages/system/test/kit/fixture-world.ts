import type { Match } from "@cloudco/core/match/match";
import { execute } from "@cloudco/core/order/execute";
import type { Adapter } from "@cloudco/core/provider/provider";
import type { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { type Fixture, stand } from "@cloudco/providers/test/fixture";
import * as z from "zod";
import { buyingRule, connect } from "./customer.ts";
import { worldOf } from "./world.ts";

export type FixtureWorld = Awaited<ReturnType<typeof fixtureWorld>>;

const Claim = z.object({ matchId: z.string().optional() });

/** The real parts on loopback around any provider that has a fixture, whose simulator keeps the real time. */
export async function fixtureWorld(fixture: Fixture, clock: { now(): number }) {
  const { adapter } = fixture;
  const at = await stand(fixture);
  const scanned = adapter.descriptor.inventory === "public" ? null : at.credentials;
  const w = await worldOf(
    { adapter, simulator: at, inventory: (lists) => adapter.inventory(scanned, undefined, lists) },
    clock,
  );
  return {
    ...w,
    at,
    /** A customer has the account of the fixture, or another at the same provider. */
    connect: (accountId: string, login = at.credentials) => connect(w.ctx, adapter, accountId, login),
    /** A rule that buys what the fixture has on offer. */
    async wish(accountId: string, criteria: Partial<Rule.Criteria> = {}): Promise<Rule.Info> {
      const { category, price } = await at.listing();
      const { currency, monthly, setup } = price;
      const wanted = {
        category,
        currency,
        maxMonthly: monthly.net + 1_000,
        maxSetup: setup.net,
        budget: 2 * (monthly.net + setup.net) + 1_000,
        ...criteria,
      };
      return await buyingRule(w.ctx, accountId, wanted, adapter.descriptor.id);
    },
    /** The match of a rule, once a scan has recorded it. */
    async match({ accountId, id }: Pick<Rule.Info, "accountId" | "id">): Promise<Match.Info> {
      const match = (await w.matches(accountId)).find(({ ruleId }) => ruleId === id);
      if (!match) throw new Error("The rule has no match.");
      return match;
    },
    order: ({ accountId, id }: Match.Info, by: Adapter = adapter) =>
      execute(w.ctx, () => by, { v: 1, accountId, matchId: id }),
    /** Which match has what this one claims; null where nobody has. */
    async holder({ claim }: Match.Info): Promise<string | null> {
      if (!claim) return null;
      const row = await Table.get(w.ctx.table, { pk: `CLAIM#${claim}`, sk: "CLAIM" }, Claim);
      return row?.matchId ?? null;
    },
  };
}

/** The adapter of somebody who hangs up as soon as the provider has the request that spends money. */
export function impatient({ adapter, at }: FixtureWorld): Adapter {
  return {
    ...adapter,
    async draft(credentials, request) {
      const drafted = await adapter.draft(credentials, request);
      if (!drafted.ok) return drafted;
      return {
        ...drafted,
        async send(isLate) {
          const patience = new AbortController();
          const placing = drafted.send(isLate, patience.signal);
          let waiting = true;
          const hangUp = async () => {
            while (waiting && (await at.requests(at.spending)) === 0);
            patience.abort();
          };
          const [outcome] = await Promise.all([
            placing.finally(() => {
              waiting = false;
            }),
            hangUp(),
          ]);
          return outcome;
        },
      };
    },
  };
}
