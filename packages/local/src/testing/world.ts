import type { Context } from "@cloudco/core/context/context";
import { Lease } from "@cloudco/core/lease/lease";
import { Match } from "@cloudco/core/match/match";
import { Rule } from "@cloudco/core/rule/rule";
import { Scanner } from "@cloudco/core/scan/scanner";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { create } from "@cloudco/functions/runtime";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { freshResources } from "./resources.ts";

export type World = {
  ctx: Context;
  simulator: HetznerSimulator.Running;
  /** One poll of the simulator's auction, as the scan function does it. */
  scan(): Promise<void>;
  matches(accountId: string): Promise<Match.Info[]>;
  snipes(accountId: string): Promise<Snipe.Info[]>;
  /** Deleted ones, too. */
  rule(accountId: string, id: string): Promise<Rule.Info | null>;
  close(): Promise<void>;
};

/** The real parts on loopback, with a clock of the test's own. */
export async function world(clock: { now(): number } = { now: Date.now }): Promise<World> {
  await freshResources();
  const simulator = await HetznerSimulator.start({ now: () => clock.now() });
  process.env.HETZNER_ROBOT_URL = simulator.url;
  process.env.HETZNER_AUCTION_FEED_URL = simulator.feedUrl;
  const ctx: Context = { ...create(), now: () => clock.now() };
  const lease = await Lease.acquire(ctx.table, "scan#hetzner", "test", clock.now(), 3_600_000);
  if (!lease) throw new Error("The lease is taken.");
  const scanner = new Scanner(ctx, "hetzner");
  await scanner.load(0);
  return {
    ctx,
    simulator,
    async scan() {
      await scanner.cycle(lease, await adapter.inventory(null));
    },
    matches: async (accountId) => await Table.collection(ctx.table, Match.collection(accountId), Match.Info),
    snipes: async (accountId) => await Table.collection(ctx.table, Snipe.collection(accountId), Snipe.Info),
    rule: async (accountId, id) => await Table.get(ctx.table, Rule.key(accountId, id), Rule.Info),
    close: () => simulator.close(),
  };
}
