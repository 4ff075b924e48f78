export * as PollSeconds from "./poll-seconds.ts";

import { pollVariable } from "@cloudco/functions/schedule/poll-seconds";
import { descriptors } from "@cloudco/providers/descriptors";
import type { Settings } from "./settings.ts";

const SIMULATED_SECONDS = 1;

/**
 * How often inventories are read on one machine, where nobody said it: simulated ones, whose requests nobody counts,
 * every second; an account's own as often as is advised, since waiting costs nothing on a machine that runs anyway. A
 * provider with which orders are prepared is left as it is: its preparations are looked at as often as its inventory.
 */
export function here({ live }: Settings.Settings, given: NodeJS.ProcessEnv): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const { id, prepares, inventory, pollSeconds } of descriptors) {
    if (prepares || (live && inventory === "public")) continue;
    const name = pollVariable(id);
    chosen[name] = given[name] ?? String(live ? pollSeconds : SIMULATED_SECONDS);
  }
  return chosen;
}
