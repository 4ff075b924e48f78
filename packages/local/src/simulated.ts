export * as Simulated from "./simulated.ts";

import { join } from "node:path";
import type { ProviderId } from "@cloudco/core/provider/id";
import { Simulators } from "@cloudco/simulators/simulators";
import type { Settings } from "./settings.ts";

/** A provider without a simulator does not compile. */
type Running = Simulators.Running & { readonly controlUrls: Readonly<Record<ProviderId, string>> };

/** Where the simulator of a provider listens, and where its state lies: in the folder of the data. */
export function optionsOf({ ports, folder }: Settings.Settings, provider: ProviderId) {
  return { ...ports.simulators[provider], dataFile: join(folder, `${provider}-simulator.db`) };
}

/** Every provider, simulated: in simulated mode nothing leaves this machine. */
export async function start(settings: Settings.Settings): Promise<Running> {
  return await Simulators.start((provider) => optionsOf(settings, provider));
}
