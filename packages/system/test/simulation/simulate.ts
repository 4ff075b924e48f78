import { verifyConnection } from "@cloudco/core/verification/verify";
import { connect, makeRule } from "./customers.ts";
import { events } from "./events.ts";
import type { Market } from "./market.ts";
import { coloured } from "./random.ts";
import { expectAlive, expectSound, settleDown } from "./rest.ts";
import type { Sabotage } from "./sabotage.ts";
import { ACCOUNTS, Site } from "./site.ts";
import type { Tally } from "./tally.ts";
import { countRun } from "./witness.ts";

/**
 * Lets as many events happen as asked, brings everything to rest, and looks whether every promise was kept.
 * Throws an error that names the seed and tells what happened last.
 */
export async function simulate(
  openMarket: () => Promise<Market>,
  seed: number,
  count: number,
  tally: Tally,
  sabotage?: Sabotage,
): Promise<void> {
  const site = await Site.open(seed, openMarket, tally, sabotage);
  tally.seeds += 1;
  try {
    const { weights = {} } = site.climate;
    const weighed = events.map((event) => ({ ...event, weight: event.weight * (weights[event.name] ?? 1) }));
    const likely = coloured(site.random, weighed);
    for (const accountId of site.climate.accounts ?? ACCOUNTS) {
      const { id, version } = await connect(site, accountId, "same");
      await verifyConnection(site.ctx, () => site.adapter, {
        v: 1,
        accountId,
        provider: site.adapter.descriptor.id,
        connectionId: id,
        version,
      });
      await makeRule(site, accountId);
      await makeRule(site, accountId);
    }
    await site.market.list(site.random);
    await site.market.list(site.random);
    for (let tried = 0; site.trace.length < count && tried < count * 5; tried++) {
      const told = await site.random.weighted(likely)?.happen(site);
      if (told) site.trace.push(told);
      site.check();
    }
    site.trace.push("everything comes to rest");
    await settleDown(site);
    await expectSound(site);
    // What a guard's absence does shows before.
    if (sabotage) return;
    await expectAlive(site);
    await expectSound(site);
    await countRun(site);
  } catch (cause) {
    const told = [`SEED=${seed} EVENTS=${count}: ${cause}`, ...site.trace.slice(-80)].join("\n  ");
    throw new Error(told, { cause });
  } finally {
    await site.world.close();
  }
}
