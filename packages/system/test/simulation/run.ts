import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

const HELP = `node packages/system/test/simulation/run.ts [--seeds 1000] [--from 1] [--sabotage] [--only NAME]

--seeds     how many traces to try, half of them in each world; with --sabotage, how many for each guard at most
--from      the first seed
--sabotage  takes each guard of the money path away in turn, and tells which seed notices
--only      the guards whose name fits this pattern
`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    sabotage: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const { sabotage, from, only, seeds = sabotage ? "60" : "1000" } = values;
const env = sabotage
  ? { MOST: seeds, FROM: from, ONLY: only }
  : { SEEDS: String(Math.ceil(Number(seeds) / 2)), FROM: from };
const files = sabotage ? ["simulation-sabotage"] : ["simulation-machines", "simulation-plans"];
// Vitest gives each file what the simulation needs: a table and a key of its own, and a clock that can be set.
const vitest = await startVitest(
  "test",
  files.map((name) => `packages/system/test/${name}.test.ts`),
  { root, watch: false, env, reporters: ["dot"], maxWorkers: 2 },
);
await vitest.close();
