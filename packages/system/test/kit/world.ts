import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Match } from "@cloudco/core/match/match";
import type { Adapter, Reading } from "@cloudco/core/provider/provider";
import { Rule } from "@cloudco/core/rule/rule";
import { Scanner } from "@cloudco/core/scan/scanner";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { given } from "@cloudco/providers/test/given";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";

/** A provider, simulated, and what its scan reads. */
export type Simulated = {
  adapter: Adapter;
  simulator: { readonly controlUrl: string; close(): Promise<void> };
  inventory(priceLists: readonly string[]): Promise<Reading>;
};

export type World = Pick<Simulated, "adapter" | "simulator"> & {
  ctx: Context;
  /** One poll of what is on offer, as the scan function does it. */
  scan(): Promise<void>;
  matches(accountId: string): Promise<Match.Info[]>;
  snipes(accountId: string): Promise<Snipe.Info[]>;
  /** Deleted ones, too. */
  rule(accountId: string, id: string): Promise<Rule.Info | null>;
  close(): Promise<void>;
};

/** The real parts on loopback and Hetzner's simulator, with a clock of the test's own. */
export async function world(clock: { now(): number } = { now: Date.now }): Promise<World> {
  const simulator = await HetznerSimulator.start({ now: () => clock.now() });
  process.env.HETZNER_ROBOT_URL = simulator.url;
  process.env.HETZNER_AUCTION_FEED_URL = simulator.feedUrl;
  return await worldOf({ adapter, simulator, inventory: () => adapter.inventory(null) }, clock);
}

/** The real parts on loopback around one provider, with a clock of the test's own. */
export async function worldOf(
  { adapter, simulator, inventory }: Simulated,
  clock: { now(): number },
): Promise<World> {
  await freshResources();
  const ctx: Context = { ...create(), now: () => clock.now() };
  const { id } = adapter.descriptor;
  const lease = await Lease.acquire(ctx.table, `scan#${id}`, "test", clock.now(), 3_600_000);
  if (!lease) throw new Error("The lease is taken.");
  const scanner = new Scanner(ctx, id);
  await scanner.load(0);
  return {
    ctx,
    adapter,
    simulator,
    async scan() {
      await scanner.cycle(lease, given(await inventory(await scanner.priceLists())));
    },
    matches: async (accountId) => await Table.collection(ctx.table, Match.collection(accountId), Match.Info),
    snipes: async (accountId) => await Table.collection(ctx.table, Snipe.collection(accountId), Snipe.Info),
    rule: async (accountId, id) => await Table.get(ctx.table, Rule.key(accountId, id), Rule.Info),
    close: () => simulator.close(),
  };
}
