import { type AddressInfo, createServer } from "node:net";
import type { Category, Listing } from "@cloudco/core/offer/offer";
import type { Adapter, Credentials, OrderOutcome, OrderRequest } from "@cloudco/core/provider/provider";
import { controlOf } from "@cloudco/simulators/control-client";
import { vi } from "vitest";
import { given } from "./given.ts";

/** What the conformance suite has to know of an adapter and its simulator. One per kind of order. */
export type Fixture = {
  name: string;
  adapter: Adapter;
  /** Starts a simulator with one account that may order, and one thing on offer. */
  start(): Promise<Stand>;
};

export type Stand = {
  /** Points the adapter at the simulator. */
  env: Record<string, string>;
  controlUrl: string;
  credentials: Credentials;
  /** Well formed and unknown to the provider. */
  wrong: Credentials;
  /** The id and the category of what is on offer. */
  offer: { id: string; category: Category };
  /** What an order of it needs. */
  template?: Partial<OrderRequest["template"]>;
  /** Takes it off the market. */
  withdraw(): Promise<void>;
  /** The one request that spends money, as a route of the simulator's faults. */
  spending: `POST ${string}`;
  /** What a 429 to that request comes to where its form is not documented, so that it might be a proxy's. */
  tooMany?: "unknown";
  /** How long the simulator takes to set a server up, seconds. */
  setUpSeconds: number;
  /** Stops the simulator; may be called twice. */
  stop(): Promise<void>;
};

/** A stand with the adapter pointed at it, and ways to command and ask the simulator. */
export async function stand(fixture: Fixture) {
  const running = await fixture.start();
  for (const [name, value] of Object.entries(running.env)) vi.stubEnv(name, value);

  const control = controlOf(running.controlUrl);

  async function listing(): Promise<Listing> {
    const { inventory } = fixture.adapter.descriptor;
    const { listings } = given(
      await fixture.adapter.inventory(inventory === "public" ? null : running.credentials),
    );
    const found = listings.find(({ id }) => id === running.offer.id);
    if (!found) throw new Error(`${running.offer.id} is not in the inventory`);
    return found;
  }

  let orders = 0;

  return {
    ...running,
    control,
    listing,
    /** An order of what is on offer, with an id of its own. */
    async request(): Promise<OrderRequest> {
      orders += 1;
      const orderId = `mat_${orders.toString(16).padStart(32, "0")}-1`;
      const template = { sshKeys: [], ipv4: true, ...running.template };
      return { orderId, listing: await listing(), template };
    },
    fault: (route: string, fault: object) => control("POST", "/faults", { route, ...fault }),
    advance: (advanceSeconds: number) => control("POST", "/clock", { advanceSeconds }),
    /** What the simulator has sold. */
    orders: () => control<unknown[]>("GET", "/orders"),
    /** How many requests reached the simulator; those that spend, where asked. */
    async requests(route = "* *") {
      const [method, pathname = ""] = route.split(" ");
      const pattern = new URLPattern({ pathname });
      const journal = await control<{ method: string; path: string }[]>("GET", "/journal");
      const matching = journal.filter((entry) => {
        const [path = ""] = entry.path.split("?");
        return (
          (method === "*" || method === entry.method) &&
          (pathname === "*" || pattern.test({ pathname: path }))
        );
      });
      return matching.length;
    },
    /** Points the adapter where nobody listens, and no connection is left that seems to. */
    async unreachable() {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      for (const name of Object.keys(running.env)) vi.stubEnv(name, `http://127.0.0.1:${port}`);
    },
    async close() {
      vi.unstubAllEnvs();
      await running.stop();
    },
  };
}

/** An order as it is made: drafted, and sent at once. What stops it before is not sent. */
export async function placeOrder(
  adapter: Adapter,
  credentials: Credentials,
  request: OrderRequest,
  signal?: AbortSignal,
): Promise<OrderOutcome> {
  const drafted = await adapter.draft(credentials, request, signal);
  if (!drafted.ok) {
    const { ok: _, ...failure } = drafted;
    return { kind: "not_sent", ...failure };
  }
  return await drafted.send(() => false, signal);
}

/** The same, with what the order can be looked for by. */
export async function tracedOrder(
  adapter: Adapter,
  credentials: Credentials,
  request: OrderRequest,
  /** For the request that spends alone. */
  signal?: AbortSignal | (() => AbortSignal),
): Promise<{ outcome: OrderOutcome; trace: unknown }> {
  const drafted = await adapter.draft(credentials, request);
  if (!drafted.ok) throw new Error(`The order was not drafted: ${drafted.message}`);
  const patience = typeof signal === "function" ? signal() : signal;
  return { outcome: await drafted.send(() => false, patience), trace: drafted.trace };
}
