export * as State from "./state.ts";

import { Rate } from "../rate.ts";
import { Store } from "../store.ts";
import type { Account } from "./account.ts";
import type { Key } from "./key.ts";
import type { Machine } from "./machine.ts";
import type { Plan } from "./plan.ts";
import { Settings } from "./settings.ts";
import type { Token } from "./token.ts";

/** Everything the simulated Vultr remembers. */
export interface Info {
  /** The simulator's clock: epoch milliseconds. */
  now(): number;
  readonly settings: Store.Document<Settings.Info>;
  readonly accounts: Store.Collection<Account.Info>;
  readonly tokens: Store.Collection<Token.Info>;
  readonly plans: Store.Collection<Plan.Info>;
  readonly keys: Store.Collection<Key.Info>;
  readonly machines: Store.Collection<Machine.Info>;
  readonly requests: Rate.Log;
  readonly nextAccount: () => number;
  readonly nextToken: () => number;
  readonly nextMachine: () => number;
}

export function open(store: Store.Handle, now: () => number): Info {
  return {
    now,
    settings: store.document("settings", Settings.initial),
    accounts: store.collection("account"),
    tokens: store.collection("token"),
    plans: store.collection("plan"),
    keys: store.collection("ssh_key"),
    machines: store.collection("machine"),
    requests: Rate.open(store, now),
    nextAccount: Store.counter(store, "account", 1),
    nextToken: Store.counter(store, "token", 1),
    nextMachine: Store.counter(store, "machine", 70_001),
  };
}
