export * as Simulators from "./simulators.ts";

import { Account } from "./account.ts";
import { controlOf } from "./control-client.ts";
import { DigitalOceanSimulator } from "./digitalocean/digitalocean.ts";
import { HetznerSimulator } from "./hetzner/hetzner.ts";
import { OvhSimulator } from "./ovh/ovh.ts";
import type { Simulator } from "./simulator.ts";
import { VultrSimulator } from "./vultr/vultr.ts";

type Environment = Readonly<Record<string, string>>;
export type Started = Simulator.Running & { readonly environment: Environment };
export type Entry = {
  /** Starts it. Its environment is where the provider's adapter finds it. */
  start(options?: Simulator.Options): Promise<Started>;
  /** A new account that may order. */
  account: Account.Create;
};

/** One entry per provider, by the id that it goes by everywhere. */
export const entries = {
  hetzner: {
    async start(options) {
      const simulator = await HetznerSimulator.start(options);
      const environment = {
        HETZNER_ROBOT_URL: simulator.url,
        HETZNER_AUCTION_FEED_URL: simulator.feedUrl,
      };
      return { ...simulator, environment };
    },
    account: Account.robot,
  },
  digitalocean: {
    start: (options) => found("DIGITALOCEAN_URL", DigitalOceanSimulator.start(options)),
    account: Account.withToken("token"),
  },
  vultr: {
    start: (options) => found("VULTR_URL", VultrSimulator.start(options)),
    account: Account.withToken("key"),
  },
  "ovh-eu": {
    start: (options) => found("OVH_EU_URL", OvhSimulator.start({ region: "eu", ...options })),
    account: Account.withConsumerKey,
  },
  "ovh-ca": {
    start: (options) => found("OVH_CA_URL", OvhSimulator.start({ region: "ca", ...options })),
    account: Account.withConsumerKey,
  },
} satisfies Record<string, Entry>;
export type Provider = keyof typeof entries;
export const providers = Object.keys(entries) as Provider[];

async function found(name: string, starting: Promise<Simulator.Running>): Promise<Started> {
  const simulator = await starting;
  return { ...simulator, environment: { [name]: simulator.url } };
}

export type Running = {
  readonly simulators: Readonly<Record<Provider, Started>>;
  /** The command port of each. */
  readonly controlUrls: Readonly<Record<Provider, string>>;
  readonly environment: Environment;
  close(): Promise<void>;
};

/** Starts every simulator, or none: rejects where one can't start, and closes the others. */
export async function start(optionsOf: (provider: Provider) => Simulator.Options): Promise<Running> {
  const starting = providers.map((provider) => entries[provider].start(optionsOf(provider)));
  const settled = await Promise.allSettled(starting);
  const started = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const close = async () => {
    await Promise.all(started.map((simulator) => simulator.close()));
  };
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) {
    await close();
    throw failed.reason;
  }
  const simulators = byProvider((_, at) => started[at] as Started);
  return {
    simulators,
    controlUrls: byProvider((provider) => simulators[provider].controlUrl),
    environment: Object.assign({}, ...started.map(({ environment }) => environment)),
    close,
  };
}

/** A new account at each, that may order. */
export async function accounts(
  controlUrls: Readonly<Record<Provider, string>>,
): Promise<Record<Provider, Account.Fields>> {
  const made = await Promise.all(
    providers.map((provider) => entries[provider].account(controlOf(controlUrls[provider]))),
  );
  return byProvider((_, at) => made[at] as Account.Fields);
}

function byProvider<T>(of: (provider: Provider, at: number) => T): Record<Provider, T> {
  return Object.fromEntries(providers.map((provider, at) => [provider, of(provider, at)])) as Record<
    Provider,
    T
  >;
}
