export * as Matching from "./matching.ts";

import type { Listing } from "@cloudco/core/offer/offer";
import type { Rule } from "@cloudco/core/rule/rule";
import { RuleIndex } from "@cloudco/core/scan/rule-index";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { given } from "@cloudco/providers/test/given";
import { control } from "@cloudco/simulators/control-client";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { Report } from "./report.ts";
import { Sample } from "./sample.ts";

const OFFERS = 9_000;
const CHANGED = 200;
const RULES = 50_000;
const BUILDS = 5;
const RUNS = 500;

/** `runs` are of CHANGED offers each; `found` is how many rules an offer found, on average. Ms. */
export type Result = { builds: number[]; runs: number[]; found: number };

export async function figures(): Promise<Report.Figure[]> {
  const { builds, runs, found } = measure(await listings(), Sample.rules(RULES), CHANGED);
  return [
    {
      id: "B4",
      what: `${CHANGED} changed offers against ${RULES.toLocaleString("en-US")} rules, ${RUNS} runs`,
      measures: [
        ...Report.times(runs, { median: 1 }),
        Report.ms(`index built, slowest of ${BUILDS}`, Math.max(...builds), 200),
        { name: "rules found for each offer", value: found, unit: "" },
      ],
    },
  ];
}

/** A market as the scan reads it. */
export async function listings(): Promise<Listing[]> {
  const simulator = await HetznerSimulator.start({});
  try {
    process.env.HETZNER_AUCTION_FEED_URL = simulator.feedUrl;
    await control(simulator.controlUrl, "POST", "/stock", Sample.machines(OFFERS));
    return [...given(await adapter.inventory(null)).listings];
  } finally {
    await simulator.close();
  }
}

export function measure(
  offers: readonly Listing[],
  criteria: readonly Rule.Criteria[],
  changed: number,
): Result {
  const rules = criteria.map(Sample.ruleOf);
  let index = new RuleIndex();
  const sample = (run: number) => {
    const from = (run * 37) % (offers.length - changed);
    return offers.slice(from, from + changed);
  };
  const builds = Array.from({ length: BUILDS }, () =>
    time(() => {
      index = build(rules, sample(0));
    }),
  );
  let found = 0;
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const wanted = sample(run);
    return time(() => {
      for (const offer of wanted) found += index.matching(offer).length;
    });
  });
  return { builds, runs, found: found / (RUNS * changed) };
}

/** It is built to the end only once it has been asked: that sorts it. */
function build(rules: readonly Rule.Info[], asked: readonly Listing[]): RuleIndex {
  const index = new RuleIndex();
  for (const rule of rules) index.set(rule);
  for (const offer of asked) index.matching(offer);
  return index;
}

function time(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
