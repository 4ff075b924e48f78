export * as State from "./state.ts";

import { Rate } from "../rate.ts";
import { Store } from "../store.ts";
import type { Account } from "./account.ts";
import type { Application } from "./application.ts";
import type { Availability } from "./availability.ts";
import type { Cart } from "./cart.ts";
import type { Credential } from "./credential.ts";
import type { Email } from "./email.ts";
import type { Installation } from "./installation.ts";
import type { Order } from "./order.ts";
import type { Plan } from "./plan.ts";
import type { Server } from "./server.ts";
import { Settings } from "./settings.ts";

/** Everything the simulated OVHcloud remembers. */
export interface Info {
  /** The simulator's clock: epoch milliseconds. */
  now(): number;
  readonly installation: Installation.Info;
  readonly settings: Store.Document<Settings.Info>;
  readonly accounts: Store.Collection<Account.Info>;
  readonly applications: Store.Collection<Application.Info>;
  readonly credentials: Store.Collection<Credential.Info>;
  readonly plans: Store.Collection<Plan.Info>;
  readonly availabilities: Store.Collection<Availability.Info>;
  readonly carts: Store.Collection<Cart.Info>;
  readonly orders: Store.Collection<Order.Info>;
  readonly servers: Store.Collection<Server.Info>;
  readonly emails: Store.Collection<Email.Info>;
  readonly requests: Rate.Log;
  readonly nextAccount: () => number;
  readonly nextApplication: () => number;
  readonly nextCredential: () => number;
  readonly nextItem: () => number;
  readonly nextConfiguration: () => number;
  readonly nextOrder: () => number;
  readonly nextDetail: () => number;
  readonly nextServer: () => number;
  readonly nextEmail: () => number;
}

export function open(installation: Installation.Info, store: Store.Handle, now: () => number): Info {
  return {
    now,
    installation,
    settings: store.document("settings", Settings.initial),
    accounts: store.collection("account"),
    applications: store.collection("application"),
    credentials: store.collection("credential"),
    plans: store.collection("plan"),
    availabilities: store.collection("availability"),
    carts: store.collection("cart"),
    orders: store.collection("billing_order"),
    servers: store.collection("server"),
    emails: store.collection("email"),
    requests: Rate.open(store, now),
    nextAccount: Store.counter(store, "account", 10_001),
    nextApplication: Store.counter(store, "application", 112_233),
    nextCredential: Store.counter(store, "credential", 90_123_456),
    nextItem: Store.counter(store, "item", 61_230_001),
    nextConfiguration: Store.counter(store, "configuration", 991),
    nextOrder: Store.counter(store, "billing_order", 231_234_567),
    nextDetail: Store.counter(store, "detail", 441),
    nextServer: Store.counter(store, "server", 3_100_001),
    nextEmail: Store.counter(store, "email", 5001),
  };
}
