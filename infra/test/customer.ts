import { controlOf } from "@cloudco/simulators/control-client";
import { Simulators } from "@cloudco/simulators/simulators";
import type { Deployed } from "./deployed.ts";

/** An account that exists at the simulated provider, as its owner types it in. */
export function account({ controlUrls }: Deployed, provider: Simulators.Provider) {
  return Simulators.entries[provider].account(controlOf(controlUrls[provider]));
}

export const buyingCriteria = {
  provider: "hetzner",
  name: "any",
  category: "auction",
  maxMonthly: 5000,
  budget: 10_000,
  autoBuy: true,
};
