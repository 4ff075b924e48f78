export * as Simulated from "./simulated.ts";

import { join } from "node:path";
import { DigitalOceanSimulator } from "@cloudco/simulators/digitalocean/digitalocean";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { VultrSimulator } from "@cloudco/simulators/vultr/vultr";
import type { Settings } from "./settings.ts";

export interface Running {
  /** The command port of each simulator. */
  readonly controlUrls: { readonly hetzner: string; readonly vultr: string; readonly digitalocean: string };
  /** Where the adapters find them. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/** The state of the simulated Hetzner, in the folder of the data. */
export const HETZNER_FILE = "hetzner-simulator.db";

/** Every provider that is offered, simulated: in simulated mode nothing leaves this machine. */
export async function start({ ports, folder }: Settings.Settings): Promise<Running> {
  const hetzner = await HetznerSimulator.start({
    port: ports.hetzner,
    controlPort: ports.hetznerControl,
    dataFile: join(folder, HETZNER_FILE),
  });
  const vultr = await VultrSimulator.start({
    port: ports.vultr,
    controlPort: ports.vultrControl,
    dataFile: join(folder, "vultr-simulator.db"),
  }).catch(async (error: unknown) => {
    await hetzner.close();
    throw error;
  });
  const digitalocean = await DigitalOceanSimulator.start({
    port: ports.digitalocean,
    controlPort: ports.digitaloceanControl,
    dataFile: join(folder, "digitalocean-simulator.db"),
  }).catch(async (error: unknown) => {
    await Promise.all([hetzner.close(), vultr.close()]);
    throw error;
  });
  return {
    controlUrls: {
      hetzner: hetzner.controlUrl,
      vultr: vultr.controlUrl,
      digitalocean: digitalocean.controlUrl,
    },
    environment: {
      HETZNER_ROBOT_URL: hetzner.url,
      HETZNER_AUCTION_FEED_URL: hetzner.feedUrl,
      HETZNER_POLL_SECONDS: process.env.HETZNER_POLL_SECONDS ?? "1",
      VULTR_URL: vultr.url,
      DIGITALOCEAN_URL: digitalocean.url,
      DIGITALOCEAN_POLL_SECONDS: process.env.DIGITALOCEAN_POLL_SECONDS ?? "1",
    },
    async close() {
      await Promise.all([hetzner.close(), vultr.close(), digitalocean.close()]);
    },
  };
}
