import { verifyConnection } from "@cloudco/core/verification/verify";
import { connect, makeRule } from "./customers.ts";
import { events } from "./events.ts";
import type { Market } from "./market.ts";
import { expectAlive, expectSound, settleDown } from "./rest.ts";
import { ACCOUNTS, Site } from "./site.ts";

/**
 * Lets as many events happen as asked, brings everything to rest, and looks whether every promise was kept.
 * Throws an error that names the seed and tells what happened last.
 */
export async function simulate(
  openMarket: () => Promise<Market>,
  seed: number,
  count: number,
): Promise<void> {
  const site = await Site.open(seed, openMarket);
  try {
    for (const accountId of ACCOUNTS) {
      const { id, version } = await connect(site, accountId, "same");
      await verifyConnection(site.ctx, () => site.adapter, {
        v: 1,
        accountId,
        provider: site.adapter.descriptor.id,
        connectionId: id,
        version,
      });
      await makeRule(site, accountId);
    }
    for (let left = count; left > 0; left--) {
      const told = await site.random.weighted(events)?.happen(site);
      if (told) site.trace.push(told);
      site.check();
    }
    site.trace.push("everything comes to rest");
    await settleDown(site);
    await expectSound(site);
    await expectAlive(site);
    await expectSound(site);
  } catch (cause) {
    const told = [`SEED=${seed} EVENTS=${count}: ${cause}`, ...site.trace.slice(-80)].join("\n  ");
    throw new Error(told, { cause });
  } finally {
    await site.world.close();
  }
}
