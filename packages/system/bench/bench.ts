import { parseArgs } from "node:util";
import { ApiReads } from "./api.ts";
import { Contention } from "./contention.ts";
import { Growth } from "./growth.ts";
import { SimulatedHour } from "./hour.ts";
import { Inventory } from "./inventory.ts";
import { Matching } from "./matching.ts";
import { Memory } from "./memory.ts";
import { Reaction } from "./reaction.ts";
import { Report } from "./report.ts";
import { Restart } from "./restart.ts";
import { Site } from "./site.ts";

/** Each measures some figures of the table in the README. */
const SUITES: readonly { ids: string[]; figures: () => Promise<Report.Figure[]> }[] = [
  { ids: ["B1", "B2"], figures: Reaction.figures },
  { ids: ["B3"], figures: Contention.figures },
  { ids: ["B4"], figures: Matching.figures },
  { ids: ["B5"], figures: Inventory.figures },
  { ids: ["B6"], figures: ApiReads.figures },
  { ids: ["B7"], figures: Memory.figures },
  { ids: ["B8"], figures: Restart.figures },
  { ids: ["B9"], figures: Growth.figures },
  { ids: ["hour"], figures: SimulatedHour.figures },
];
const FILE = ".cloudco/bench.json";

const { positionals } = parseArgs({ allowPositionals: true });
const known = SUITES.flatMap(({ ids }) => ids);
const unknown = positionals.filter((id) => !known.includes(id));
if (unknown.length > 0) {
  console.error(
    `There is no figure ${unknown.join(", ")}. Choose from ${known.join(" ")}, or give none for all.`,
  );
  process.exit(2);
}
const wanted = positionals.length > 0 ? positionals : known;

const settings = Report.settings({
  "simulated latency": `${Site.LATENCY_MS} ms`,
  "poll interval": `${Site.POLL_SECONDS} s`,
  state: "on disk",
  logs: "on",
});
for (const [name, value] of Object.entries(settings)) console.log(`${name.padEnd(20)}${value}`);
console.log();

const figures: Report.Figure[] = [];
for (const suite of SUITES) {
  if (!suite.ids.some((id) => wanted.includes(id))) continue;
  for (const figure of await suite.figures()) {
    if (!wanted.includes(figure.id)) continue;
    Report.print(figure);
    figures.push(figure);
  }
}
Report.write(FILE, settings, figures);
process.exit(figures.every(Report.passes) ? 0 : 1);
