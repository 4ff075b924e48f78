export * as State from "./state.ts";

import { Rate } from "../rate.ts";
import { Store } from "../store.ts";
import type { Account } from "./account.ts";
import type { Droplet } from "./droplet.ts";
import type { Key } from "./key.ts";
import type { Region } from "./region.ts";
import { Settings } from "./settings.ts";
import type { Size } from "./size.ts";
import type { Token } from "./token.ts";

/** Everything the simulated DigitalOcean remembers. */
export interface Info {
  /** The simulator's clock: epoch milliseconds. */
  now(): number;
  readonly settings: Store.Document<Settings.Info>;
  readonly accounts: Store.Collection<Account.Info>;
  readonly tokens: Store.Collection<Token.Info>;
  readonly sizes: Store.Collection<Size.Info>;
  readonly regions: Store.Collection<Region.Change>;
  readonly keys: Store.Collection<Key.Info>;
  readonly droplets: Store.Collection<Droplet.Info>;
  /** The first spelling of a tag by its account and its lower case: that one stays. */
  readonly tags: Store.Collection<string>;
  readonly requests: Rate.Log;
  readonly nextAccount: () => number;
  readonly nextToken: () => number;
  readonly nextKey: () => number;
  readonly nextDroplet: () => number;
}

export function open(store: Store.Handle, now: () => number): Info {
  return {
    now,
    settings: store.document("settings", Settings.initial),
    accounts: store.collection("account"),
    tokens: store.collection("token"),
    sizes: store.collection("size"),
    regions: store.collection("region"),
    keys: store.collection("ssh_key"),
    droplets: store.collection("droplet"),
    tags: store.collection("tag"),
    requests: Rate.open(store, now),
    nextAccount: Store.counter(store, "account", 1),
    nextToken: Store.counter(store, "token", 1),
    nextKey: Store.counter(store, "ssh_key", 289_794),
    nextDroplet: Store.counter(store, "droplet", 3_164_444),
  };
}
