import { randomBytes } from "node:crypto";
import type { ProviderId } from "@cloudco/core/provider/id";
import type { AdapterOf, Credentials } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { around, type Method } from "@cloudco/providers/around";
import { Providers } from "@cloudco/providers/providers";
import { DigitalOceanSimulator } from "@cloudco/simulators/digitalocean/digitalocean";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { OvhSimulator } from "@cloudco/simulators/ovh/ovh";
import type { Simulator } from "@cloudco/simulators/simulator";
import { VultrSimulator } from "@cloudco/simulators/vultr/vultr";
import { control } from "../kit/customer.ts";
import type { VirtualTime } from "./virtual-time.ts";

type Entry = { method: string; path: string; status: number | null };

export type Simulators = {
  urls: Readonly<Record<ProviderId, string>>;
  control<T = unknown>(id: ProviderId, method: string, path: string, body?: unknown): Promise<T>;
  /** Credentials of a new account that may order. */
  account(id: ProviderId): Promise<Credentials>;
  /** The replies that refuse a request as one too many. */
  refusals(id: ProviderId): Promise<string[]>;
  close(): Promise<void>;
};

/** A server takes half an hour to be set up, so that somebody has to look after it. */
const SETTINGS = {
  hetzner: { readyAfterSeconds: 1_800 },
  digitalocean: { readyAfterSeconds: 1_800 },
  vultr: { readyAfterSeconds: 1_800 },
  "ovh-eu": { deliveringAfterSeconds: 600, deliveredAfterSeconds: 1_800 },
  "ovh-ca": { deliveringAfterSeconds: 600, deliveredAfterSeconds: 1_800 },
};

/** Every provider simulated, by one clock. */
export async function simulators(now: () => number): Promise<Simulators> {
  const [hetzner, digitalocean, vultr, ovhEu, ovhCa] = await Promise.all([
    HetznerSimulator.start({ now }),
    DigitalOceanSimulator.start({ now }),
    VultrSimulator.start({ now }),
    OvhSimulator.start({ now, region: "eu" }),
    OvhSimulator.start({ now, region: "ca" }),
  ]);
  Object.assign(process.env, {
    HETZNER_ROBOT_URL: hetzner.url,
    HETZNER_AUCTION_FEED_URL: hetzner.feedUrl,
    DIGITALOCEAN_URL: digitalocean.url,
    VULTR_URL: vultr.url,
    OVH_EU_URL: ovhEu.url,
    OVH_CA_URL: ovhCa.url,
  });
  const running: Record<ProviderId, Simulator.Running> = {
    hetzner,
    digitalocean,
    vultr,
    "ovh-eu": ovhEu,
    "ovh-ca": ovhCa,
  };
  const command = async <T>(id: ProviderId, method: string, path: string, body?: unknown) =>
    (await control(running[id].controlUrl, method, path, body)) as T;
  for (const [id, settings] of Object.entries(SETTINGS)) {
    await command(id as ProviderId, "PUT", "/settings", settings);
  }
  return {
    urls: {
      hetzner: hetzner.url,
      digitalocean: digitalocean.url,
      vultr: vultr.url,
      "ovh-eu": ovhEu.url,
      "ovh-ca": ovhCa.url,
    },
    control: command,
    account: (id) => account(id, (path, body) => command(id, "POST", path, body)),
    async refusals(id) {
      const journal = await command<Entry[]>(id, "GET", "/journal");
      // Robot says it with a 403.
      const tooMany = id === "hetzner" ? [403, 429] : [429];
      return journal
        .filter(({ status }) => status !== null && tooMany.includes(status))
        .map(({ method, path }) => `${method} ${path}`);
    },
    async close() {
      await Promise.all(Object.values(running).map((simulator) => simulator.close()));
    },
  };
}

async function account(
  id: ProviderId,
  post: (path: string, body: object) => Promise<unknown>,
): Promise<Credentials> {
  const random = () => randomBytes(18).toString("hex");
  const secrets = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, new Secret(value)]));
  if (id === "hetzner") {
    const [user, password] = [`#ws+${random()}`, random()];
    await post("/accounts", { user, password });
    return secrets({ username: user, password });
  }
  const made = (await post("/accounts", {})) as { id: string };
  if (id === "digitalocean" || id === "vultr") {
    const token = random();
    await post("/tokens", { account: made.id, token });
    return secrets(id === "vultr" ? { key: token } : { token });
  }
  const [key, secret, consumerKey] = [random(), random(), random()];
  await post("/applications", { key, secret });
  await post("/credentials", { application: key, account: made.id, consumerKey });
  return secrets({ applicationKey: key, applicationSecret: secret, consumerKey });
}

/** The adapters, behind a network on which every call takes its time. */
export function distant(time: VirtualTime, latencyMs: number): AdapterOf {
  const far = async <T>(_: Method, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } finally {
      await time.pause(latencyMs);
    }
  };
  const adapters = new Map(
    Providers.all.map((adapter) => [adapter.descriptor.id, around(adapter, far)] as const),
  );
  return (id) => {
    const adapter = adapters.get(id);
    if (!adapter) throw new Error(`There is no adapter of ${id}.`);
    return adapter;
  };
}
