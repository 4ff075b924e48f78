export * as Simulated from "./simulated.ts";

import { join } from "node:path";
import type { ProviderId } from "@cloudco/core/provider/id";
import { DigitalOceanSimulator } from "@cloudco/simulators/digitalocean/digitalocean";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { OvhSimulator } from "@cloudco/simulators/ovh/ovh";
import { VultrSimulator } from "@cloudco/simulators/vultr/vultr";
import type { Settings } from "./settings.ts";

export interface Running {
  /** The command port of each simulator. */
  readonly controlUrls: Readonly<Record<ProviderId, string>>;
  /** Where the adapters find them. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/** The state of the simulated Hetzner, in the folder of the data. */
export const HETZNER_FILE = "hetzner-simulator.db";

/** Every provider, simulated: in simulated mode nothing leaves this machine. */
export async function start({ ports, folder }: Settings.Settings): Promise<Running> {
  const started: { close(): Promise<void> }[] = [];
  const keep = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const simulator = await starting;
    started.push(simulator);
    return simulator;
  };
  const at = (port: number, controlPort: number, file: string) => ({
    port,
    controlPort,
    dataFile: join(folder, file),
  });
  const close = async () => {
    await Promise.all(started.map((simulator) => simulator.close()));
  };
  try {
    const hetzner = await keep(HetznerSimulator.start(at(ports.hetzner, ports.hetznerControl, HETZNER_FILE)));
    const vultr = await keep(VultrSimulator.start(at(ports.vultr, ports.vultrControl, "vultr-simulator.db")));
    const digitalocean = await keep(
      DigitalOceanSimulator.start(
        at(ports.digitalocean, ports.digitaloceanControl, "digitalocean-simulator.db"),
      ),
    );
    const ovhEu = await keep(
      OvhSimulator.start({ region: "eu", ...at(ports.ovhEu, ports.ovhEuControl, "ovh-eu-simulator.db") }),
    );
    const ovhCa = await keep(
      OvhSimulator.start({ region: "ca", ...at(ports.ovhCa, ports.ovhCaControl, "ovh-ca-simulator.db") }),
    );
    return {
      controlUrls: {
        hetzner: hetzner.controlUrl,
        vultr: vultr.controlUrl,
        digitalocean: digitalocean.controlUrl,
        "ovh-eu": ovhEu.controlUrl,
        "ovh-ca": ovhCa.controlUrl,
      },
      environment: {
        HETZNER_ROBOT_URL: hetzner.url,
        HETZNER_AUCTION_FEED_URL: hetzner.feedUrl,
        HETZNER_POLL_SECONDS: process.env.HETZNER_POLL_SECONDS ?? "1",
        VULTR_URL: vultr.url,
        DIGITALOCEAN_URL: digitalocean.url,
        DIGITALOCEAN_POLL_SECONDS: process.env.DIGITALOCEAN_POLL_SECONDS ?? "1",
        OVH_EU_URL: ovhEu.url,
        OVH_CA_URL: ovhCa.url,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
