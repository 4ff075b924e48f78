import type { ProviderId } from "@cloudco/core/provider/id";
import type { AdapterOf, Credentials } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { around, type Method } from "@cloudco/providers/around";
import { Providers } from "@cloudco/providers/providers";
import { control, controlOf } from "@cloudco/simulators/control-client";
import { Simulators } from "@cloudco/simulators/simulators";
import type { VirtualTime } from "./virtual-time.ts";

type Entry = { method: string; path: string; status: number | null };

export type Running = {
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
export async function simulators(now: () => number): Promise<Running> {
  const { simulators, controlUrls, environment, close } = await Simulators.start(() => ({ now }));
  Object.assign(process.env, environment);
  const command: Running["control"] = (id, method, path, body) =>
    control(controlUrls[id], method, path, body);
  for (const id of Simulators.providers) await command(id, "PUT", "/settings", SETTINGS[id]);
  return {
    urls: Object.fromEntries(Object.entries(simulators).map(([id, { url }]) => [id, url])) as Running["urls"],
    control: command,
    async account(id) {
      const fields = await Simulators.entries[id].account(controlOf(controlUrls[id]));
      return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, new Secret(value)]));
    },
    async refusals(id) {
      const journal = await command<Entry[]>(id, "GET", "/journal");
      // Robot says it with a 403.
      const tooMany = id === "hetzner" ? [403, 429] : [429];
      return journal
        .filter(({ status }) => status !== null && tooMany.includes(status))
        .map(({ method, path }) => `${method} ${path}`);
    },
    close,
  };
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
