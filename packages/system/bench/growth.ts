export * as Growth from "./growth.ts";

import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "@cloudco/core/context/context";
import { control } from "@cloudco/simulators/control-client";
import { Customers } from "./customers.ts";
import { Inventory } from "./inventory.ts";
import { Matching } from "./matching.ts";
import { Population } from "./population.ts";
import { Reaction } from "./reaction.ts";
import { Report } from "./report.ts";
import { Sample } from "./sample.ts";
import { Site } from "./site.ts";

const RULES = [1_000, 10_000, 50_000];
const OFFERS = [1_000, 9_000, 30_000];
const CHANGES = [100, 200, 400];
const MIDDLE = 200;
const REACTIONS = 15;
const ADDED = 5;
const FLAT = 1.1;
/** Of times of a few milliseconds, what is the same differs by so much from run to run. */
const TOLERANCE = 1.25;

export async function figures(): Promise<Report.Figure[]> {
  return [await reactions(), await matching(), await inventory()];
}

/** With every number of rules the same customers, whose machine some of the others want, too. */
async function reactions(): Promise<Report.Figure> {
  const medians: number[] = [];
  const measures: Report.Measure[] = [];
  for (const rules of RULES) {
    const { reacted, added } = await react(rules);
    const median = Report.percentile(
      reacted.map(({ total }) => total),
      0.5,
    );
    const ours = Report.percentile(
      reacted.map(({ ours }) => ours),
      0.5,
    );
    medians.push(median);
    measures.push(Report.ms(`B1 with ${count(rules)} rules, median`, median));
    measures.push(Report.ms(`B2 with ${count(rules)} rules, median`, ours, 60));
    measures.push(
      Report.ms(`rule made -> order, with ${count(rules)} rules, slowest`, Math.max(...added), 1_300),
    );
  }
  measures.push(ratio("B1, largest to smallest", Math.max(...medians) / Math.min(...medians), FLAT));
  return { id: "B9", what: "growth: the reaction with more rules", measures };
}

async function react(rules: number): Promise<{ reacted: Reaction.Reaction[]; added: number[] }> {
  return await Site.withSite(async (site) => {
    const prepared = await Site.prepare(site, async (offline) => {
      await Population.settle(offline, { offers: 0, rules });
      const customers = await Customers.connect(offline, REACTIONS + ADDED);
      for (const customer of customers.slice(0, REACTIONS)) await Customers.makeRule(offline.ctx, customer);
      return { ctx: offline.ctx, customers };
    });
    const startedAt = Date.now();
    const { controlUrl, stop } = await Site.start(site);
    try {
      await Site.until(
        "the first scan",
        200,
        async () => (await Population.evaluatedAt(prepared.ctx)) > startedAt || null,
      );
      const reacted = await Reaction.react(controlUrl, prepared.customers.slice(0, REACTIONS));
      const added = await addRules(controlUrl, prepared.ctx, prepared.customers.slice(REACTIONS));
      return { reacted, added };
    } finally {
      await stop();
    }
  });
}

/** From a new rule to the order of what was on offer before, ms. */
async function addRules(
  controlUrl: string,
  ctx: Context,
  customers: readonly Customers.Customer[],
): Promise<number[]> {
  const times: number[] = [];
  for (const customer of customers) {
    await control(controlUrl, "POST", "/stock", Customers.machineFor(customer));
    await pause(2 * Site.POLL_SECONDS * 1000); // so that the scan has dealt with it
    const since = await Reaction.lastOf(controlUrl);
    const madeAt = Reaction.now();
    await Customers.makeRule(ctx, customer);
    const [order] = await Reaction.orders(controlUrl, since, 1);
    times.push((order?.at ?? 0) - madeAt);
  }
  return times;
}

/** More changes, and more rules of which as few are found: those added wait for a price that there never was. */
async function matching(): Promise<Report.Figure> {
  const offers = await Matching.listings();
  const wanted = Sample.rules(Math.min(...RULES));
  const patient = Sample.rules(Math.max(...RULES)).map((criteria) => ({ ...criteria, maxMonthly: 500 }));
  const timeOf = (rules: number, changes: number) =>
    Report.percentile(
      Matching.measure(offers, [...wanted, ...patient.slice(wanted.length, rules)], changes).runs,
      0.5,
    );
  const byRules = RULES.map((rules) => timeOf(rules, MIDDLE));
  const byChanges = CHANGES.map((changes) => timeOf(Math.max(...RULES), changes) / changes);
  return {
    id: "B9",
    what: `growth: the matching with more rules (of which as few are found), and with more changes`,
    measures: [
      ...RULES.map((rules, at) => Report.ms(`B4 with ${count(rules)} rules`, byRules[at] ?? 0)),
      ratio("with most rules to with fewest", last(byRules) / first(byRules), TOLERANCE),
      ...CHANGES.map((changes, at) => Report.ms(`B4 with ${changes} changes, each`, byChanges[at] ?? 0)),
      ratio("each of many changes to each of few", last(byChanges) / first(byChanges), TOLERANCE),
    ],
  };
}

async function inventory(): Promise<Report.Figure> {
  const measures: Report.Measure[] = [];
  const each: number[] = [];
  const changes: number[] = [];
  for (const offers of OFFERS) {
    const { first: whole, changed, retold } = await Inventory.measure(offers, MIDDLE);
    const added = Report.percentile(changed, 0.5) - Report.percentile(retold, 0.5);
    each.push(whole / offers);
    changes.push(added);
    measures.push(Report.ms(`B5 with ${count(offers)} offers, first scan`, whole));
    measures.push(Report.ms(`what ${MIDDLE} changes add to a scan of ${count(offers)}`, added));
  }
  measures.push(
    ratio("first scan, for each of most offers to of fewest", last(each) / first(each), TOLERANCE),
  );
  measures.push(
    ratio(`${MIDDLE} changes among most offers to among fewest`, last(changes) / first(changes), TOLERANCE),
  );
  return { id: "B9", what: "growth: the scan with more offers", measures };
}

function ratio(name: string, value: number, most: number): Report.Measure {
  return { name, value, unit: "x", most };
}

const first = (values: readonly number[]) => values[0] ?? Number.NaN;
const last = (values: readonly number[]) => values.at(-1) ?? Number.NaN;
const count = (value: number) => value.toLocaleString("en-US");
