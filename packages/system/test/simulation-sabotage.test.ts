// Guarantee: guards of the money path are needed, and the simulation notices the loss of each that is named with a seed.
import { afterAll, expect, test } from "vitest";
import { guards, WITHIN, type World } from "./simulation/guards.ts";
import { hetzner } from "./simulation/hetzner.ts";
import { ovh } from "./simulation/ovh.ts";
import { search } from "./simulation/search.ts";
import { MACHINES, PLANS } from "./simulation/tally.ts";

/** MOST: how many seeds to try for each guard, also for those whose loss none has shown yet, from FROM on. */
const { MOST, FROM = "1", EVENTS = "150", ONLY = "" } = process.env;

const markets = { machines: { market: hetzner, own: MACHINES }, plans: { market: ovh, own: PLANS } };
const told: string[] = [];

const cases = guards
  .filter(({ name }) => new RegExp(ONLY).test(name))
  .flatMap((guard) =>
    Object.entries(guard.worlds).map(([world, seed]) => ({ guard, world: world as World, seed })),
  )
  .filter(({ seed }) => MOST || seed !== null)
  .map((each) => ({ ...each, name: each.guard.name }));

test.each(cases)("without $name, $world", { timeout: 3_600_000 }, async ({ name, guard, world, seed }) => {
  const { market, own } = markets[world];
  const [from, most] = MOST ? [Number(FROM), Number(MOST)] : [seed ?? 1, WITHIN];
  const found = await search(guard, market, own, { from, most, events: Number(EVENTS) });
  const line = found ? `seed ${found.seed}, tried ${found.tried}: ${found.what}` : `nothing in ${most} seeds`;
  told.push(`${world.padEnd(8)}  ${name.padEnd(48)}  ${line}`);
  if (seed !== null) expect(found, `a bad trace without ${name}`).not.toBeNull();
});

afterAll(() => console.log(told.join("\n")));
