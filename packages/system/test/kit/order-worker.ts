import type { Context } from "@cloudco/core/context/context";
import { execute } from "@cloudco/core/order/execute";
import { create } from "@cloudco/functions/lib/runtime";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { bounded } from "./boundaries.ts";

/**
 * A process of its own that carries out one order, and kills itself at the boundary it is given.
 * usage: order-worker.ts ACCOUNT MATCH BOUNDARY CLOCK_AHEAD_MS; prints how many boundaries there were if it lives.
 */
const [accountId = "", matchId = "", killAt = "", ahead = ""] = process.argv.slice(2);
const ctx: Context = { ...create(), now: () => Date.now() + Number(ahead) };
let passed = 0;
const instrumented = bounded(ctx, adapter, async ({ index }) => {
  passed += 1;
  if (index === Number(killAt)) process.kill(process.pid, "SIGKILL");
});
await execute(instrumented.ctx, () => instrumented.adapter, { v: 1, accountId, matchId });
console.log(passed);
