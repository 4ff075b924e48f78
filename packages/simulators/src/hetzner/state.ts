export * as State from "./state.ts";

import { Store } from "../store.ts";
import type { Account } from "./account.ts";
import type { Key } from "./key.ts";
import type { Limit } from "./limit.ts";
import type { Login } from "./login.ts";
import type { Machine } from "./machine.ts";
import type { Server } from "./server.ts";
import { Settings } from "./settings.ts";
import type { Transaction } from "./transaction.ts";

/** Everything the simulated Hetzner remembers. */
export interface Info {
  /** The simulator's clock: epoch milliseconds. */
  now(): number;
  readonly settings: Store.Document<Settings.Info>;
  readonly accounts: Store.Collection<Account.Info>;
  readonly keys: Store.Collection<Key.Info>;
  readonly machines: Store.Collection<Machine.Info>;
  /** Machines that were sold, by their ids, which never come back. */
  readonly sold: Store.Collection<Machine.Sold>;
  readonly transactions: Store.Collection<Transaction.Info>;
  readonly servers: Store.Collection<Server.Info>;
  readonly limits: Store.Collection<Limit.Window>;
  readonly logins: Store.Collection<Login.History>;
  readonly nextMachine: () => number;
  readonly nextTransaction: () => number;
  readonly nextServer: () => number;
}

export function open(store: Store.Handle, now: () => number): Info {
  return {
    now,
    settings: store.document("settings", Settings.initial),
    accounts: store.collection("account"),
    keys: store.collection("ssh_key"),
    machines: store.collection("machine"),
    sold: store.collection("sold"),
    transactions: store.collection("market_transaction"),
    servers: store.collection("server"),
    limits: store.collection("rate_limit"),
    logins: store.collection("login"),
    nextMachine: Store.counter(store, "machine", 2_741_003),
    nextTransaction: Store.counter(store, "market_transaction", 9_914_412),
    nextServer: Store.counter(store, "server", 321_001),
  };
}
